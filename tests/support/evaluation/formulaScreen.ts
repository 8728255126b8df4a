/**
 * A small screen by a formula that scripts/references/methods_reference.py also implements: eight genes in a chain with
 * branches, every kind of perturbation, one combination, one held-out perturbation.
 */
import type { Condition, Dataset } from '../../../src/dataset/dataset';
import type { PerturbationKind } from '../../../src/dataset/mapping';
import { lehmer } from '../numerics/lehmer';
import { plainScreen } from '../dataset/plainScreen';

const genes = ['d', 'a', 'h', 'c', 'b', 'g', 'e', 'f'];
/** [target, source, weight], sources before targets. */
const edges = [
  [1, 0, 0.8],
  [2, 1, -0.7],
  [3, 1, 0.9],
  [4, 3, 0.6],
  [4, 0, -0.4],
  [5, 2, 0.8],
  [6, 4, 0.7],
  [7, 6, -0.9],
  [7, 2, 0.5],
] as const;
const base = [2, 1.5, 1.8, 2.2, 1.4, 1.6, 1.9, 2.1];
const conditions: readonly (readonly [string, readonly (readonly [number, PerturbationKind])[], number])[] = [
  ['control', [], 44],
  ['d', [[0, 'knockout']], 25],
  ['c', [[3, 'knockout']], 21],
  ['g', [[5, 'overexpression']], 22],
  ['a', [[1, 'knockdown']], 18],
  [
    'h+b',
    [
      [2, 'knockout'],
      [4, 'knockout'],
    ],
    24,
  ],
  ['e', [[6, 'knockout']], 16],
];

export function formulaScreen(): Dataset {
  const values: number[] = [];
  const conditionOfCell: number[] = [];
  const uniform = lehmer(20);
  conditions.forEach(([, interventions, count], condition) => {
    for (let cell = 0; cell < count; cell++) {
      const row: number[] = [];
      for (let g = 0; g < genes.length; g++) {
        let value = base[g] ?? 0;
        for (const [target, source, weight] of edges)
          if (target === g) value += weight * ((row[source] ?? 0) - (base[source] ?? 0));
        value += 0.5 * (uniform() + uniform() + uniform() + uniform() - 2);
        const kind = interventions.find(([gene]) => gene === g)?.[1];
        if (kind === 'knockout') value = 0.1 * uniform();
        if (kind === 'knockdown') value *= 0.3;
        if (kind === 'overexpression') value += 1.5;
        row.push(Math.floor(Math.max(0, value) * 1024 + 0.5) / 1024);
      }
      values.push(...row);
      conditionOfCell.push(condition);
    }
  });
  return plainScreen({
    name: 'formula',
    fingerprint: 'formula',
    genes,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions: conditions.map(([label, interventions, cells]): Condition => ({
      label,
      interventions: interventions.map(([gene, kind]) => ({ gene, kind })),
      time: null,
      cells,
    })),
    candidates: Int32Array.of(0, 1, 2, 3, 4, 6, 7),
    heldOut: ['e'],
  });
}
