/** Whether an open file is not the one on screen: it is being read or checked, or was read and not trained on yet. */
import type { ImportState, RunState } from './state';

export function fileWaits(
  { phase, dataset }: Pick<ImportState, 'phase' | 'dataset'>,
  run: Pick<RunState, 'dataset'>,
): boolean {
  return phase !== 'idle' && !(phase === 'ready' && dataset === run.dataset);
}
