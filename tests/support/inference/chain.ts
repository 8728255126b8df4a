/** A screen that is small enough to be trained in a test. */
import { type Condition, type Dataset, rowsByCondition } from '../../../src/dataset/dataset';
import type { OutsideGenes } from '../../../src/dataset/outsideGenes';
import { Random } from '../../../src/numerics/random';
import { plainScreen } from '../dataset/plainScreen';

const cellsPerCondition = 60;

/**
 * Five genes: gene 0 activates gene 1, gene 1 represses gene 2; genes 3 and 4 have no regulation. Knockouts of the first four. Each gene is
 * drawn around a linear function of its regulator, without a simulator.
 */
export function chain(): Dataset {
  const random = new Random(3);
  const conditions: Condition[] = [-1, 0, 1, 2, 3].map((gene) => ({
    label: gene < 0 ? 'control' : `G${gene}`,
    interventions: gene < 0 ? [] : [{ gene, kind: 'knockout' }],
    time: null,
    cells: cellsPerCondition,
  }));
  const cells = conditions.length * cellsPerCondition;
  const values = new Float32Array(cells * 5);
  const conditionOfCell = new Int32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const condition = Math.floor(cell / cellsPerCondition);
    conditionOfCell[cell] = condition;
    const own = (gene: number, level: number) =>
      condition - 1 === gene ? 0 : Math.max(0, level + 0.2 * random.normal());
    const g0 = own(0, 2);
    const g1 = own(1, 0.5 + 0.8 * g0);
    const g2 = own(2, 3.5 - 0.9 * g1);
    values.set([g0, g1, g2, own(3, 1.5), own(4, 1.5)], cell * 5);
  }
  return plainScreen({
    name: 'chain',
    genes: ['G0', 'G1', 'G2', 'G3', 'G4'],
    cells,
    values,
    conditionOfCell,
    conditions,
    candidates: Int32Array.of(0, 1, 2, 3, 4),
  });
}

/** Changes by knockouts that move genes 1 and 2 alike: predicted from each other, they have the wrong sign. */
const contrary = new Map([
  ['G0', 0.6],
  ['G1', -0.6],
]);

/**
 * Genes outside the chain: one that follows gene 1, one that follows gene 2, one that changes contrary to both, and one that stays at 1.5.
 * `seed`: of the noise.
 */
export function outsideOfChain(seed = 1): OutsideGenes {
  const { conditions, genes, values, ...dataset } = chain();
  const random = Random.mixed(seed);
  const levels = rowsByCondition({ conditions, ...dataset }).flatMap((rows, condition) => {
    const meanOf = (gene: number) =>
      rows.reduce((sum, cell) => sum + (values[cell * genes.length + gene] ?? 0), 0) / rows.length;
    return [
      0.7 * meanOf(1) + 0.02 * random.normal(),
      3 - 0.5 * meanOf(2) + 0.02 * random.normal(),
      1 + (contrary.get(conditions[condition]?.label ?? '') ?? 0),
      1.5,
    ];
  });
  return {
    names: ['X1', 'X2', 'X3', 'X4'],
    condition: Int32Array.from(conditions.keys()),
    batch: new Int32Array(conditions.length),
    cells: Int32Array.from(conditions, ({ cells }) => cells),
    mean: Float32Array.from(levels),
    variance: Float32Array.of(0.05, 0.06, 0.4, 0.2),
  };
}
