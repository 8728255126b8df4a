import { expect, it } from 'vitest';
import type { PerturbationKind } from '../../dataset/mapping';
import { Random } from '../../numerics/random';
import { dosedInputs } from './dosedInputs';
import type { MeasuredPerturbation } from './measured';

const GENES = 40;
const DOSES = [0.1, 0.5, 2, 10];
const full = () => 2;

/** What each dose does: `shares` of one direction, with noise of this standard error; gene 0 is the input. */
function training(
  shares: readonly number[],
  error: number,
  kind: PerturbationKind = 'overexpression',
  cells = 50,
): readonly MeasuredPerturbation[] {
  const random = new Random(5);
  const direction = Float64Array.from({ length: GENES }, () => random.normal());
  return shares.map((share, at): MeasuredPerturbation => {
    const value = DOSES[at] ?? 0;
    const shift = direction.map((one) => share * one + error * random.normal());
    const standardError = new Float64Array(GENES).fill(error);
    return {
      label: `X ${value} µM`,
      of: 'X',
      interventions: [{ gene: 0, kind, dose: { value, unit: 'µM' } }],
      training: true,
      endpoints: [
        {
          condition: at,
          time: null,
          step: 1,
          cells,
          shift,
          rawShift: shift,
          standardError,
          rawStandardError: standardError,
          welchError: standardError,
        },
      ],
    };
  });
}

it('the half-maximal dose is that of the Hill equation behind the changes', () => {
  for (const half of [0.2, 1, 5]) {
    const shares = DOSES.map((dose) => dose / (dose + half));
    const [input] = dosedInputs(training(shares, 0.02), [0], full);
    expect(input).toMatchObject({ gene: 0, kind: 'overexpression', unit: 'µM', full: 2 });
    expect(Math.abs(Math.log((input?.half ?? NaN) / half))).toBeLessThan(0.05);
    expect(input?.levels.at(-1)).toBeCloseTo(1, 12);
    expect(Math.abs((input?.levels[1] ?? NaN) - (shares[1] ?? 0) / (shares[3] ?? 1))).toBeLessThan(0.01);
  }
});

it('where a higher dose surely does less, each dose has the level that it shows', () => {
  const [input] = dosedInputs(training([0.3, 0.6, 1, 0.5], 0.02), [0], full);
  expect(input?.half).toBeNull();
  [0.3, 0.6, 1, 0.5].forEach((share, at) =>
    expect(Math.abs((input?.levels[at] ?? NaN) - share)).toBeLessThan(0.03),
  );
});

it('what does nothing has the same level at all doses, and what has one dose has no curve', () => {
  const inert = training([0, 0, 0, 0], 0.3);
  const [input] = dosedInputs(inert, [0], full);
  expect(input === undefined || input.levels.every((level) => level >= 0)).toBe(true);
  expect(dosedInputs(inert.slice(0, 1), [0], full)).toEqual([]);
});

it('the noise of single samples is unknown and does not hide their doses', () => {
  const [input] = dosedInputs(
    training([0.25, 1], 0.02, 'overexpression', 1).map((one) => ({
      ...one,
      endpoints: one.endpoints.map((endpoint) => ({
        ...endpoint,
        standardError: new Float64Array(GENES).fill(2),
      })),
    })),
    [0],
    full,
  );
  expect(Math.abs((input?.levels[0] ?? NaN) - 0.25)).toBeLessThan(0.03);
});

it('a measured gene that is knocked down tells its levels itself; one that is raised has one strength', () => {
  const knockdown = training([0.2, 0.5, 0.8], 0, 'knockdown').map((one, at) => {
    const shift = new Float64Array(GENES);
    shift[0] = -0.5 * (at + 1);
    return { ...one, endpoints: one.endpoints.map((endpoint) => ({ ...endpoint, shift })) };
  });
  const [input] = dosedInputs(knockdown, [], () => -1);
  expect([...(input?.levels ?? [])]).toEqual([0.5, 1, 1.5]);
  expect(dosedInputs(training([0.5, 1], 0.02), [], full)).toEqual([]);
});
