/**
 * A small screen by a formula that scripts/references/evaluation_without_truth.py also implements: seven genes, d2 → a1 →
 * f0 and c4 → g3, b5 like f0; two time points, a combination, one perturbation without effect.
 */
import type { Dataset } from '../../../src/dataset/dataset';
import { lehmer } from '../numerics/lehmer';
import { plainScreen } from '../dataset/plainScreen';

const genes = ['f0', 'a1', 'd2', 'g3', 'c4', 'b5', 'e6'];
/** [label, genes knocked out, time, cells]. */
const conditions: readonly (readonly [string, readonly number[], number, number])[] = [
  ['control', [], 1, 30],
  ['control', [], 2, 12],
  ['a1', [1], 1, 18],
  ['a1', [1], 2, 14],
  ['d2', [2], 1, 20],
  ['c4', [4], 2, 16],
  ['d2+c4', [2, 4], 1, 11],
  ['e6', [6], 1, 15],
  ['f0', [0], 2, 13],
];

export function exampleScreen(): Dataset {
  const uniform = lehmer(5);
  const values: number[] = [];
  const conditionOfCell: number[] = [];
  conditions.forEach(([, set, time, cells], condition) => {
    for (let cell = 0; cell < cells; cell++) {
      const noise = genes.map(() => uniform() + uniform() + uniform() - 1.5);
      const x = new Float64Array(7);
      for (const gene of [2, 4, 6, 1, 3, 0, 5]) {
        let value = 1.5 + 0.5 * (noise[gene] ?? 0) + 0.2 * time;
        if (gene === 1) value += 0.9 * ((x[2] ?? 0) - 1.5);
        if (gene === 0) value += 0.8 * ((x[1] ?? 0) - 1.5);
        if (gene === 3) value -= 0.7 * ((x[4] ?? 0) - 1.5);
        if (gene === 5) value = 0.3 + 0.9 * (x[0] ?? 0) + 0.02 * (noise[5] ?? 0);
        x[gene] = set.includes(gene) ? 0 : Math.floor(Math.max(0, value) * 256 + 0.5) / 256;
      }
      values.push(...x);
      conditionOfCell.push(condition);
    }
  });
  return plainScreen({
    name: 'example',
    genes,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions: conditions.map(([label, set, time, cells]) => ({
      label,
      interventions: set.map((gene) => ({ gene, kind: 'knockout' })),
      time,
      cells,
    })),
    candidates: Int32Array.from([0, 1, 2, 3, 4, 6]),
  });
}
