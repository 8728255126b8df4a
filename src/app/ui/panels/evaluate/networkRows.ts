/** The order of methods in the tables of networks: as reserved while they are computed, then the best first where a truth says which. */
import type { LeftOutMethod, NetworkSource, TruthCard } from '../../../../inference/benchmark/benchmark';
import { networkSources } from '../../../../present/text/methodNames';

export function orderOfSources(truth: TruthCard | null, computing: boolean): readonly NetworkSource[] {
  if (!truth || computing) return networkSources;
  const areaOf = (source: NetworkSource) =>
    truth.rows.find((row) => row.source === source)?.auprc?.value ?? -1;
  return networkSources.toSorted((a, b) => areaOf(b) - areaOf(a));
}

/** Why a row has no numbers. */
export function absenceText(
  source: NetworkSource,
  leftOut: readonly LeftOutMethod[],
  computing: boolean,
): string {
  const left = leftOut.find((method) => method.source === source);
  if (left) return `left out: it would take about ${Math.max(1, Math.round(left.minutes))} min`;
  return computing ? 'still to come' : 'not computed';
}
