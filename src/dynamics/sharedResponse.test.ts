import { expect, it } from 'vitest';
import { directionOf, responseAt, strengthOf, type SharedResponse } from './sharedResponse';

const shared: SharedResponse = {
  weight: 0.5,
  fullAt: 0,
  times: Float64Array.of(1, 3),
  response: Float64Array.of(1, -2, 2, -2),
};

it('a shared response is that of its rows at their times, the last one afterwards and nothing at the start', () => {
  expect([...responseAt(shared, 2, 1)]).toEqual([1, -2]);
  expect([...responseAt(shared, 2, 3)]).toEqual([2, -2]);
  expect([...responseAt(shared, 2, 9)]).toEqual([2, -2]);
  expect([...responseAt(shared, 2, 0)]).toEqual([0, 0]);
});

it('between two rows a gene that settles at what it is given from then on has the closed form', () => {
  // x' = u − x from x(1) = 1 with the u that brings it to 2 at t = 3.
  const input = (2 - Math.exp(-2)) / (1 - Math.exp(-2));
  expect(responseAt(shared, 2, 2)[0]).toBeCloseTo(input + (1 - input) * Math.exp(-1), 12);
});

it('the strength is the share of the way to what was measured, of the gene set furthest', () => {
  expect(strengthOf(shared, [1])).toBe(0);
  expect(strengthOf(shared, [0])).toBe(1);
  expect(strengthOf(shared, [0.25, 0.5])).toBe(0.75);
  expect(strengthOf(shared, [3])).toBe(0);
  expect(strengthOf({ ...shared, fullAt: 0.5 }, [0.75])).toBe(0.5);
  expect(strengthOf({ ...shared, fullAt: 0.5 }, [0])).toBe(1);
  expect(strengthOf({ ...shared, fullAt: 2 }, [Math.SQRT2])).toBeCloseTo(0.5, 12);
  expect(strengthOf({ ...shared, fullAt: 2 }, [0])).toBe(0);
});

it('genes are set one way, the other, or both', () => {
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
