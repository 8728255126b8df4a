/**
 * Wasserstein-1 distance between a gene's values without and with a perturbation, over the control's standard deviation: sees
 * changes of shape too, has no sign.
 */
import { ENOUGH_CONTROLS, isControl } from '../dataset/dataset';
import { wassersteinOfSorted } from '../numerics/wasserstein';
import { meanEffects, type Evidence } from './effects';
import type { Screen } from './screen';

/** [R × G] */
export function wassersteinScores(screen: Screen): Float32Array {
  const samples = new Map<string, Float32Array>();
  const sampleOf = (conditions: readonly number[], gene: number): Float32Array => {
    const key = `${conditions.join(' ')}:${gene}`;
    const sample = samples.get(key) ?? sortedValues(screen, conditions, gene);
    samples.set(key, sample);
    return sample;
  };
  return meanEffects(screen, ({ endpoint, perturbation }, gene) => {
    const perturbed = sampleOf([endpoint.condition], gene);
    const without = sampleOf(referenceOf(screen, perturbation.label, endpoint), gene);
    return without.length === 0 ? 0 : wassersteinOfSorted(perturbed, without);
  });
}

/** The training conditions a condition is compared with (docs/method.md, "Scaling"): of its time point, or of all of them. */
function referenceOf(
  { dataset, cells, comparedWith }: Screen,
  label: string,
  { time }: Evidence['endpoint'],
): readonly number[] {
  const pool = [...new Set(cells.conditionOf)].filter((index) => {
    const condition = dataset.conditions[index];
    if (condition === undefined) return false;
    return comparedWith === 'controls' ? isControl(condition) : condition.label !== label;
  });
  const sameTime = pool.filter((index) => dataset.conditions[index]?.time === time);
  const available = sameTime.reduce((sum, index) => sum + (dataset.conditions[index]?.cells ?? 0), 0);
  return available >= (comparedWith === 'controls' ? ENOUGH_CONTROLS : 1) ? sameTime : pool;
}

function sortedValues({ cells, dataset }: Screen, conditions: readonly number[], gene: number): Float32Array {
  const genes = dataset.genes.length;
  const values: number[] = [];
  cells.conditionOf.forEach((condition, row) => {
    if (conditions.includes(condition)) values.push(cells.values[row * genes + gene] as number);
  });
  return Float32Array.from(values).toSorted();
}
