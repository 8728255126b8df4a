/** When the run on screen goes into the browser's storage: never the demo, and never in the way of the run itself. */
import type { SavedProgress } from '../../../workers/protocol';
import { recordVersion, type SavedStart } from './savedRun';
import { heldOutCurve, lossCurve } from './snapshots';
import { useRun } from './stores';

const savingMs = 4000;
/** Fetching progress copies it: large models are saved less often. */
const savingMsPerMegabyte = 500;

let start: SavedStart | null = null;
let startIsWritten = false;

/** The run on screen is a new one (to be saved from now on), or one that is not saved. */
export function saveFromNow(next: Omit<SavedStart, 'version' | 'id'> | null): void {
  start = next && { version: recordVersion, id: crypto.randomUUID(), ...next };
  startIsWritten = false;
}

/** Whether the run on screen can be had again after another took its place. */
export function isSaved(): boolean {
  return start !== null && startIsWritten;
}

/** Storage that is full or forbidden is said once; the run goes on in memory. */
export async function saveState(progress: SavedProgress | null): Promise<void> {
  const { result, summary } = useRun.getState();
  const current = start;
  if (!current) return;
  const state = {
    version: recordVersion,
    id: current.id,
    savedAt: Date.now(),
    // The summary follows a little later than the progress it is saved with.
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
    useRun.setState({ notice: written.error });
  }
}

/** Milliseconds until the progress of a run is to be saved again, from what it held the last time. */
export function savingPause(progress: SavedProgress | null): number {
  const { fits = [], kept = [] } = progress ?? {};
  const checkpoints = fits.reduce((sum, fit) => sum + 3 * fit.parameters.byteLength, 0);
  const parameters = kept.flatMap((one) => one.fits).reduce((sum, fit) => sum + fit.byteLength, 0);
  return Math.max(savingMs, ((checkpoints + parameters) / 1e6) * savingMsPerMegabyte);
}
