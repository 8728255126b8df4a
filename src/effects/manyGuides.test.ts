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
import { frequentPairs, joinedSets, type CellPairs } from './manyPairs';
import { measureEffects, measureTests } from './measure';
import { MomentSums, ResidualSumming, type CellLayout } from './residuals';

const silent = () => undefined;

/** Counts in which each cell has the guides of a row, and two batches. */
function smallScreen(
  rows: readonly (readonly number[])[],
  guides: number,
  pairs: CellPairs | null = null,
  genes = 6,
) {
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
  const withPairs = pairs && {
    guides: guides + pairs.pairs.length,
    guideSets: joinedSets(layout.guideSets, pairs.sets, guides),
  };
  const summing = new ResidualSumming({ ...layout, ...withPairs }, found);
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

describe('pairs of targets', () => {
  const guides = 5;
  const perturbationOfGuide = Int32Array.of(0, 1, 1, 2, 2);
  const rows = drawn(400, guides, 3);
  const starts = Int32Array.from([0, ...rows.map((_, row) => rows.slice(0, row + 1).flat().length)]);
  const sets = { starts, members: Int32Array.from(rows.flat()) };
  const pairs = frequentPairs(sets, { perturbations: 3, perturbationOfGuide }, 6);
  const hasBoth = rows.map(
    (row) => row.some((guide) => [1, 2].includes(guide)) && row.some((guide) => guide > 2),
  );

  it('are those that enough cells have', () => {
    expect(pairs.pairs).toEqual([{ first: 1, second: 2 }]);
    expect(pairs.sets.members.length).toBe(hasBoth.filter(Boolean).length);
    const few = { starts: starts.subarray(0, 100), members: sets.members };
    expect(frequentPairs(few, { perturbations: 3, perturbationOfGuide }, 6).pairs).toEqual([]);
  });

  it('have the coefficient and error that their column has in dense least squares', () => {
    const { layout, sums, residuals } = smallScreen(rows, guides, pairs);
    const found = manyGuides(sums, layout, perturbationOfGuide, pairs);
    const without = smallScreen(rows, guides);
    const before = manyGuides(without.sums, without.layout, perturbationOfGuide);
    expect(largest(found.sums.byGuide, before.sums.byGuide)).toBe(0);
    const design = rows.map((row, cell) => [
      Number(cell % 2 === 0),
      Number(cell % 2 === 1),
      ...Array.from({ length: guides }, (_, guide) => Number(row.includes(guide))),
    ]);
    const wider = design.map((row, cell) => [...row, Number(hasBoth[cell])]);
    for (let gene = 0; gene < layout.genes; gene++) {
      const values = rows.map((_, cell) => residuals[cell * layout.genes + gene] ?? 0);
      const [{ beta, inverse }, alone] = [leastSquares(wider, values), leastSquares(design, values)];
      expect(found.pairs?.beyond[gene]).toBeCloseTo(beta.at(-1) ?? NaN, 8);
      expect(found.pairs?.variance[0]).toBeCloseTo(inverse.at(-1)?.at(-1) ?? NaN, 10);
      // Differences between guides fall as told.
      const fall = (guide: number) => (alone.beta[2 + guide] ?? NaN) - (beta[2 + guide] ?? NaN);
      const told = (guide: number) => (found.pairs?.ofGuide[guide] ?? NaN) * (beta.at(-1) ?? NaN);
      for (const guide of [1, 2, 3, 4]) expect(told(guide) - told(0)).toBeCloseTo(fall(guide) - fall(0), 8);
    }
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

describe('pairs of five guides per cell', () => {
  const design = { targets: 20, genes: 300, cells: 3000 };
  const planted = [
    [1, 2],
    [19, 20],
    [3, 18],
  ] as const;

  it('interact where they do, in the right direction', async () => {
    let [claims, right] = [0, 0];
    for (const seed of [611, 612, 613]) {
      const { screen, beyond } = manyGuidesScreen({ ...design, pairs: planted }, seed);
      const { pairs, genes, tests } = await measureEffects(screen, 'auto', silent);
      const truthOf = (at: number) => {
        const { first, second } = pairs.pairs[Math.floor(at / genes.length)] ?? {};
        const where = planted.findIndex(([a, b]) => a === first && b === second);
        const gene = Number(genes[at % genes.length]?.slice(4));
        return where < 0 ? 0 : (beyond[where * design.genes + gene] ?? NaN);
      };
      const claimed = Array.from(pairs.q.keys()).filter((at) => (pairs.q[at] ?? NaN) < 0.05);
      const real = claimed.filter((at) => truthOf(at) !== 0);
      expect(real.every((at) => Math.sign(truthOf(at)) === Math.sign(pairs.log2[at] ?? NaN))).toBe(true);
      claims += claimed.length;
      right += real.length;
      // Singles are told without the pairs.
      const singles = await measureTests(screen, 'auto');
      expect(largest(singles.tests.effect, tests.effect)).toBe(0);
      expect(largest(singles.tests.error, tests.error)).toBe(0);
    }
    expect(right).toBeGreaterThan(180);
    expect(right / claims).toBeGreaterThan(0.9);
  });

  it('do not where they do not', async () => {
    for (const seed of [612, 613]) {
      const { screen } = manyGuidesScreen(design, seed);
      const { pairs } = await measureEffects(screen, 'auto', silent);
      expect(pairs.pairs).toHaveLength(190);
      const p = pairs.p.filter(Number.isFinite);
      const share = p.filter((value) => value <= 0.05).length / p.length;
      expect(share).toBeGreaterThan(0.04);
      expect(share).toBeLessThan(0.055);
      expect(pairs.q.filter((value) => value < 0.05)).toHaveLength(0);
      const together = pairs.pairs.filter((pair) => Number.isFinite(pair.together.value));
      const covered = together.filter(({ together: { low, high } }) => low < 1 && high > 1);
      expect(covered.length / together.length).toBeGreaterThan(0.9);
    }
  });
});

describe('five guides per cell', () => {
  it('a cell with two guides of a target, or of the controls, is one of its cells', async () => {
    const { screen } = manyGuidesScreen({ targets: 6, cells: 400, genes: 40 }, 431);
    const { starts, members } = screen.guideSets ?? { starts: [], members: new Int32Array() };
    const held = screen.guideOfCell.reduce((all, _, cell) => {
      const own = members.subarray(starts[cell], starts[cell + 1]);
      return all + Number(own.some((guide) => screen.guides[guide]?.perturbation === 0));
    }, 0);
    const { cells } = await measureTests(screen, 'auto');
    expect(cells[0]).toBe(held);
    expect(held).toBeLessThan(400);
  });

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
