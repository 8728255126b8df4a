/** Screens of cells drawn from a Gaussian per condition: known answers for methods with linear models. */
import type { Dataset } from '../../../src/dataset/dataset';
import type { PerturbationKind } from '../../../src/dataset/mapping';
import { choleskyInPlace } from '../../../src/numerics/linearAlgebra';
import { Random } from '../../../src/numerics/random';
import { plainScreen } from '../dataset/plainScreen';

export interface GaussianCondition {
  readonly label: string;
  readonly set: readonly (readonly [number, PerturbationKind])[];
  readonly time?: number;
  /** [G] log1p units. */
  readonly mean: Float64Array;
  /** [G × G] */
  readonly covariance: Float64Array;
  /** Genes of a constant level (log1p). */
  readonly fixed?: readonly (readonly [number, number])[];
}

/** Genes are named g0, g1, …; the condition without set genes is the control. */
export function gaussianScreen(
  conditions: readonly GaussianCondition[],
  cells: number,
  seed: number,
  given: Partial<Dataset> = {},
): Dataset {
  const random = new Random(seed);
  const genes = conditions[0]?.mean.length ?? 0;
  const values: number[] = [];
  for (const { mean, covariance, fixed = [] } of conditions) {
    const factor = covariance.slice();
    choleskyInPlace(factor, genes);
    for (let cell = 0; cell < cells; cell++) {
      const noise = mean.map(() => random.normal());
      const row = mean.map((value, g) => {
        let sum = value;
        for (let k = 0; k <= g; k++) sum += (factor[g * genes + k] ?? 0) * (noise[k] ?? 0);
        return sum;
      });
      for (const [gene, level] of fixed) row[gene] = level;
      values.push(...row);
    }
  }
  return plainScreen({
    genes: Array.from({ length: genes }, (_, g) => `g${g}`),
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from({ length: conditions.length * cells }, (_, cell) =>
      Math.floor(cell / cells),
    ),
    conditions: conditions.map(({ label, set, time }) => ({
      label,
      interventions: set.map(([gene, kind]) => ({ gene, kind })),
      time: time ?? null,
      cells,
    })),
    ...given,
  });
}
