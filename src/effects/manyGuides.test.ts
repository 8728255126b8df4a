/**
 * Several guides in each cell: beside least squares on a dense design, the screen with one guide per cell, made-up effects, and guides that
 * cannot be told apart.
 */
import { describe, expect, it } from 'vitest';
import { manyGuidesScreen, poisson } from '../../tests/support/effects/manyGuidesScreen';
import { countsOf } from '../../tests/support/effects/smallScreen';
import { Random } from '../numerics/random';
import { denseResiduals } from './correlation';
import { manyGuides } from './manyGuides';
import { measureEffects } from './measure';
import { MomentSums, ResidualSumming, type CellLayout } from './residuals';

const silent = () => undefined;

/** Counts in which each cell has the guides of a row, and two batches. */
function smallScreen(rows: readonly (readonly number[])[], guides: number, genes = 6) {
  const random = Random.mixed(3);
  const starts = new Int32Array(rows.length + 1);
  rows.forEach((row, cell) => {
    starts[cell + 1] = (starts[cell] as number) + row.length;
  });
  const layout: CellLayout & { guideSets: NonNullable<CellLayout['guideSets']> } = {
    genes,
    guides,
    batches: 2,
    guideOfCell: new Int32Array(rows.length),
    batchOfCell: Int32Array.from(rows, (_, cell) => cell % 2),
    sizeFactors: Float64Array.from(rows, () => Math.exp(0.3 * random.normal())),
    guideSets: { starts, members: Int32Array.from(rows.flat()) },
  };
  const dense = Float32Array.from({ length: rows.length * genes }, (_, at) => {
    const row = rows[Math.floor(at / genes)] ?? [];
    const lift = row.includes(at % genes) ? 1.5 : 0;
    // The last gene is so rare and the counts so high that zeros are clipped.
    return at % genes === genes - 1
      ? poisson(random.uniform() < 0.1 ? 0 : 300, random)
      : poisson((0.4 + (at % genes)) * Math.exp(lift), random);
  });
  const moments = new MomentSums(layout);
  moments.add(countsOf(dense, genes));
  const found = moments.moments();
  const summing = new ResidualSumming(layout, found);
  summing.add(countsOf(dense, genes));
  return { layout, sums: summing.sums(), residuals: denseResiduals(dense, layout, found) };
}

function drawn(cells: number, guides: number, most: number): number[][] {
  const random = Random.mixed(8);
  return Array.from({ length: cells }, () => {
    const own = new Set<number>();
    const number = 1 + random.integer(most);
    while (own.size < number) own.add(random.integer(guides));
    return [...own];
  });
}

/** Least squares by Gauss and Jordan: coefficients, the inverse of the normal matrix, and the sum of squares that is left. */
function leastSquares(design: readonly (readonly number[])[], values: readonly number[]) {
  const n = design[0]?.length ?? 0;
  const rows = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (__, j) =>
      design.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0),
    ),
    ...Array.from({ length: n }, (__, j) => Number(i === j)),
  ]);
  for (let i = 0; i < n; i++) {
    const best = rows
      .slice(i)
      .reduce((most, row) => (Math.abs(row[i] ?? 0) > Math.abs(most[i] ?? 0) ? row : most));
    rows.splice(rows.indexOf(best), 1);
    rows.splice(
      i,
      0,
      best.map((value) => value / (best[i] ?? 1)),
    );
    rows.forEach((row, other) => {
      if (other !== i) rows[other] = row.map((value, at) => value - (row[i] ?? 0) * (rows[i]?.[at] ?? 0));
    });
  }
  const inverse = rows.map((row) => row.slice(n));
  const right = Array.from({ length: n }, (_, i) =>
    design.reduce((sum, row, cell) => sum + (row[i] ?? 0) * (values[cell] ?? 0), 0),
  );
  const beta = inverse.map((row) => row.reduce((sum, value, j) => sum + value * (right[j] ?? 0), 0));
  const rest = values.reduce((sum, value, cell) => {
    const fitted = (design[cell] ?? []).reduce((all, x, j) => all + x * (beta[j] ?? 0), 0);
    return sum + (value - fitted) ** 2;
  }, 0);
  return { beta, inverse, variance: rest / (values.length - n) };
}

const largest = (a: Float64Array, b: Float64Array) =>
  a.reduce(
    (most, value, at) => Math.max(most, Number.isNaN(value) ? 0 : Math.abs(value - (b[at] ?? NaN))),
    0,
  );

