/** A screen of negative binomial counts with known effects, small enough to be trained in a test. */
import type { Condition, Dataset } from '../../../src/dataset/dataset';
import { Random } from '../../../src/numerics/random';
import { poisson } from '../numerics/poisson';
import { plainScreen } from '../dataset/plainScreen';

/** [G] mean counts of the controls. */
const levels = [6, 4, 9, 5, 12, 7, 3, 8];
/** Folds by knockout of each perturbed gene. */
const folds = [
  [0, 0.35, 2.2, 1, 1, 1, 1, 1],
  [1, 0, 1.9, 1, 0.4, 1, 1, 1],
  [1, 1, 0, 0.3, 1, 1, 2.5, 1],
  [1, 1, 1, 0, 1, 0.4, 1, 1],
  [1, 0.3, 1, 1, 0, 1, 1, 2],
];

/** Eight genes, five of them knocked out; log1p of counts over the depth of each cell. `factor` [G]: of the levels of all cells. */
export function countedScreen({ seed = 1, cells = 120, factor = levels.map(() => 1) } = {}): Dataset {
  const random = Random.mixed(seed);
  const conditions: Condition[] = [-1, 0, 1, 2, 3, 4].map((gene) => ({
    label: gene < 0 ? 'control' : `G${gene}`,
    interventions: gene < 0 ? [] : [{ gene, kind: 'knockout' }],
    time: null,
    cells: gene < 0 ? 3 * cells : cells,
  }));
  const conditionOfCell = Int32Array.from(
    conditions.flatMap((condition, place) => Array<number>(condition.cells).fill(place)),
  );
  const values = Float32Array.from(
    [...conditionOfCell].flatMap((condition) => {
      const depth = Math.exp(0.3 * random.normal());
      return levels.map((level, gene) => {
        const rate =
          (level * (factor[gene] ?? 1) * (folds[condition - 1]?.[gene] ?? 1) * random.gamma(4)) / 4;
        return Math.log1p(poisson(depth * rate, random) / depth);
      });
    }),
  );
  return plainScreen({
    name: 'counted',
    genes: levels.map((_, gene) => `G${gene}`),
    values,
    conditionOfCell,
    conditions,
  });
}
