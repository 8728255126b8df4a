import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import reference from './hypergeometric.reference.json';
import { logHypergeometricTail } from './distributions';

/** Of logarithms: relative where they are large. */
function discrepancy(found: number, expected: number): number {
  return found === expected ? 0 : Math.abs(found - expected) / Math.max(1, Math.abs(expected));
}

it.each(
  reference.map(([overlap, drawn, marked, universe, expected]) => ({
    overlap,
    drawn,
    marked,
    universe,
    expected,
  })),
)(
  'agrees with exact fractions: $overlap of $drawn drawn, $marked of $universe marked',
  ({ overlap, drawn, marked, universe, expected }) => {
    const found = logHypergeometricTail(overlap ?? 0, drawn ?? 0, marked ?? 0, universe ?? 0);
    expect(discrepancy(found, expected ?? -Infinity)).toBeLessThan(1e-9);
  },
);

it('sums to the whole distribution', () => {
  // P(X = k) from differences of tails, against products of binomial coefficients.
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  for (let k = 0; k <= 6; k++) {
    const point =
      Math.exp(logHypergeometricTail(k, 9, 6, 20)) - Math.exp(logHypergeometricTail(k + 1, 9, 6, 20));
    expect(point).toBeCloseTo((choose(6, k) * choose(14, 9 - k)) / choose(20, 9), 12);
  }
});

const grid = resolve('..', 'shared', 'data', 'knowledge', 'enrichment-reference', 'phyper-grid.tsv');

it.skipIf(!existsSync(grid))('agrees with phyper of R on edge cases', () => {
  const [header = '', ...lines] = readFileSync(grid, 'utf8').trim().split('\n');
  const names = header.split('\t');
  for (const line of lines) {
    const row = Object.fromEntries(line.split('\t').map((value, at) => [names[at] ?? '', value]));
    const numbers = ['k', 'n', 'K', 'N'].map((name) => Number(row[name]));
    const [k = NaN, n = NaN, K = NaN, N = NaN] = numbers;
    const expected = Number(row['log_p_upper']?.replace('Inf', 'Infinity'));
    const found = logHypergeometricTail(k, n, K, N);
    expect(discrepancy(found, expected)).toBeLessThan(1e-6);
  }
});
