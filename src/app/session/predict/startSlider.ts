/** The level at which the slider of a gene begins. */
import type { Condition } from '../../../dataset/dataset';
import type { FittedModel } from '../../../dynamics/fitted';
import { useRun } from '../stores';
import { setSlider } from '../view/view';

/** Doubled, or given, where the screen raised the gene and never lowered it; else knocked out. @param measured of a link, which has no conditions */
export function firstLevel(
  gene: number,
  conditions: readonly Condition[],
  measured: FittedModel['measured'],
): 0 | 2 {
  const kinds = conditions.flatMap(({ interventions }) =>
    interventions.flatMap((one) => (one.gene === gene ? [one.kind] : [])),
  );
  if (kinds.length > 0) return kinds.every((kind) => kind === 'overexpression') ? 2 : 0;
  return measured?.raised.includes(gene) === true && !measured.lowered.includes(gene) ? 2 : 0;
}

/** Opens the slider of a gene. */
export function startSlider(gene: number): void {
  const { dataset, result, shared } = useRun.getState();
  const conditions = shared ? [] : (dataset?.conditions ?? []);
  setSlider(gene, firstLevel(gene, conditions, result?.model.measured ?? null));
}
