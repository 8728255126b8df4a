/** Control guides tested as perturbations, beside a screen in which they are perturbations. */
import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import { uncorrelated } from './correlation';
import {
  calibrationQuantiles,
  controlCalibration,
  controlParts,
  inSomeGenes,
  mergedGuides,
} from './calibration';
import { cellNoise } from './cellNoise';
import { screenEffects } from './effects';
import type { ResidualSums } from './residuals';

const [genes, guidesEach, perturbations] = [120, 5, 8];

/** Residuals of variance 1 in which nothing happens. @param sizes [guides] cells @param spread of guides, in standard errors */
function nothing(sizes: Float64Array, random: Random, spread = 1): ResidualSums {
  const guides = sizes.length;
  const byGuide = Float64Array.from(
    { length: guides * genes },
    (_, at) => spread * Math.sqrt(sizes[Math.floor(at / genes)] as number) * random.normal(),
  );
  const first = new Float64Array(genes);
  byGuide.forEach((value, at) => {
    (first[at % genes] as number) += value;
  });
  const cells = sizes.reduce((sum, size) => sum + size, 0);
  return {
    cells,
    guides,
    batches: 1,
    genes,
    cellsOfGuide: sizes,
    cellsInBatch: sizes,
    byGuide,
    byBatch: first,
    first,
    second: new Float64Array(genes).fill(cells),
    third: new Float64Array(genes),
    slope: new Float64Array(genes).fill(1),
  };
}

const [expressing, whole] = [new Float64Array(genes).fill(1), new Float64Array(genes).fill(1)];
const perturbationOfGuide = Int32Array.from({ length: perturbations * guidesEach }, (_, guide) =>
  Math.floor(guide / guidesEach),
);
const sizes = Float64Array.from(perturbationOfGuide, (_, guide) => 40 + 3 * guide);

function effectsOf(sums: ResidualSums, ofGuide: Int32Array, count: number) {
  const own = new Uint8Array(count * genes);
  const design = { perturbations: count, perturbationOfGuide: ofGuide };
  return screenEffects(sums, design, { expressing, own, correlation: uncorrelated });
}

const every4th = (values: Float64Array | Uint8Array) => values.filter((_, at) => at % 4 === 0);

describe('calibration', () => {
  it('has the p of a screen in which the control guide is a perturbation', () => {
    const sums = nothing(sizes, new Random(11), 0.7);
    const effects = effectsOf(sums, perturbationOfGuide, perturbations);
    const lines = controlCalibration(
      sums,
      { perturbations, perturbationOfGuide },
      { expressing, whole },
      effects,
    );
    expect(lines).toHaveLength(guidesEach + 1);
    lines.slice(0, -1).forEach(({ place, below05, below001, quantiles, cells }) => {
      const relabelled = perturbationOfGuide.slice();
      relabelled[place ?? -1] = perturbations;
      const { tests, responds } = effectsOf(sums, relabelled, perturbations + 1);
      expect(responds.every((value) => value === 0)).toBe(true);
      const p = tests.p.slice(perturbations * genes).toSorted();
      expect(cells).toBe(sizes[place ?? -1]);
      expect(below05).toBeCloseTo(p.filter((value) => value <= 0.05).length / genes, 12);
      expect(below001).toBeCloseTo(p.filter((value) => value <= 0.001).length / genes, 12);
      const half = calibrationQuantiles.indexOf(0.5);
      expect(quantiles[half]).toBeCloseTo(((p[59] as number) + (p[60] as number)) / 2, 12);
    });
  });

  it('finds uniform p where nothing happens', () => {
    const random = new Random(12);
    const all = Array.from({ length: 12 }, () => {
      const sums = nothing(sizes, random);
      const effects = effectsOf(sums, perturbationOfGuide, perturbations);
      return controlCalibration(
        sums,
        { perturbations, perturbationOfGuide },
        { expressing, whole },
        effects,
      ).at(-1);
    });
    const average = (of: (line: NonNullable<(typeof all)[number]>) => number) =>
      all.reduce((sum, line) => sum + (line === undefined ? NaN : of(line)), 0) / all.length;
    // 7,200 tests, of which those of one gene share the other controls.
    expect(Math.abs(average(({ below05 }) => below05) - 0.05)).toBeLessThan(0.012);
    expect(average(({ below001 }) => below001)).toBeLessThan(0.003);
    calibrationQuantiles.slice(3).forEach((level, at) => {
      expect(Math.abs(average(({ quantiles }) => quantiles[3 + at] as number) - level)).toBeLessThan(0.04);
    });
  });

  it('splits a control with one guide into parts, whose sums are those of the guide', () => {
    const ofGuide = Int32Array.of(0, 1, 1, 2);
    const guideOfCell = Int32Array.from({ length: 900 }, (_, cell) => (cell * 7) % 4);
    const { partOfCell, guideOfPart } = controlParts(guideOfCell, ofGuide, 'cell');
    expect(guideOfPart).toHaveLength(4 + 9);
    expect(partOfCell.map((part) => guideOfPart[part] as number)).toEqual(guideOfCell);
    const counts = new Float64Array(guideOfPart.length);
    partOfCell.forEach((part) => {
      (counts[part] as number) += 1;
    });
    expect([counts[0], counts[4], counts[12]]).toEqual([23, 23, 22]);
    const sums = nothing(counts, new Random(13));
    const merged = mergedGuides(sums, guideOfPart, 4);
    expect(merged.cellsOfGuide).toEqual(Float64Array.of(225, 225, 225, 225));
    const gene = 5;
    const byHand = [0, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((part) => sums.byGuide[part * genes + gene] ?? NaN);
    expect(merged.byGuide[gene]).toBeCloseTo(
      byHand.reduce((a, b) => a + b, 0),
      9,
    );
  });

  it('leaves controls with several guides as they are, and is not made of few cells', () => {
    const guideOfCell = Int32Array.from({ length: 60 }, (_, cell) => cell % 3);
    expect(controlParts(guideOfCell, Int32Array.of(0, 0, 1), 'cell').partOfCell).toBe(guideOfCell);
    expect(controlParts(guideOfCell, Int32Array.of(0, 1, 1), 'cell').guideOfPart).toHaveLength(3);
    const few = nothing(Float64Array.of(9, 200, 40, 40), new Random(14));
    const design = { perturbations: 2, perturbationOfGuide: Int32Array.of(0, 0, 1, 1) };
    const tested = { isPooled: false, responds: new Uint8Array(2 * genes) };
    expect(controlCalibration(few, design, { expressing, whole }, tested)).toEqual([]);
  });

  it('of a part of the genes has the p that a file of these would have', () => {
    const sums = nothing(sizes, new Random(17), 0.7);
    const design = { perturbations, perturbationOfGuide };
    const { isPooled, responds } = effectsOf(sums, perturbationOfGuide, perturbations);
    const seen = { isPooled, responds, variances: cellNoise(sums, whole) };
    const some = inSomeGenes({ sums, design, ofGenes: { expressing, whole }, seen }, genes / 4);
    expect(some.sums.genes).toBe(genes / 4);
    expect(some.sums.byGuide).toEqual(every4th(sums.byGuide));
    expect(some.sums.second).toEqual(every4th(sums.second));
    expect(some.seen.responds).toEqual(every4th(responds));
    expect(some.seen.variances.cells).toEqual(every4th(seen.variances.cells));
    expect(inSomeGenes(some, genes / 4)).toBe(some);
  });
});
