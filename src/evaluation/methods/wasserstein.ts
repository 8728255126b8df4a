/**
 * Wasserstein-1 distance between a gene's values without and with a perturbation, over the control's standard deviation: sees
 * changes of shape too, has no sign.
 */
import { ENOUGH_CONTROLS, isControl } from '../../dataset/dataset';
import { rowsByCondition } from '../referenceFree/conditionEffects';
import { wassersteinOfSorted } from '../../numerics/wasserstein';
import { meanEffects, type Evidence } from './effects';
import type { Screen } from './screen';

/** [R × G] */
export function wassersteinScores(screen: Screen): Float32Array {
  const { dataset, cells } = screen;
  const rows = rowsByCondition({ conditions: dataset.conditions, conditionOfCell: cells.conditionOf });
  const samples = new Map<string, Float32Array>();
  const sampleOf = (conditions: readonly number[], gene: number): Float32Array => {
    const key = `${conditions.join(' ')}:${gene}`;
    const sample = samples.get(key) ?? sortedValues(screen, rows, conditions, gene);
    samples.set(key, sample);
    return sample;
  };
  const references = new Map<Evidence['endpoint'], readonly number[]>();
  const used = [...rows.keys()].filter((condition) => (rows[condition] ?? []).length > 0);
  return meanEffects(screen, ({ endpoint, perturbation }, gene) => {
    const reference = references.get(endpoint) ?? referenceOf(screen, used, perturbation.label, endpoint);
    references.set(endpoint, reference);
    const without = sampleOf(reference, gene);
    return without.length === 0 ? 0 : wassersteinOfSorted(sampleOf([endpoint.condition], gene), without);
  });
}

/** Of the training conditions those that one is compared with (docs/method.md, "Scaling"): of its time point, or all of them. */
function referenceOf(
  { dataset, comparedWith }: Screen,
  used: readonly number[],
  label: string,
  { time }: Evidence['endpoint'],
): readonly number[] {
  const pool = used.filter((index) => {
    const condition = dataset.conditions[index];
    if (condition === undefined) return false;
    return comparedWith === 'controls' ? isControl(condition) : condition.label !== label;
  });
  const sameTime = pool.filter((index) => dataset.conditions[index]?.time === time);
  const available = sameTime.reduce((sum, index) => sum + (dataset.conditions[index]?.cells ?? 0), 0);
  return available >= (comparedWith === 'controls' ? ENOUGH_CONTROLS : 1) ? sameTime : pool;
}

function sortedValues(
  { cells, dataset }: Screen,
  rows: readonly (readonly number[])[],
  conditions: readonly number[],
  gene: number,
): Float32Array {
  const genes = dataset.genes.length;
  const chosen = conditions.flatMap((condition) => rows[condition] ?? []);
  return Float32Array.from(chosen, (row) => cells.values[row * genes + gene] as number).toSorted();
}
