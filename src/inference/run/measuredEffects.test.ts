/** Measured effects of made-up perturbations, in closed form. */
import { expect, it } from 'vitest';
import type { PerturbationKind } from '../../dataset/mapping';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { Random } from '../../numerics/random';
import { measuredEffects } from './measuredEffects';

const common = { scale: [1, 1, 1], genes: 3, regulators: Int32Array.of(0, 1) };

interface Made {
  readonly kind?: PerturbationKind;
  readonly cells?: number;
  readonly training?: boolean;
  readonly error?: number;
}

/** One perturbation of `genes`; a row of shifts per time point. */
function perturbation(
  genes: readonly number[],
  shifts: readonly (readonly number[])[],
  { kind = 'knockout', cells = 50, training = true, error = 0.5 }: Made = {},
): MeasuredPerturbation {
  return {
    label: genes.join('+'),
    interventions: genes.map((gene) => ({ gene, kind })),
    training,
    endpoints: shifts.map((shift, at) => {
      const own = Float64Array.from(shift);
      const standardError = own.map(() => error);
      return {
        condition: at,
        time: null,
        step: 1,
        cells,
        shift: own,
        rawShift: own,
        standardError,
        rawStandardError: standardError,
        welchError: standardError,
      };
    }),
  };
}

const near = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toPrecision(4)));

it('the score is the shift over its standard error, signed as the edge that would cause it', () => {
  const perturbations = [
    perturbation([0], [[-9, -2, 1]]),
    perturbation([1], [[3, 9, 0]], { kind: 'overexpression' }),
  ];
  const { scores, isMeasured } = measuredEffects({ ...common, perturbations });
  expect(near(scores)).toEqual([0, 4, -2, 6, 0, 0]);
  expect(isMeasured).toEqual([true, true]);
});

it('time points count together; combinations and unseen perturbations do not count', () => {
  const perturbations = [
    perturbation(
      [0],
      [
        [0, -1, 0],
        [0, -3, 0],
      ],
    ),
    perturbation([0, 1], [[5, 5, 5]]),
    perturbation([1], [[5, 5, 5]], { training: false }),
  ];
  const { scores, isMeasured } = measuredEffects({ ...common, perturbations });
  expect(near(scores)).toEqual([0, near([8 / Math.sqrt(2)])[0], 0, 0, 0, 0]);
  expect(isMeasured).toEqual([true, false]);
});

it('single samples are measured in units of the spread over samples, not of an assumed error', () => {
  const random = new Random(3);
  const genes = 30;
  // Compared with others, a gene that is often changed is shifted everywhere; its median is not.
  const background = 3;
  const noise = Float64Array.from({ length: genes }, (_, g) => (g % 2 === 0 ? 0.5 : 2));
  const perturbations = Array.from({ length: genes }, (_, k) => {
    const shift = Array.from(
      noise,
      (sd, g) => (g === (k + 1) % genes ? -8 : 0) + background + sd * random.normal(),
    );
    return perturbation([k], [shift], { cells: 1, error: 7 });
  });
  const regulators = Int32Array.from({ length: genes }, (_, g) => g);
  const { scores } = measuredEffects({
    perturbations,
    genes,
    regulators,
    scale: new Float64Array(genes).fill(1),
  });
  const meanOf = (parity: number) => {
    const hits = perturbations.map((_, k) => (k + 1) % genes).filter((g) => g % 2 === parity);
    return (
      hits.reduce((sum, g) => sum + (scores[((g + genes - 1) % genes) * genes + g] ?? 0), 0) / hits.length
    );
  };
  // An effect of 8 in the unit between the own spread and the common one, by their weights of 30 and 60.
  const middle = 1.1;
  const unit = (sd: number) => Math.sqrt((30 * sd ** 2 + 60 * middle ** 2) / 90);
  expect(meanOf(0) / (8 / unit(0.5))).toBeCloseTo(1, 0);
  expect(meanOf(1) / (8 / unit(2))).toBeCloseTo(1, 0);
  expect(meanOf(0)).toBeGreaterThan(1.5 * meanOf(1));
});
