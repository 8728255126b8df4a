import { describe, expect, it } from 'vitest';
import { log10, log2, logged, matrixInfo } from '../../../tests/support/dataset/screens';
import { Random } from '../../numerics/random';
import { mean, variance } from '../../numerics/statistics';
import { valueNotes } from './processing';
import { guessValueScale, unusableValues } from './valueScale';

function noted(rows: readonly (readonly number[])[]): readonly string[] {
  const matrix = matrixInfo('X', rows);
  return valueNotes(matrix, guessValueScale(matrix).scale).map(({ tag }) => tag);
}

const perGene = (
  rows: readonly (readonly number[])[],
  change: (value: number, of: readonly number[]) => number,
) => {
  const columns = (rows[0] ?? []).map((_, gene) => rows.map((row) => row[gene] ?? 0));
  return rows.map((row) => row.map((value, gene) => change(value, columns[gene] ?? [])));
};
const deviationOf = (of: readonly number[]) => Math.sqrt(variance(of, of.length - 1)) || 1;
const totalOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

const certaintyOf = (values: number[][]) => {
  const { scale, guess } = guessValueScale(matrixInfo('X', values));
  return [scale, guess.certainty];
};

describe('values that are wrong in part, or altogether', () => {
  const random = new Random(11);
  /** Counts of 40 cells, most of them small. */
  const counts = Array.from({ length: 40 }, () =>
    Array.from({ length: 60 }, (_, gene) =>
      Math.floor(-Math.log(1 - random.uniform()) * (0.5 + (gene % 7) / 3)),
    ),
  );
  const normalised = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => (1e4 * count) / total);
  });

  it.each([
    ['normalised counts', logged(normalised, Math.log1p, Math.log1p)],
    ['counts', logged(counts, Math.log1p, Math.log1p)],
    ['half of the genes', logged(normalised, Math.log1p, Math.log1p).map((row) => row.slice(0, 30))],
    ['logarithms to base 2', logged(normalised, log2, log2)],
    ['both bases', logged(normalised, log2, Math.log1p)],
    ['three decimals', logged(normalised, Math.log1p, Math.log1p, (value) => Math.round(1e3 * value) / 1e3)],
  ])('logarithms of logarithms are told: %s', (_, rows) => {
    expect(noted(rows)).toEqual(['logged-twice']);
  });

  it('logarithms of intensities of an array are to base 2, which is assumed of small ones', () => {
    const rows = Array.from({ length: 6 }, () =>
      Array.from({ length: 300 }, () => 4 + 10 * random.uniform()),
    );
    expect(certaintyOf(rows)).toEqual(['log2-normalised', 'likely']);
    // As small as natural ones would be.
    const small = rows.map((row) => row.map((value) => value * Math.LN2));
    expect(certaintyOf(small)).toEqual(['log2-normalised', 'assumed']);
    // Without any count a single cell has 0.
    expect(certaintyOf(small.map((row) => row.with(0, 0)))).toEqual(['log-normalised', 'sure']);
  });

  it.each([
    ['log2 of log2', [log2, log2]],
    ['log2 of ln', [log2, Math.log1p]],
    ['ln of ln', [Math.log1p, Math.log1p]],
  ])('logarithms of logarithms are told by their totals in bulk samples: %s', (_, logs) => {
    const amounts = Array.from({ length: 6 }, () =>
      Array.from({ length: 500 }, () => 10 ** (4 * random.uniform())),
    );
    const perMillion = amounts.map((row) => {
      const total = row.reduce((sum, amount) => sum + amount, 0);
      return row.map((amount) => (1e6 * amount) / total);
    });
    expect(noted(logged(perMillion, ...logs))).toEqual(['logged-twice']);
    expect(noted(logged(perMillion, logs[0] ?? log2))).toEqual([]);
    expect(noted(logged(perMillion, log10))).toEqual([]);
  });

  it.each([
    ['ln', Math.log1p],
    ['log2', log2],
    ['log10', log10],
    ['square-root', Math.sqrt],
    ['freeman-tukey', (value: number) => Math.sqrt(value) + Math.sqrt(value + 1)],
    ['arcsinh', Math.asinh],
  ])('counts that were transformed without their totals are told: %s', (by, transform) => {
    const matrix = matrixInfo('X', logged(counts, transform));
    expect(valueNotes(matrix, 'log-normalised')).toEqual([{ tag: 'counts-transformed', by }]);
    const totals = matrixInfo(
      'X',
      logged(normalised, (value) => value / 1e3, transform),
    );
    const isRoot = by === 'square-root' || by === 'freeman-tukey';
    expect(valueNotes(totals, 'log-normalised')).toEqual(
      isRoot ? [{ tag: 'counts-transformed', by, normalised: true }] : [],
    );
    const half = matrixInfo(
      'X',
      logged(normalised, transform).map((row) => row.slice(0, 30)),
    );
    expect(valueNotes(half, 'log-normalised')).toEqual(
      isRoot ? [{ tag: 'counts-transformed', by, normalised: true }] : [],
    );
  });

  it.each([
    ['log-normalised', Math.log1p],
    ['log2-normalised', log2],
    ['log10-normalised', log10],
  ])('logarithms of counts have the base that undoes them: %s', (scale, transform) => {
    // No whole multiples of the smallest count of a cell, which is larger than 1.
    const large = counts.map((row) => row.map((count) => 3 * count + 7));
    const matrix = matrixInfo('X', logged(large, transform));
    expect(guessValueScale(matrix).scale).toBe(scale);
    expect(valueNotes(matrix, 'log-normalised').map(({ tag }) => tag)).toEqual(['counts-transformed']);
  });

  it('cells in which nothing was counted are told where the others have many counts', () => {
    const many = counts.map((row) => row.map((count) => 9 * count));
    const empty = many.map((row, cell) => (cell % 4 === 0 ? row.map(() => 0) : row));
    expect(valueNotes(matrixInfo('X', empty), 'counts')).toEqual([{ tag: 'empty-cells', share: 0.25 }]);
    expect(noted(many)).toEqual([]);
    const few = counts.map((row, cell) => row.map((_, gene) => (gene === 0 && cell % 4 > 0 ? 1 : 0)));
    expect(valueNotes(matrixInfo('X', few), 'counts').map(({ tag }) => tag)).not.toContain('empty-cells');
  });

  it('counts that are off by rounding, as where logarithms were undone, are counts and no roots', () => {
    const large = counts.map((row) => row.map((count) => 4 * count));
    for (const rows of [counts, large]) {
      const off = logged(rows, (count) => count * (1 + 1e-6));
      expect(guessValueScale(matrixInfo('X', off)).scale).toBe('counts');
      expect(noted(off)).toEqual(noted(rows));
    }
    expect(
      guessValueScale(
        matrixInfo(
          'X',
          logged(normalised, (value) => value / 1e4),
        ),
      ).scale,
    ).toBe('normalised');
  });

  it.each([
    ['normalised counts', logged(normalised, Math.log1p)],
    ['logarithms to base 2', logged(normalised, log2)],
    ['small totals', logged(normalised, (value) => value / 1e4, Math.log1p)],
    ['amounts of any size', normalised.map((row) => row.map(() => 2 * random.uniform()))],
  ])('one logarithm, or none, is not taken for two: %s', (_, rows) => {
    expect(noted(rows)).toEqual([]);
  });

  const inLogs = logged(normalised, Math.log1p);
  const all = totalOf(counts.map(totalOf));
  const residuals = (dispersion: number) =>
    counts.map((row) =>
      row.map((count, gene) => {
        const expected = (totalOf(row) * totalOf(counts.map((other) => other[gene] ?? 0))) / all;
        const residual = (count - expected) / Math.sqrt(expected + dispersion * expected ** 2 || 1);
        return Math.max(-Math.sqrt(40), Math.min(residual, Math.sqrt(40)));
      }),
    );

  it.each([
    ['z scores', perGene(inLogs, (value, of) => (value - mean(of)) / deviationOf(of))],
    ['z scores, clipped', perGene(inLogs, (value, of) => Math.min((value - mean(of)) / deviationOf(of), 2))],
    ['centred logarithms', perGene(inLogs, (value, of) => value - mean(of))],
    ['Pearson residuals', residuals(0.01)],
    ['Pearson residuals without dispersion', residuals(0)],
    ['logarithms less a constant', inLogs.map((row) => row.map((value) => value - 2))],
  ])('values below 0 without controls are not all taken for log ratios: %s', (_, rows) => {
    const matrix = matrixInfo('X', rows);
    const { scale } = guessValueScale(matrix, [], false);
    expect(scale).not.toBe('log-ratio');
    expect(unusableValues(matrix, scale)).toBe('scaled-values');
  });

  it('responses of unequal size around 0 are taken for log ratios where there are no controls', () => {
    const drawn = new Random(12);
    const rows = Array.from({ length: 40 }, () =>
      Array.from(
        { length: 60 },
        (_, gene) => (0.1 + (gene % 9) / 5) * (drawn.normal() + drawn.normal() ** 3 / 5),
      ),
    );
    const matrix = matrixInfo('X', rows);
    expect(guessValueScale(matrix, [], false).scale).toBe('log-ratio');
    expect(guessValueScale(matrix, [], true).scale).not.toBe('log-ratio');
  });

  it('fractions that are said to be counts are named, expected counts are not', () => {
    const logarithms = matrixInfo('X', logged(counts, Math.log1p));
    expect(valueNotes(logarithms, 'counts')).toEqual([
      { tag: 'counts-with-fractions', share: expect.any(Number), value: expect.any(Number) },
    ]);
    const expected = counts.map((row) =>
      row.map((count, gene) => (count > 0 && gene % 3 === 0 ? count + 0.37 : count)),
    );
    expect(valueNotes(matrixInfo('X', expected), 'counts')).toMatchObject([{ tag: 'few-counts' }]);
  });

  it('two negative counts are named, and are no scaled data', () => {
    const wrong = counts.map((row, cell) =>
      row.map((count, gene) => (cell === 3 && gene === 5 ? -4 : cell === 9 && gene === 7 ? -1 : count)),
    );
    const matrix = matrixInfo('X', wrong);
    expect(guessValueScale(matrix).scale).toBe('counts');
    expect(unusableValues(matrix, 'counts')).toBe('negative-values');
    expect(valueNotes(matrix, 'counts')).toEqual([
      { tag: 'few-negative-values', values: 2, value: -4, where: 'X, cell 3, gene 5' },
    ]);
    const centred = matrixInfo(
      'X',
      counts.map((row) => row.map((count, gene) => count - 1 - gene / 100)),
    );
    expect(unusableValues(centred, 'log-normalised')).toBe('scaled-values');
    expect(valueNotes(centred, 'log-normalised')).toEqual([]);
  });
});

