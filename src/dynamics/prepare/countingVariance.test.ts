import { expect, it } from 'vitest';
import { referenceScreen } from '../../../tests/support/dynamics/referenceScreen';
import { poisson } from '../../../tests/support/numerics/poisson';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { countingVariance } from './countingVariance';
import { allCells } from './strata';

/** Mean counts of the genes; the unit of one count in the cells of either depth; how far levels of cells lie from their mean. */
const LEVELS = [0.5, 0.3, 4, 15, 25, 40, 60, 80] as const;
const UNITS = [0.25, 0.35] as const;
const SPREAD = 0.3;
const CELLS = 12_000;
const genes = LEVELS.length;
const scale = Float64Array.from(LEVELS, (_, g) => 1 + g / 4);

/** Level of gene g in a cell: in half of the cells above the mean, in half below, whatever the depth. */
function levelOf(cell: number, g: number): number {
  return (LEVELS[g] ?? NaN) * (cell % 4 < 2 ? 1 + SPREAD : 1 - SPREAD);
}

/** Controls, and cells in which gene 0 was knocked out and has no counts; depths alternate. */
function screenOf(values: Float32Array): Dataset {
  const target = { interventions: [{ gene: 0, kind: 'knockout' as const }], time: null };
  return {
    ...referenceScreen(),
    genes: Array.from({ length: genes }, (_, g) => `G${g}`),
    cells: CELLS,
    values,
    conditionOfCell: Int32Array.from({ length: CELLS }, (_, cell) => Number(cell >= CELLS / 2)),
    conditions: [
      { label: 'control', interventions: [], time: null, cells: CELLS / 2 },
      { label: 'G0', ...target, cells: CELLS / 2 },
    ],
    batchOfCell: null,
    composition: null,
  };
}

/** Variance of log1p(u n) of a Poisson variable n with this mean, by summation. */
function exactVariance(mean: number, unit: number): number {
  let [chance, sum, squares] = [Math.exp(-mean), 0, 0];
  for (let n = 1; n < mean + 60 + 12 * Math.sqrt(mean); n++) {
    chance *= mean / n;
    sum += chance * Math.log1p(unit * n);
    squares += chance * Math.log1p(unit * n) ** 2;
  }
  return squares - sum ** 2;
}

function varianceOf(values: Float32Array): Float64Array | null {
  const strata = { ofCell: new Int32Array(CELLS) };
  return countingVariance({
    dataset: screenOf(values),
    values,
    isTraining: () => true,
    isUsed: allCells,
    strata,
    scaling: { scale, reportedScale: scale },
  });
}

it('is that of Poisson counts, without the variation of their levels, and not above it', () => {
  const random = new Random(5);
  const values = Float32Array.from({ length: CELLS * genes }, (_, p) => {
    const [cell, g] = [Math.floor(p / genes), p % genes];
    const isKnockedOut = g === 0 && cell >= CELLS / 2;
    return isKnockedOut ? 0 : Math.log1p((UNITS[cell % 2] ?? NaN) * poisson(levelOf(cell, g), random));
  });
  const found = varianceOf(values);
  for (const [g, own] of scale.entries()) {
    const exact = [0, 1, 2, 3].map((cell) => exactVariance(levelOf(cell, g), UNITS[cell % 2] ?? NaN));
    const share = ((found?.[g] ?? NaN) * own ** 2) / (exact.reduce((sum, one) => sum + one, 0) / 4);
    expect(share).toBeGreaterThan(0.9);
    expect(share).toBeLessThan(1.04);
  }
});

it('is unknown where values are not counts', () => {
  const random = new Random(6);
  expect(varianceOf(Float32Array.from({ length: CELLS * genes }, () => 3 * random.uniform()))).toBeNull();
});

it('is unknown where whole numbers vary less than counting would make them', () => {
  const random = new Random(7);
  const values = Float32Array.from({ length: CELLS * genes }, () =>
    Math.log1p(0.25 * Math.round(8 + 10 * random.uniform())),
  );
  expect(varianceOf(values)).toBeNull();
});
