import { expect, it } from 'vitest';
import { normalisedDispersions } from './genes';

/** Output of scripts/references/variable_genes.py; −Infinity where it has no value. */
const recorded = `
1.0 1.0 0.569678 1.0 -1.139133 0.707107 -1.085798 -1.154667 0.584989 -0.4991 -Infinity -0.505421
0.445673 -1.227975 1.0 0.583137 -0.73469 0.440586 -0.571633 -0.624365 -1.465981 1.055096 -Infinity -2.267768
0.456891 0.118384 1.739069 0.373908 -0.707107 0.445673 -0.2845 -1.124728 0.657485 0.37592 -1.154701 -0.001523
1.562056 0.107706 1.523003 0.378966 0.386387 -1.000411 0.765376 0.188071 0.190026 0.377343 0.577556 0.000822
1.095267 -1.788823 -Infinity 0.375245 -0.73304 0.999589 -0.733952 1.095607 0.156969 0.618469 -0.723881 0.577144
`;

function rounded(values: Iterable<number>): number[] {
  return Array.from(values, (value) => Number(value.toFixed(4)));
}

it('normalised dispersions equal pandas for the recipe of Satija et al. 2015', () => {
  const cells = 40;
  const genes = 60;
  const mean = new Float64Array(genes);
  const variance = new Float64Array(genes);
  for (let gene = 0; gene < genes; gene++) {
    const values = Array.from(
      { length: cells },
      (_, cell) => ((cell * (gene + 2) + gene * gene) % ((gene % 7) + 3)) * (1 + gene / 5),
    );
    const average = values.reduce((sum, value) => sum + value, 0) / cells;
    mean[gene] = average;
    variance[gene] = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / cells;
  }
  const computed = normalisedDispersions({ cells, mean, variance });
  expect(rounded(computed)).toEqual(rounded(recorded.trim().split(/\s+/).map(Number)));
});

it('a gene at the limit of two bins is compared with those below it', () => {
  // ln (1 + mean) of 0 to ln 4: 20 bins, and ln 2 is the end of the tenth.
  const mean = Float64Array.of(0, 3, 1, 0.97, 0.98, 1.02, 1.03);
  const dispersion = Float64Array.of(1, 1, 4, 2, 8, 1, 3);
  const variance = mean.map((one, gene) => one * (dispersion[gene] ?? NaN));
  const [, , found] = normalisedDispersions({ cells: 1e9, mean, variance });
  // Logarithms of 4, 2 and 8: the middle of the three.
  expect(found).toBeCloseTo(0, 6);
});
