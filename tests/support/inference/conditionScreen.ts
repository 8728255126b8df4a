/** A screen from its conditions and the value of each gene in each cell, for tests. */
import type { Condition, Dataset } from '../../../src/dataset/dataset';
import { plainScreen } from '../dataset/plainScreen';

/** Genes G0, G1, …; `valueOf` is asked cell by cell and gene by gene. The control is the condition of that label. */
export function screenOfConditions(
  genes: number,
  conditions: readonly Condition[],
  valueOf: (set: readonly number[], gene: number, condition: number) => number,
): Dataset {
  const conditionOfCell = conditions.flatMap(({ cells }, at) => Array.from({ length: cells }, () => at));
  const sets = conditions.map(({ interventions }) => interventions.map(({ gene }) => gene));
  return plainScreen({
    fingerprint: 'screen',
    genes: Array.from({ length: genes }, (_, gene) => `G${gene}`),
    values: Float32Array.from(
      conditionOfCell.flatMap((condition) =>
        Array.from({ length: genes }, (_, gene) => valueOf(sets[condition] ?? [], gene, condition)),
      ),
    ),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions,
    candidates: Int32Array.from({ length: genes }, (_, gene) => gene),
  });
}
