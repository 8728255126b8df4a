import { expect, test } from 'vitest';
import { Random } from '../../numerics/random';
import { interventionalRidge, type RidgeInput, WeightedRidge } from './interventionalRidge';

const genes = 130;
const rows = 300;
const groups = 60;
const random = new Random(2);
const factor = Float64Array.from({ length: rows }, () => random.normal());
/** Groups set one gene, the last group two, the first none. Genes go together, so that what is taken out matters. */
const targets = Array.from({ length: groups }, (_, group) =>
  group === 0 ? [] : group === groups - 1 ? [3, 125] : [2 * group],
);
const groupOfRow = Int32Array.from({ length: rows }, (_, row) => (row < 100 ? row % 2 : row % groups));
const values = Float32Array.from({ length: rows * genes }, (_, p) => {
  const row = Math.floor(p / genes);
  const isSet = targets[groupOfRow[row] ?? 0]?.includes(p % genes) === true;
  return isSet ? -4 : random.normal() + (factor[row] ?? 0);
});

function at(row: number, column: number): number {
  return values[row * genes + column] ?? NaN;
}

/** Gauss–Jordan elimination on the gene's own rows and regulators: nothing in common with what is tested. */
function bruteForce(
  { rows: { weights }, candidates }: RidgeInput,
  gene: number,
  factorOf: (r: number) => number = () => 1,
): number[] {
  const others = Array.from(candidates.keys()).filter((r) => candidates[r] !== gene);
  const used = Array.from({ length: rows }, (_, row) => row).filter(
    (row) => targets[groupOfRow[row] ?? 0]?.includes(gene) !== true,
  );
  const weightOf = (row: number) => weights?.[row] ?? 1;
  const count = used.reduce((sum, row) => sum + weightOf(row), 0);
  const matrix = others.map((r, i) => [
    ...others.map((q, j) =>
      used.reduce(
        (sum, row) => sum + weightOf(row) * at(row, candidates[r] ?? 0) * at(row, candidates[q] ?? 0),
        i === j ? 0.1 * factorOf(r) * Math.max(1, count) : 0,
      ),
    ),
    used.reduce((sum, row) => sum + weightOf(row) * at(row, candidates[r] ?? 0) * at(row, gene), 0),
  ]);
  matrix.forEach((pivotRow, i) => {
    const pivot = pivotRow[i] ?? NaN;
    pivotRow.forEach((value, j) => (pivotRow[j] = value / pivot));
    matrix.forEach((row, k) => {
      const share = row[i] ?? NaN;
      if (k !== i) row.forEach((value, j) => (row[j] = value - share * (pivotRow[j] ?? NaN)));
    });
  });
  const solution = Array.from(candidates, () => 0);
  others.forEach((r, i) => (solution[r] = matrix[i]?.at(-1) ?? NaN));
  return solution;
}

const weights = Float64Array.from({ length: rows }, (_, row) => 1 + (row % 5));
const few = Int32Array.from({ length: 40 }, (_, r) => 3 * r);
const many = Int32Array.from({ length: 120 }, (_, r) => r);

test('on few regulators and on many every gene has the ridge of the rows in which it was not set', () => {
  for (const [candidates, own] of [
    [few, null],
    [many, null],
    [many, weights],
  ] as const) {
    const input = { rows: { values, columns: genes, weights: own }, groupOfRow, targets, candidates };
    const found = interventionalRidge(input);
    // Set in many rows, in none, in a few, beside another; among the candidates and not.
    for (const gene of own ? [125] : [2, 5, 4, 125]) {
      const expected = bruteForce(input, gene);
      const size = Math.max(...expected.map(Math.abs));
      expected.forEach((value, r) =>
        expect(Math.abs((found[gene * candidates.length + r] ?? NaN) - value)).toBeLessThan(1e-9 * size),
      );
    }
  }
});

test('penalties of single edges are those of the regression with them', () => {
  const input = { rows: { values, columns: genes, weights: null }, groupOfRow, targets, candidates: few };
  const factors = Float32Array.from(
    { length: few.length * genes },
    (_, pair) => [0.125, 1, 8][pair % 3] ?? 1,
  );
  const ridge = new WeightedRidge(input);
  const [weighted, plain] = [ridge.solve(factors), ridge.solve(null)];
  const unweighted = interventionalRidge(input);
  for (const gene of [2, 3, 5, 125])
    for (const [found, expected] of [
      [weighted, bruteForce(input, gene, (r) => factors[r * genes + gene] ?? NaN)],
      [plain, Array.from(unweighted.subarray(gene * few.length, (gene + 1) * few.length))],
    ] as const)
      expected.forEach((value, r) => expect(found[gene * few.length + r]).toBeCloseTo(value, 9));
});
