import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { inComposition, removeShared, sharedByOthers } from './commonResponse';

const GENES = 40;
const random = new Random(3);
const draw = () => Float64Array.from({ length: GENES }, () => random.normal());
const direction = draw();
const ofCells = new Float64Array(GENES).fill(1);
const level = Float64Array.from({ length: GENES }, (_, g) => 0.5 + g);
const strengths = [0.5, 0.8, 0.9, 1, 1.1, 1.4, 1.7];
const nothing = new Set<number>();

const scales = [
  ['logarithms', { variance: ofCells, level: null }, (b: number) => direction.map((u) => b * u)],
  [
    'amounts',
    { variance: ofCells, level },
    (b: number) => direction.map((u, g) => (level[g] as number) * Math.expm1((b * u) / 4)),
  ],
] as const;

/** By least squares, all genes alike. */
function withoutPartAlong(vector: Float64Array, values: Float64Array): Float64Array {
  const product = values.reduce((sum, value, g) => sum + value * (vector[g] as number), 0);
  const square = vector.reduce((sum, value) => sum + value * value, 0);
  return values.map((value, g) => value - (product / square) * (vector[g] as number));
}

describe.each(scales)('the shared response, of %s without noise', (_, scale, responseOf) => {
  const own = draw();
  const changes = strengths.map((b, at) => ({
    shift: responseOf(b),
    variance: 0.1,
    composition: 0,
    targets: new Set([at]),
  }));

  it('is told from the others, and leaves nothing', () => {
    const shared = sharedByOthers(changes, scale);
    expect(shared).toHaveLength(strengths.length);
    shared?.forEach((one, at) => {
      const rest = (changes[at]?.shift ?? new Float64Array()).slice();
      const { strength } = removeShared(one.direction, rest, scale, changes[at]?.targets ?? nothing, 0);
      // In units of the median strength, 1.
      expect(strength).toBeCloseTo(strengths[at] as number, 6);
      expect(Math.max(...rest.map(Math.abs))).toBeLessThan(1e-6);
    });
  });

  it('is not what one of them changes besides, which is left', () => {
    const active = changes.map((one, at) => ({
      ...one,
      shift: at === 3 ? one.shift.map((value, g) => value + 0.2 * (own[g] as number)) : one.shift,
    }));
    const shared = sharedByOthers(active, scale);
    const rest = (active[3]?.shift ?? new Float64Array()).slice();
    const { nuisances } = removeShared(shared?.[3]?.direction ?? direction, rest, scale, nothing, 0);
    const expected = own.map((value) => 0.2 * value);
    for (const nuisance of nuisances) expected.set(withoutPartAlong(nuisance, expected));
    rest.forEach((value, g) => expect(Math.abs(value - (expected[g] as number))).toBeLessThan(0.03));
  });

  it('of the opposite sign is left as it is', () => {
    const shift = responseOf(-1);
    const rest = shift.slice();
    const { strength } = removeShared(
      sharedByOthers(changes, scale)?.[3]?.direction ?? direction,
      rest,
      scale,
      nothing,
      0,
    );
    expect(strength).toBe(0);
    // Of amounts no error of the composition, which changes all in proportion.
    const expected = scale.level === null ? shift : withoutPartAlong(scale.level, shift);
    rest.forEach((value, g) => expect(value).toBeCloseTo(expected[g] as number, 9));
  });
});

it('of amounts, errors of the composition and a strength that differs between cells leave nothing', () => {
  const scale = { variance: ofCells, level };
  // Means over cells of strengths .6 and 1.4, all lowered by the same share.
  const mixed = direction.map(
    (u, g) => (level[g] as number) * (0.97 * ((Math.exp(0.12 * u) + Math.exp(0.28 * u)) / 2) - 1),
  );
  const uniform = direction.map((u, g) => (level[g] as number) * Math.expm1(0.2 * u));
  const rest = mixed.slice();
  removeShared(direction, rest, scale, nothing, 0);
  const withoutResponse = mixed.map((value, g) => value - (uniform[g] as number));
  expect(Math.hypot(...rest)).toBeLessThan(0.01 * Math.hypot(...withoutResponse));
});

it('of amounts, is told where each strength also changes the composition', () => {
  const scale = { variance: ofCells, level };
  const changes = strengths.map((b) => {
    const composition = -(b ** 2) / 3;
    // e^c y e^bu, less what the composition does to an unchanged y.
    const shift = direction.map(
      (u, g) => (level[g] as number) * Math.exp(composition) * Math.expm1((b * u) / 4),
    );
    return { shift, variance: 0.1, composition, targets: nothing };
  });
  const shared = sharedByOthers(changes, scale);
  expect(shared).toHaveLength(strengths.length);
  shared?.forEach((one, at) => {
    const { shift, composition } = changes[at] as (typeof changes)[number];
    const rest = shift.slice();
    const { strength } = removeShared(one.direction, rest, inComposition(scale, composition), nothing, 0);
    expect(strength).toBeCloseTo(strengths[at] as number, 6);
    expect(Math.max(...rest.map(Math.abs))).toBeLessThan(1e-6);
  });
});

it('five perturbations are needed to tell what four others share', () => {
  const changes = strengths.map((b) => ({
    shift: direction.map((u) => b * u),
    variance: 1,
    composition: 0,
    targets: nothing,
  }));
  const scale = { variance: ofCells, level: null };
  expect(sharedByOthers(changes.slice(0, 4), scale)).toBeNull();
  expect(sharedByOthers(changes.slice(0, 5), scale)).toHaveLength(5);
});
