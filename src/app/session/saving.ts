/** Writes the run on screen to the browser's storage at intervals; demos and shared runs are not saved. */
import type { SavedProgress } from '../../../workers/protocol';
import { recordVersion, type SavedStart } from './savedRun';
import { heldOutCurve, lossCurve } from './snapshots';
import { notify, useRun } from './stores';

const SAVING_MS = 4000;
/** Fetching progress copies it: large models are saved less often. */
const SAVING_MS_PER_MEGABYTE = 500;

let start: SavedStart | null = null;
let startIsWritten = false;
/** The run that other tabs know to train here. */
let told: string | null = null;

/** Saves this run from now on, or none. `trains`: other tabs can tell, until `trainingEnded`. */
export function saveFromNow(next: Omit<SavedStart, 'version' | 'id'> | null, trains = false): void {
  start = next && { version: recordVersion, id: crypto.randomUUID(), ...next };
  startIsWritten = false;
  tellTabs(trains && start ? start.id : null);
}

export function trainingEnded(): void {
  tellTabs(null);
}

function tellTabs(run: string | null): void {
  if (run === told) return;
  told = run;
  void import('./trainingLock').then(({ holdLock }) => holdLock(run));
}

/** Whether the run on screen can be restored after another replaced it. */
export function isSaved(): boolean {
  return start !== null && startIsWritten;
}

/** Where storage is full or forbidden, one notice says so, and the run continues in memory. */
export async function saveState(progress: SavedProgress | null): Promise<void> {
  const { result, summary } = useRun.getState();
  const current = start;
  if (!current) return;
  const state = {
    version: recordVersion,
    id: current.id,
    savedAt: Date.now(),
    // The summary lags a little behind the progress.
    summary: { ...summary, step: progress?.step ?? summary.step },
    progress,
    result,
    curves: { loss: lossCurve(), heldOut: heldOutCurve() },
  };
  const { writeState } = await import('./persistence');
  const written = await writeState(startIsWritten ? null : current, state);
  if (current !== start) return;
  if (written.ok) startIsWritten = true;
  else {
    start = null;
    notify(written.error);
  }
}

/** Milliseconds until the next save, from the size of the last progress. */
export function savingPause(progress: SavedProgress | null): number {
  const { fits = [], kept = [] } = progress ?? {};
  const checkpoints = fits.reduce((sum, fit) => sum + 3 * fit.parameters.byteLength, 0);
  const parameters = kept.flatMap((one) => one.fits).reduce((sum, fit) => sum + fit.byteLength, 0);
  return Math.max(SAVING_MS, ((checkpoints + parameters) / 1e6) * SAVING_MS_PER_MEGABYTE);
}