/** Counts of 200 cells and 100 genes: levels over two orders of magnitude, negative binomial, cells of unequal depth. */
function countsOfCells(seed: number): readonly (readonly number[])[] {
  const random = new Random(seed);
  const levels = Array.from({ length: 100 }, () => 10 ** (1.6 * random.uniform() - 0.8));
  return Array.from({ length: 200 }, () => {
    const depth = Math.exp(0.3 * random.normal());
    return levels.map((level) => poisson(random, -Math.log(1 - random.uniform()) * depth * level));
  });
}

function poisson(random: Random, level: number): number {
  const bound = Math.exp(-level);
  let [count, product] = [0, random.uniform()];
  while (product > bound) [count, product] = [count + 1, product * random.uniform()];
  return count;
}

/** Each gene by itself. */
function byGene(
  rows: readonly (readonly number[])[],
  change: (value: number, middle: number, spread: number, gene: number) => number,
): readonly (readonly number[])[] {
  const columns = (rows[0] ?? []).map((_, gene) => rows.map((row) => row[gene] ?? 0));
  const [means, spreads] = [columns.map(mean), columns.map((own) => Math.sqrt(variance(own)) || 1)];
  return rows.map((row) =>
    row.map((value, gene) => change(value, means[gene] ?? 0, spreads[gene] ?? 1, gene)),
  );
}

