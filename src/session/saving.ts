/** When the run on screen goes into the browser's storage: never the demo, and never in the way of the run itself. */
import type { SavedProgress } from '../../workers/protocol';
import { recordVersion, type SavedStart } from './savedRun';
import { heldOutCurve, lossCurve } from './snapshots';
import { useRun } from './stores';

let start: SavedStart | null = null;
let startIsWritten = false;

/** The run on screen is a new one (to be saved from now on), or one that is not saved. */
export function saveFromNow(next: Omit<SavedStart, 'version' | 'id'> | null): void {
  start = next && { version: recordVersion, id: crypto.randomUUID(), ...next };
  startIsWritten = false;
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
