/** What is said while a file is read, or simulated first. */
import { MOST_SILENT_SECONDS, SILENT_SECONDS } from '../../session/silence';
import type { ImportState } from '../../session/state';
import { bytes, fileSize, percent } from '../../../present/text/numbers';
import { readingPhases } from '../../../present/text/reading';
import { demoTexts } from './dataName';

interface ReadingText {
  /** Of the whole message. */
  readonly label: string;
  readonly title: string;
  /** How far, in figures; '' before anything is known. */
  readonly amount: string;
  /** How far, 0 to 1. */
  readonly share: number;
  readonly where: string;
}

export function readingText({
  phase,
  progress,
  fileName,
  controlsFile,
  demo,
  isSilent,
}: Pick<
  ImportState,
  'phase' | 'progress' | 'fileName' | 'controlsFile' | 'demo' | 'isSilent'
>): ReadingText | null {
  if (phase !== 'reading' && phase !== 'loading') return null;
  if (progress?.phase === 'simulating') {
    const share = progress.percent / 100;
    return {
      label: 'Simulating a screen',
      title: `Simulating ${demo ? demoTexts[demo].inSentence : 'a screen'}`,
      amount: percent(share),
      share,
      where: 'It is made in this tab; nothing is fetched.',
    };
  }
  if (progress?.phase === 'downloading') {
    const { bytesDone, bytesTotal, host } = progress;
    return {
      label: 'Downloading a file',
      title: `Downloading ${fileName}`,
      amount: downloaded(bytesDone, bytesTotal),
      share: bytesTotal > 0 ? bytesDone / bytesTotal : 0,
      where: `It comes from ${host} and stays in this tab.`,
    };
  }
  const known = progress !== null && progress.bytesTotal > 0;
  return {
    label: 'Reading a file',
    title: `${readingPhases[progress?.phase ?? 'opening']} ${controlsFile ?? (demo ? demoTexts[demo].inSentence : fileName)}`,
    amount: progress ? bytes(progress.bytesDone, progress.bytesTotal) : '',
    share: known ? progress.bytesDone / progress.bytesTotal : 0,
    where: isSilent ? silenceText(phase) : 'It is read in this tab and sent nowhere.',
  };
}

function silenceText(phase: 'reading' | 'loading'): string {
  const silent = `Nothing has come of it for ${SILENT_SECONDS} seconds.`;
  return phase === 'reading'
    ? `${silent} It may be damaged: after ${MOST_SILENT_SECONDS} it is given up.`
    : `${silent} Either much is being computed, or the file is damaged: Cancel ends it.`;
}

function downloaded(done: number, total: number): string {
  if (done === 0) return '';
  return total > 0 ? bytes(done, total) : fileSize(done);
}
