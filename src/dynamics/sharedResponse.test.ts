import { expect, it } from 'vitest';
import { directionOf, responseAt, strengthOf, type SharedResponse } from './sharedResponse';

const shared: SharedResponse = {
  weight: 0.5,
  fullAt: 0,
  times: Float64Array.of(1, 3),
  response: Float64Array.of(1, -2, 2, -2),
};

it('a shared response equals its rows at their times, the last row afterwards and 0 at the start', () => {
  expect([...responseAt(shared, 2, 1)]).toEqual([1, -2]);
  expect([...responseAt(shared, 2, 3)]).toEqual([2, -2]);
  expect([...responseAt(shared, 2, 9)]).toEqual([2, -2]);
  expect([...responseAt(shared, 2, 0)]).toEqual([0, 0]);
});

it('between two rows the response follows the closed form of a gene under a constant input', () => {
  // x' = u − x from x(1) = 1 with the u that brings it to 2 at t = 3.
  const input = (2 - Math.exp(-2)) / (1 - Math.exp(-2));
  expect(responseAt(shared, 2, 2)[0]).toBeCloseTo(input + (1 - input) * Math.exp(-1), 12);
});

it('the strength is the fraction of the measured change, for the gene set furthest', () => {
  expect(strengthOf(shared, [1])).toBe(0);
  expect(strengthOf(shared, [0])).toBe(1);
  expect(strengthOf(shared, [0.25, 0.5])).toBe(0.75);
  expect(strengthOf(shared, [3])).toBe(0);
  expect(strengthOf({ ...shared, fullAt: 0.5 }, [0.75])).toBe(0.5);
  expect(strengthOf({ ...shared, fullAt: 0.5 }, [0])).toBe(1);
  expect(strengthOf({ ...shared, fullAt: 2 }, [Math.SQRT2])).toBeCloseTo(0.5, 12);
  expect(strengthOf({ ...shared, fullAt: 2 }, [0])).toBe(0);
});

it('the direction of an intervention is lowered, raised, or mixed', () => {
  expect(
    directionOf([
      { gene: 0, kind: 'knockout' },
      { gene: 1, kind: 'knockdown' },
    ]),
  ).toBe('lowered');
  expect(directionOf([{ gene: 0, kind: 'overexpression' }])).toBe('raised');
  expect(
    directionOf([
      { gene: 0, kind: 'overexpression' },
      { gene: 1, kind: 'knockout' },
    ]),
  ).toBeNull();
});
