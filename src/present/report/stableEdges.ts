/** How many of the edges that are drawn hold when data are left out. */
import { rankEdges } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';
import type { FinishedRun } from '../../share/runFile';

/** null where no fit was left out. */
export function stableEdges({
  result,
  view,
}: Pick<FinishedRun, 'result' | 'view'>): { readonly drawn: number; readonly stable: number } | null {
  if (result.network.stability === null) return null;
  const drawn = rankEdges(result.network, view.edgeBudget).filter(
    ({ weight, stability }) => weight !== 0 && isStableIn(stability, view.minimumStability),
  );
  return {
    drawn: drawn.length,
    stable: drawn.filter(({ stability }) => isStable(stability)).length,
  };
}
