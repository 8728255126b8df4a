/** The runs kept in this browser, in words. */
import { bytesOfRun, type RunEntry, type RunLibrary } from '../../../share/savedRun';
import { count, decimal, fileSize, plural } from '../../../present/text/format';
import type { MessageState } from '../../session/state';
import { demoTexts } from './data';

export const runsText = {
  title: 'Runs',
  what: 'Finished and stopped runs of your data stay in this browser, on this computer, until you delete them. Demos and opened run files are kept on request.',
  empty: 'No runs yet. Runs of your own data are kept here automatically, from their first seconds on.',
  notKept: 'On screen, not kept',
  keep: 'Keep',
  onScreen: 'On screen',
  training: 'Training',
  elsewhere: 'Trains in another tab',
  damaged: 'Damaged, or written by another version',
  damagedName: 'A run that cannot be read',
  noPersistence: 'The browser may clear them when the disk is nearly full.',
  persist: 'Ask the browser to keep them',
  persistRefused:
    'The browser decides on its own: it may still clear them when the disk is nearly full. Save runs that matter as files.',
  compare: 'Compare',
  compareHint: 'Tick two finished runs to compare their networks.',
  loading: 'Reading the list of runs …',
} as const;

/** The given name, else that of the data, with a number where there are several runs of it: 'screen.h5ad (2)'. */
export function runName({ name, dataset, demo, number }: RunEntry): string {
  if (name !== null) return name;
  const data = demo ? demoTexts[demo].name : dataset;
  return number > 1 ? `${data} (${number})` : data;
}

/** '103 genes, 27 perturbations, seed 1, cross-validated error 0.68'. */
export function runLine({ genes, perturbations, seed, error }: RunEntry): string {
  const design = `${plural(genes, 'gene')}, ${plural(perturbations, 'perturbation')}, seed ${seed}`;
  return error === null ? design : `${design}, cross-validated error ${decimal(error)}`;
}

/** '21 Nov 2026, 21:30, 4.6 MB'. */
export function savedLine(entry: RunEntry): string {
  return `${timeText(entry.savedAt)}, ${fileSize(bytesOfRun(entry))}`;
}

/** What became of its training; '' where it is finished. */
export function stateOfRun({ finished, step, steps }: RunEntry): string {
  if (finished) return step < steps ? `Stopped at step ${count(step)} of ${count(steps)}` : '';
  return `Interrupted at step ${count(step)} of ${count(steps)}`;
}

/** 'This page uses 12.3 MB of the browser’s storage; 4.2 GB are available.' */
export function storageLine({ used, available }: NonNullable<RunLibrary['storage']>): string {
  return `This page uses ${storageSize(used)} of the browser’s storage; ${storageSize(available)} are available.`;
}

function timeText(at: number): string {
  return new Date(at).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
}

export function storageSize(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : fileSize(bytes);
}

export function deletedText(name: string): string {
  return `Deleted: ${name}.`;
}

/** The offer of the run kept last. */
export function keptText({ name, elsewhere, finished, step, steps, savedAt }: Kept): {
  readonly title: string;
  readonly text: string;
} {
  const title = elsewhere
    ? `Training of ${name} goes on in another tab`
    : `A run of ${name} is saved in this browser`;
  const place = `step ${count(step)} of ${count(steps)}`;
  const state =
    finished && step >= steps
      ? 'It is finished.'
      : elsewhere
        ? `It was at ${place}.`
        : finished
          ? `It was stopped at ${place}; its network is kept.`
          : step === 0
            ? 'It stopped before its first step.'
            : `It stopped at ${place}.`;
  return { title, text: `${state} Saved ${timeText(savedAt)}.` };
}

type Kept = NonNullable<MessageState['saved']>;