/** Of the first 80 genes. */
function first(rows: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return rows.map((row) => row.slice(0, 80));
}

describe.each([1, 2, 3])('what was done to the values of cells, draw %i', (seed) => {
  const counts = countsOfCells(seed);
  const logarithms = counts.map((row) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count) => Math.log1p((1e4 * count) / total));
  });
  const random = new Random(seed + 10);

  it.each([
    ['counts', counts],
    ['their normalised logarithms', logarithms],
    ['those of some genes', first(logarithms)],
    ['bases', first(logged(logarithms, (value) => value / Math.LN2))],
    ['arcsinh with the cofactor of cytometers', logged(counts, (count) => Math.asinh(count / 5))],
  ])('nothing is said of %s', (_, rows) => {
    expect(noted(rows)).toEqual([]);
  });

  it.each([
    ['unit variance', byGene(logarithms, (value, _, spread) => value / spread), 'scaled-by-gene'],
    [
      'a maximum of 1',
      byGene(
        logarithms,
        (value, _, __, gene) => value / Math.max(...logarithms.map((row) => row[gene] ?? 0), 1e-9),
      ),
      'scaled-by-gene',
    ],
    [
      'z-scores without their negative half',
      byGene(logarithms, (value, middle, spread) => Math.max(0, (value - middle) / spread)),
      'corrected-values',
    ],
    [
      'another level and spread in each of two batches, cut at 0',
      byGene(logarithms, (value, middle) =>
        Math.max(0, middle + (value - middle) * 0.9 + 0.1 * random.normal()),
      ),
      'corrected-values',
    ],
    ['rounded logarithms', logged(logarithms, Math.round), 'rounded-values'],
    ['detection', logged(counts, Math.sign), 'binary-values'],
    [
      'logarithms with an offset of 0.001',
      logged(counts, (count) => Math.log2(count + 0.001)),
      'logarithms-with-offset',
    ],
    [
      'shares of more genes',
      first(
        counts.map((row, cell) => row.map((count, gene) => (count * (1 + gene / 100)) / (900 + (cell % 7)))),
      ),
      'values-below-one',
    ],
  ])('%s', (_, rows, tag) => {
    expect(noted(rows)).toEqual([tag]);
    expect(guessValueScale(matrixInfo('X', rows)).guess.certainty).toBe('assumed');
  });

  it('z-scores are named, by the variance of genes or by the name of the layer or file', () => {
    const scaled = matrixInfo(
      'X',
      byGene(logarithms, (value, middle, spread) => (value - middle) / spread),
    );
    expect(valueNotes(scaled, 'log-normalised')).toEqual([
      { tag: 'z-scores', variance: expect.closeTo(1, 1), name: null },
    ]);
    const few = matrixInfo('layers/scale.data', [
      [-1, 0.5],
      [1.2, -0.3],
    ]);
    expect(valueNotes(few, 'log-normalised')).toEqual([
      { tag: 'z-scores', variance: null, name: 'layers/scale.data' },
    ]);
    expect(
      valueNotes({ ...few, path: 'X' }, 'log-normalised', ['K562_gwps_normalized_bulk_01.h5ad']),
    ).toMatchObject([{ tag: 'z-scores', name: 'K562_gwps_normalized_bulk_01.h5ad' }]);
    expect(valueNotes({ ...few, path: 'X' }, 'log-normalised', ['genome-scale_residuals.h5ad'])).toEqual([]);
  });

  it('whole numbers below 0 have no offset, however many are the smallest one', () => {
    const rows = Array.from({ length: 40 }, (_, cell) =>
      Array.from({ length: 30 }, (_value, gene) => ((cell + gene) % 5) - 2),
    );
    expect(noted(rows)).toEqual([]);
  });

  it('values without a total of their own have the base that makes them multiples of one count', () => {
    const scales = [1, Math.LN2, Math.LN10].map((base) => {
      const rows = first(logged(logarithms, (value) => value / base));
      return guessValueScale(matrixInfo('X', rows)).scale;
    });
    expect(scales).toEqual(['log-normalised', 'log2-normalised', 'log10-normalised']);
  });

  it('rounded logarithms are not divided by totals', () => {
    expect(guessValueScale(matrixInfo('X', logged(logarithms, Math.round))).scale).toBe('log-normalised');
  });
});
