import { describe, expect, it, test } from 'vitest';
import {
  choleskyInPlace,
  choleskySolveInPlace,
  crossProducts,
  principalComponents,
  symmetricEigen,
} from './linearAlgebra';
import reference from './principalComponents.reference.json' with { type: 'json' };
import { Random } from './random';

const n = 7;
const random = new Random(1);
const rows = Float64Array.from({ length: 11 * n }, () => random.normal());

function bruteForceGram(weights: readonly number[]): number[] {
  return Array.from({ length: n * n }, (_, p) =>
    weights.reduce(
      (sum, weight, row) =>
        sum + weight * (rows[row * n + Math.floor(p / n)] ?? 0) * (rows[row * n + (p % n)] ?? 0),
      0,
    ),
  );
}

const everyColumn = Int32Array.from({ length: n }, (_, i) => i);
const everyRow = Int32Array.from({ length: 11 }, (_, i) => i);
const gram = crossProducts({ values: rows, columns: n, weights: null }, everyRow, everyColumn, everyColumn);

test('cross products are the weighted sums of the chosen rows and columns', () => {
  bruteForceGram(Array.from({ length: 11 }, () => 1)).forEach((value, p) =>
    expect(gram[p]).toBeCloseTo(value, 10),
  );
  const weights = Float64Array.from(everyRow, (row) => row / 2);
  const chosen = Int32Array.of(1, 4, 5, 9, 10);
  const part = crossProducts(
    { values: rows, columns: n, weights },
    chosen,
    Int32Array.of(6, 2),
    Int32Array.of(0, 3, 5),
  );
  const expected = bruteForceGram(Array.from(everyRow, (row) => (chosen.includes(row) ? row / 2 : 0)));
  [6, 2].forEach((i, a) =>
    [0, 3, 5].forEach((j, b) => expect(part[a * 3 + b]).toBeCloseTo(expected[i * n + j] ?? NaN, 10)),
  );
});

test('a Cholesky solution satisfies the equation it solves', () => {
  const right = Float64Array.from({ length: n }, () => random.normal());
  const factor = gram.slice();
  choleskyInPlace(factor, n);
  const solution = right.slice();
  choleskySolveInPlace(factor, n, solution);
  for (let i = 0; i < n; i++) {
    const product = everyColumn.reduce((sum, j) => sum + (gram[i * n + j] ?? 0) * (solution[j] ?? 0), 0);
    expect(product).toBeCloseTo(right[i] ?? NaN, 9);
  }
});

test('a matrix that is not positive definite throws RangeError', () => {
  expect(() => choleskyInPlace(Float64Array.of(1, 2, 2, 1), 2)).toThrow(RangeError);
});

test('eigenvectors are orthonormal, eigenvalues ascend, and together they reconstruct the matrix', () => {
  const { values, vectors } = symmetricEigen(gram, n);
  expect(Array.from(values)).toEqual(Array.from(values).toSorted((a, b) => a - b));
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      let rebuilt = 0;
      let inner = 0;
      for (let u = 0; u < n; u++) {
        rebuilt += (values[u] ?? 0) * (vectors[u * n + i] ?? 0) * (vectors[u * n + j] ?? 0);
        inner += (vectors[i * n + u] ?? 0) * (vectors[j * n + u] ?? 0);
      }
      expect(rebuilt).toBeCloseTo(gram[i * n + j] ?? NaN, 9);
      expect(inner).toBeCloseTo(i === j ? 1 : 0, 10);
    }
});

const all = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

describe('principal components', () => {
  it("match numpy's singular value decomposition", () => {
    const values = Float64Array.from(reference.values);
    const rowCount = values.length / reference.columns;
    const { axes, shares } = principalComponents(values, reference.columns, all(rowCount), 3);
    for (const [i, expected] of reference.axes.entries()) expect(axes[i]).toBeCloseTo(expected, 10);
    for (const [k, expected] of reference.shares.entries()) expect(shares[k]).toBeCloseTo(expected, 12);
  });

  it('of collinear points have one axis that explains all variance', () => {
    const values = Float64Array.from([0, 0, 3, 4, 6, 8, -3, -4]);
    const { mean, axes, shares } = principalComponents(values, 2, all(4), 2);
    expect([...mean]).toEqual([1.5, 2]);
    expect(axes[0]).toBeCloseTo(0.6, 12);
    expect(axes[1]).toBeCloseTo(0.8, 12);
    expect(shares[0]).toBeCloseTo(1, 12);
    expect(shares[1]).toBeCloseTo(0, 12);
  });

  it('use only the chosen rows', () => {
    const values = Float64Array.from([0, 0, 1, 0, 2, 0, 100, 900]);
    const { axes } = principalComponents(values, 2, Int32Array.of(0, 1, 2), 1);
    expect([...axes]).toEqual([1, 0]);
  });

  it('are zero where no axis exists, also without any variance', () => {
    const { axes, shares } = principalComponents(Float64Array.of(2, 2, 2), 1, all(3), 2);
    expect(axes[1]).toBe(0);
    expect([...shares]).toEqual([0, 0]);
  });
});
