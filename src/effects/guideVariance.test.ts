/** Guides that differ by log-normal factors: the moment in closed form, and how often tests are wrong in simulated screens. */
import { describe, expect, it } from 'vitest';
import { simulatedScreen } from '../../tests/support/effects/simulatedScreen';
import { Random } from '../numerics/random';
import { tableOf } from '../../tests/support/effects/smallScreen';
import { guideSpread, squeeze, squeezeAlong, thirdOfFactors } from './guideVariance';
import { measureTests } from './measure';
import type { ResidualSums } from './residuals';

it('has the third moment of a log-normal variable', () => {
  for (const sigma of [0.1, 0.4, 0.9]) {
    const w = Math.exp(sigma ** 2);
    // exp(σz) over its mean has variance w − 1 and skewness (w + 2) √(w − 1).
    const skewness = (w + 2) * Math.sqrt(w - 1);
    const scale = 0.7;
    const found = thirdOfFactors(scale ** 2 * (w - 1), scale);
    expect(found / (scale ** 3 * (w - 1) ** 1.5)).toBeCloseTo(skewness, 10);
  }
  expect(thirdOfFactors(0.1, Infinity)).toBe(0);
});

it('takes as many rises as falls for effects where guides differ, and no more than the p say', async () => {
  const level = 0.002;
  const [falls, rises] = [
    { tests: 0, found: 0 },
    { tests: 0, found: 0 },
  ];
  for (const seed of [41, 42]) {
    const design = {
      genes: 800,
      shares: Array.from({ length: 30 }, () => 0),
      guideSpread: 0.2,
      offTarget: 0,
    };
    const { tests } = await measureTests(simulatedScreen(design, seed).screen, 'auto');
    tests.p.forEach((p, at) => {
      if (!Number.isFinite(p)) return;
      const side = (tests.effect[at] as number) < 0 ? falls : rises;
      side.tests += 1;
      side.found += Number(p <= level);
    });
  }
  const shares = [falls, rises].map(({ tests, found }) => found / tests / level);
  for (const share of shares) {
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(1.5);
  }
});

it('tells how guides spread from perturbations that do not change the gene, with what that is expected to be', () => {
  // Guides of 10, 30, 20 and 20 cells, of two perturbations; the second changes gene 1.
  const cellsOfGuide = Float64Array.of(10, 30, 20, 20);
  const means = [
    [1, 5],
    [2, 3],
    [4, 0],
    [0, 9],
  ];
  const sums: ResidualSums = {
    cells: 80,
    guides: 4,
    batches: 1,
    genes: 2,
    cellsOfGuide,
    cellsInBatch: cellsOfGuide,
    byGuide: Float64Array.from(
      means.flatMap((of, guide) => of.map((one) => one * (cellsOfGuide[guide] ?? NaN))),
    ),
    byBatch: new Float64Array(2),
    first: new Float64Array(2),
    second: new Float64Array(2),
    third: new Float64Array(2),
    slope: new Float64Array(2),
  };
  const design = { perturbations: 2, perturbationOfGuide: Int32Array.of(0, 0, 1, 1) };
  const responds = Uint8Array.of(0, 0, 0, 1);
  const { spread, freedoms, weights } = guideSpread(
    sums,
    { ofBatch: new Float64Array(0), average: new Float64Array(2) },
    design,
    responds,
  );
  // Means of 1.75 and 2 of gene 0, and of 3.5 of gene 1.
  const first = 10 * 0.75 ** 2 + 30 * 0.25 ** 2;
  const second = 10 * 1.5 ** 2 + 30 * 0.5 ** 2;
  expect([...spread]).toEqual([first + 20 * 4 + 20 * 4, second]);
  expect([...freedoms]).toEqual([2, 1]);
  // Of equal guides n each: n; of unequal ones Σ n − Σ n²/Σ n.
  expect([...weights]).toEqual([40 - 1000 / 40 + 20, 40 - 1000 / 40]);
});

it('finds the distribution from which variances were drawn', () => {
  const random = new Random(3);
  const freedom = 4;
  const chi = (degrees: number) => 2 * random.gamma(degrees / 2);
  const alike = Array.from({ length: 20_000 }, () => (3 * chi(freedom)) / freedom);
  expect(squeeze(alike, freedom).scale).toBeCloseTo(3, 1);
  const drawn = Array.from({ length: 20_000 }, () => (((2 * 10) / chi(10)) * chi(freedom)) / freedom);
  const prior = squeeze(drawn, freedom);
  expect(Math.abs(prior.scale / 2 - 1)).toBeLessThan(0.05);
  expect(Math.abs(prior.freedom / 10 - 1)).toBeLessThan(0.2);
});

it('two guides of three cells do not tell how all differ', async () => {
  const { screen } = simulatedScreen(
    {
      genes: 400,
      shares: [0.2, 0.2, 0.2, 0.2, 0],
      guides: 1,
      cells: 60,
      guideSpread: 0.1,
      lanes: 1,
      controlGuides: 1,
    },
    1,
  );
  const found = async (file: typeof screen) =>
    (await measureTests(file, 'controls')).q.filter((value) => value < 0.05).length;
  const last = screen.guides.findIndex(({ perturbation }) => perturbation === 5);
  let seen = 0;
  const guideOfCell = screen.guideOfCell.map((guide) => {
    if (guide !== last) return guide;
    seen += 1;
    if (seen > 6) return 0;
    return seen > 3 ? screen.guides.length : last;
  });
  const guides = [...screen.guides, { name: 'other', perturbation: 5 }];
  const whole = await found(screen);
  expect(whole).toBeGreaterThan(40);
  expect(await found({ ...screen, guides, guideOfCell })).toBeGreaterThan(0.9 * whole);
});

describe('variances with a trend', () => {
  const rows = tableOf('bulk/trend.tsv');
  const column = (name: string) => Float64Array.from(rows, (row) => Number(row[name]));
  const [level, variances, squeezed] = [column('level'), column('variance'), column('squeezed')];
  const freedom = 5;

  it('are squeezed as limma does (scripts/references/bulk.R)', () => {
    const { freedom: of, scales } = squeezeAlong(variances, level, freedom);
    expect(of).toBeCloseTo(column('prior')[0] ?? NaN, 8);
    variances.forEach((own, gene) => {
      const value = (of * (scales[gene] ?? NaN) + freedom * own) / (of + freedom);
      expect(value / (squeezed[gene] ?? NaN)).toBeCloseTo(1, 9);
    });
  });

  it('have one for genes that do not vary, and the same for all where levels are equal or few', () => {
    const still = variances.slice().fill(0, 0, 10);
    const { scales } = squeezeAlong(still, level, freedom);
    expect(scales.every((scale) => scale > 0.01 && scale < 2)).toBe(true);
    for (const [of, at] of [
      [variances, level.slice().fill(2)],
      [variances.subarray(0, 29), level.subarray(0, 29)],
    ] as const) {
      const { freedom: ofPrior, scale } = squeeze([...of], freedom);
      const found = squeezeAlong(of, at, freedom);
      expect(found.freedom).toBe(ofPrior);
      expect(found.scales.every((value) => value === scale)).toBe(true);
    }
  });
});