describe('regression on all guides at once', () => {
  const guides = 5;
  const rows = drawn(160, guides, 3);
  const { layout, sums, residuals } = smallScreen(rows, guides);
  const found = manyGuides(sums, layout, Int32Array.of(0, 1, 1, 2, 2));

  it('has the levels, errors and noise of dense least squares', () => {
    const design = rows.map((row, cell) => [
      Number(cell % 2 === 0),
      Number(cell % 2 === 1),
      ...Array.from({ length: guides }, (_, guide) => Number(row.includes(guide))),
    ]);
    const n = Array.from({ length: guides }, (_, guide) => rows.filter((row) => row.includes(guide)).length);
    const total = n.reduce((sum, count) => sum + count, 0);
    for (let gene = 0; gene < layout.genes; gene++) {
      const values = rows.map((_, cell) => residuals[cell * layout.genes + gene] ?? 0);
      const { beta, inverse, variance } = leastSquares(design, values);
      expect(found.sums.noise?.cells[gene]).toBeCloseTo(variance, 8);
      for (let guide = 0; guide < guides; guide++) {
        // Beside the mean of all guides, as differences alone are told.
        const contrast = [0, 0, ...n.map((count, other) => Number(other === guide) - count / total)];
        const expected = contrast.reduce((sum, c, j) => sum + c * (beta[j] ?? 0), 0);
        const cells = found.sums.cellsOfGuide[guide] ?? 0;
        const level = (found.sums.byGuide[guide * layout.genes + gene] ?? 0) / cells;
        expect(level - (sums.first[gene] ?? 0) / sums.cells).toBeCloseTo(expected, 8);
        const ofContrast = contrast.reduce(
          (sum, c, i) => sum + contrast.reduce((all, d, j) => all + c * d * (inverse[i]?.[j] ?? 0), 0),
          0,
        );
        expect(1 / cells - 1 / total).toBeCloseTo(ofContrast, 10);
      }
    }
  });

  it('with one guide per cell is the screen of single guides', async () => {
    const { screen } = manyGuidesScreen({ perCell: 1, targets: 6, cells: 900, genes: 60, lanes: 1 }, 5);
    const { guideSets: _, ...single } = screen;
    const [many, one] = [
      await measureEffects(screen, 'auto', silent),
      await measureEffects(single, 'auto', silent),
    ];
    expect(largest(many.tests.effect, one.tests.effect)).toBeLessThan(1e-8);
    expect(largest(many.tests.error, one.tests.error)).toBeLessThan(1e-8);
    expect(largest(many.tests.p, one.tests.p)).toBeLessThan(1e-6);
  });
});

describe('guides that cannot be told apart', () => {
  const random = Random.mixed(4);
  const base = drawn(300, 6, 3);

  it('are named and left out where they are of several perturbations', () => {
    // Guides 6 and 7 are always together, as one guide would be.
    const rows = base.map((row) => (random.uniform() < 0.3 ? [...row, 6, 7] : row));
    const { layout, sums } = smallScreen(rows, 8);
    const { inseparable, sums: told } = manyGuides(sums, layout, Int32Array.of(0, 0, 1, 1, 2, 2, 3, 4));
    expect(inseparable).toEqual([[6, 7]]);
    expect(Array.from(told.cellsOfGuide, (cells) => cells > 0)).toEqual([
      ...Array.from({ length: 6 }, () => true),
      false,
      false,
    ]);
  });

  it('count as one where they are of one perturbation', () => {
    const rows = base.map((row) => (random.uniform() < 0.3 ? [...row, 6, 7] : row));
    const { layout, sums } = smallScreen(rows, 8);
    const { inseparable, sums: told } = manyGuides(sums, layout, Int32Array.of(0, 0, 1, 1, 2, 2, 3, 3));
    expect(inseparable).toEqual([]);
    expect([told.cellsOfGuide[6], told.cellsOfGuide[7]].map((cells) => (cells ?? 0) > 0)).toEqual([
      true,
      false,
    ]);
  });

  it('are those that determine each other, and no others', () => {
    // Guide 8 is where 6 or 7 is.
    const rows = base.map((row, cell) =>
      cell % 4 === 0 ? [...row, 6, 8] : cell % 4 === 1 ? [...row, 7, 8] : row,
    );
    const { layout, sums } = smallScreen(rows, 9);
    const { inseparable } = manyGuides(
      sums,
      layout,
      Int32Array.from({ length: 9 }, (_, guide) => guide),
    );
    expect(inseparable).toEqual([[6, 7, 8]]);
  });
});

describe('five guides per cell', () => {
  it('test null guides and idle targets at their rate', async () => {
    const seeds = Array.from({ length: 10 }, (_, at) => 401 + at);
    let [ofGuides, ofTargets, tests] = [0, 0, 0];
    for (const seed of seeds) {
      const { screen } = manyGuidesScreen({ targets: 60, cells: 1800, genes: 100 }, seed);
      const effects = await measureEffects(screen, 'auto', silent);
      ofGuides += (effects.calibration.at(-1)?.below05 ?? NaN) / seeds.length;
      const idle = effects.tests.p.subarray(effects.genes.length, 31 * effects.genes.length);
      ofTargets += idle.reduce((sum, p) => sum + Number(p <= 0.05), 0);
      tests += idle.length;
    }
    for (const share of [ofGuides, ofTargets / tests]) {
      expect(share).toBeGreaterThan(0.04);
      expect(share).toBeLessThan(0.06);
    }
  });
});
