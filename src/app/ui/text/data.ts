/** Data in words: names of files and demos, accepted formats, reading progress. */
import { openableEndings, wordsOfFormats } from '../../../dataset/formats';
import type { RunState, ImportState } from '../../session/state';
import type { DemoName } from '../../../dataset/dataset';
import type { Snapshot } from '../../../share/snapshot';
import { MAX_SILENT_SECONDS, SILENT_SECONDS } from '../../session/data/silence';
import { bytes, fileSize, percent } from '../../../present/text/format';
import { readingPhases } from '../../../present/text/names';

interface DemoText {
  readonly name: string;
  readonly inSentence: string;
  /** The origin of its cells, at the start of a line. */
  readonly origin: string;
}

export const demoTexts: Readonly<Record<DemoName, DemoText>> = {
  myeloid: {
    name: 'Myeloid demo',
    inSentence: 'the demo',
    origin: 'Simulated blood-cell differentiation',
  },
  sachs: {
    name: 'Signalling proteins (measured)',
    inSentence: 'the demo of signalling proteins',
    origin: 'Measured: human T cells, flow cytometry (Sachs et al. 2005, CC0)',
  },
  hundred: {
    name: '100 genes, 40 knockouts (simulated)',
    inSentence: 'the demo of 100 genes',
    origin: 'Synthetic genes, simulated here from a known acyclic network',
  },
  loops: {
    name: 'Loops (simulated)',
    inSentence: 'the demo with loops',
    origin: 'Synthetic genes, simulated here from a known network with feedback loops',
  },
};

/** null without data. */
export function dataName({ shared, demo, dataset }: RunState): string | null {
  if (shared) return sharedName(shared);
  return demo ? demoTexts[demo].name : (dataset?.name ?? null);
}

/** The title of the sender, otherwise the name of the demo. */
export function sharedName({ title, demo }: Pick<Snapshot, 'title' | 'demo'>): string {
  if (title !== '') return title;
  return demo ? demoTexts[demo].name : 'A shared network';
}

/** '20 Nov 2026', from whole days since 1970 (UTC). */
export function dayText(day: number): string {
  return new Date(day * 86_400_000).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  });
}

/** For the `accept` of a file input: control cells; and data, labels, known edges and saved runs. */
export const openableControls = openableEndings.join(',');
export const openable = `${openableControls},.gmt,.sif,.graphml,.cx2,.cyjs,.json,.yaml,.yml`;

export const openableWords = `${wordsOfFormats()}, gzipped or zipped, or several samples of one experiment. Nothing is uploaded.`;

/** The message while a file is read; `amount`: printed progress, '' while unknown; `share`: progress, 0 to 1. */
export function readingText({ phase, progress, fileName, controlsFile, demo, isSilent }: ImportState) {
  if (phase !== 'reading' && phase !== 'loading') return null;
  if (progress?.phase === 'simulating') {
    const share = progress.percent / 100;
    return {
      label: 'Simulating a screen',
      title: `Simulating ${demo ? demoTexts[demo].inSentence : 'a screen'}`,
      amount: percent(share),
      share,
      where: 'Simulated in this tab; nothing is downloaded.',
    };
  }
  if (progress?.phase === 'downloading') {
    const { bytesDone, bytesTotal, host } = progress;
    return {
      label: 'Downloading a file',
      title: `Downloading ${fileName}`,
      amount: downloaded(bytesDone, bytesTotal),
      share: bytesTotal > 0 ? bytesDone / bytesTotal : 0,
      where: `Downloaded from ${host} into this tab; never uploaded.`,
    };
  }
  const known = progress !== null && progress.bytesTotal > 0;
  return {
    label: 'Reading a file',
    title: `${readingPhases[progress?.phase ?? 'opening']} ${controlsFile ?? (demo ? demoTexts[demo].inSentence : fileName)}`,
    amount: progress ? bytes(progress.bytesDone, progress.bytesTotal) : '',
    share: known ? progress.bytesDone / progress.bytesTotal : 0,
    where: isSilent ? silenceText(phase) : 'Read in this tab; never uploaded.',
  };
}

function silenceText(phase: 'reading' | 'loading'): string {
  const silent = `No data for ${SILENT_SECONDS} seconds.`;
  return phase === 'reading'
    ? `${silent} The disk may be slow or the file damaged; reading stops after ${MAX_SILENT_SECONDS} seconds.`
    : `${silent} The values are being processed, or the file is damaged. Press Cancel to stop.`;
}

function downloaded(done: number, total: number): string {
  if (done === 0) return '';
  return total > 0 ? bytes(done, total) : fileSize(done);
}
