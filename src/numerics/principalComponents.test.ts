import { describe, expect, it } from 'vitest';
import { principalComponents } from './principalComponents';
import reference from './principalComponents.reference.json' with { type: 'json' };

const all = (rows: number) => Int32Array.from({ length: rows }, (_, row) => row);

describe('principal components', () => {
  it("are those of numpy's singular value decomposition", () => {
    const values = Float64Array.from(reference.values);
    const rows = values.length / reference.columns;
    const { axes, shares } = principalComponents(values, reference.columns, all(rows), 3);
    for (const [i, expected] of reference.axes.entries()) expect(axes[i]).toBeCloseTo(expected, 10);
    for (const [k, expected] of reference.shares.entries()) expect(shares[k]).toBeCloseTo(expected, 12);
  });

  it('of points along one line are that line, with all the variance', () => {
    const values = Float64Array.from([0, 0, 3, 4, 6, 8, -3, -4]);
    const { mean, axes, shares } = principalComponents(values, 2, all(4), 2);
    expect([...mean]).toEqual([1.5, 2]);
    expect(axes[0]).toBeCloseTo(0.6, 12);
    expect(axes[1]).toBeCloseTo(0.8, 12);
    expect(shares[0]).toBeCloseTo(1, 12);
    expect(shares[1]).toBeCloseTo(0, 12);
  });

  it('look only at the rows chosen', () => {
    const values = Float64Array.from([0, 0, 1, 0, 2, 0, 100, 900]);
    const { axes } = principalComponents(values, 2, Int32Array.of(0, 1, 2), 1);
    expect([...axes]).toEqual([1, 0]);
  });

  it('that do not exist are zeros, also where nothing varies', () => {
    const { axes, shares } = principalComponents(Float64Array.of(2, 2, 2), 1, all(3), 2);
    expect(axes[1]).toBe(0);
    expect([...shares]).toEqual([0, 0]);
  });
});
