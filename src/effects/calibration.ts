/**
 * Whether tests of a screen can be believed: control guides tested as perturbations, each against the other controls, where the truth is that
 * nothing happens. Where the controls have one guide, random parts of their cells take the place of guides.
 */
import { Random } from '../numerics/random';
import { quantileOfSorted } from '../numerics/statistics';
import { cellNoise } from './cellNoise';
import type { Design } from './fit';
import { testGuide, type EffectTests } from './effects';
import { guideSpread, type GeneFacts } from './guideVariance';
import type { ResidualSums } from './residuals';

/** Control guides that are tested, evenly drawn where there are more, and the least number of their cells. */
const MOST_GUIDES = 20;
const FEWEST_CELLS = 10;

/** Sums of guides by genes and batches from which fewer genes are tested, evenly drawn, and the least number of these. */
const MOST_SUMS = 1e8;
const FEWEST_GENES = 1000;

/** Expected quantiles of p that are told. */
export const calibrationQuantiles = [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9] as const;

/** p of one control guide over all genes, or of all of them together. */
interface CalibrationLine {
  readonly cells: number;
  /** Number of p, and shares of them. */
  readonly tests: number;
  readonly below05: number;
  readonly below001: number;
  /** Observed values at `calibrationQuantiles`. */
  readonly quantiles: readonly number[];
}

export interface GuideCalibration extends CalibrationLine {
  readonly name: string;
}

/** One line for each tested control guide and, last, all together; none with fewer than two control guides of ten cells. */
export function controlCalibration(
  sums: ResidualSums,
  design: Design,
  ofGenes: GeneFacts,
  { isPooled, responds }: Pick<EffectTests, 'isPooled' | 'responds'>,
): readonly (CalibrationLine & { readonly place: number | null })[] {
  const { cellsOfGuide } = sums;
  const controls = Array.from(design.perturbationOfGuide.keys()).filter(
    (guide) => design.perturbationOfGuide[guide] === 0 && (cellsOfGuide[guide] as number) >= FEWEST_CELLS,
  );
  if (controls.length < 2) return [];
  const step = Math.max(1, controls.length / MOST_GUIDES);
  const drawn = controls.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
  const variances = cellNoise(sums, ofGenes.whole);
  const whole = { sums, design, ofGenes, seen: { isPooled, responds, variances } };
  const { guides, ...tested } =
    sums.batches > 1 || isPooled
      ? { ...inSomeGenes(whole, genesTested(sums)), guides: Array.from(design.perturbationOfGuide.keys()) }
      : controlsAlone(whole);
  const all: number[] = [];
  const lines = drawn.map((guide) => {
    const p = testGuide(
      tested.sums,
      tested.design,
      tested.ofGenes,
      tested.seen,
      guides.indexOf(guide),
    ).filter((value) => Number.isFinite(value));
    for (const value of p) all.push(value);
    return { place: guide, ...lineOf(cellsOfGuide[guide] as number, p.toSorted()) };
  });
  const cells = lines.reduce((sum, line) => sum + line.cells, 0);
  return [...lines, { place: null, ...lineOf(cells, Float64Array.from(all).toSorted()) }];
}

interface Tested {
  readonly sums: ResidualSums;
  readonly design: Design;
  readonly ofGenes: GeneFacts;
  readonly seen: Pick<EffectTests, 'isPooled' | 'responds'> & {
    readonly variances: ReturnType<typeof cellNoise>;
  };
}

/** As many genes of a large screen as can be tested while a person waits: the shares of p need no more. */
function genesTested({ guides, batches, genes }: ResidualSums): number {
  return Math.min(genes, Math.max(FEWEST_GENES, Math.floor(MOST_SUMS / (guides * batches))));
}

/** A screen in some of its genes, evenly drawn. */
export function inSomeGenes(all: Tested, count: number): Tested {
  const { sums, ofGenes, seen } = all;
  const { genes } = sums;
  if (count === genes) return all;
  const chosen = Int32Array.from({ length: count }, (_, at) => Math.floor((at * genes) / count));
  const of = (values: Float64Array | Uint8Array) =>
    Float64Array.from(
      { length: (values.length / genes) * count },
      (_, at) => values[Math.floor(at / count) * genes + (chosen[at % count] as number)] as number,
    );
  const { byGuide, byBatch, first, second, third, slope } = sums;
  return {
    ...all,
    sums: {
      ...sums,
      genes: count,
      byGuide: of(byGuide),
      byBatch: of(byBatch),
      first: of(first),
      second: of(second),
      third: of(third),
      slope: of(slope),
    },
    ofGenes: { expressing: of(ofGenes.expressing), whole: of(ofGenes.whole) },
    seen: {
      ...seen,
      responds: Uint8Array.from(of(seen.responds)),
      variances: { ...seen.variances, cells: of(seen.variances.cells), third: of(seen.variances.third) },
    },
  };
}

/** The controls of a screen of one batch with what the other guides tell of them: how guides differ. */
function controlsAlone({
  sums,
  design,
  ofGenes,
  seen,
}: Tested): Tested & { readonly guides: readonly number[] } {
  const { genes, cellsOfGuide } = sums;
  const guides = Array.from(cellsOfGuide.keys()).filter((guide) => design.perturbationOfGuide[guide] === 0);
  const byGuide = new Float64Array(guides.length * genes);
  guides.forEach((guide, at) => {
    byGuide.set(sums.byGuide.subarray(guide * genes, (guide + 1) * genes), at * genes);
  });
  const cells = Float64Array.from(guides, (guide) => cellsOfGuide[guide] as number);
  const alike = { ofBatch: new Float64Array(0), average: new Float64Array(genes) };
  const others = guideSpread(sums, alike, design, seen.responds, 1);
  return {
    guides,
    sums: { ...sums, guides: guides.length, byGuide, cellsOfGuide: cells, cellsInBatch: cells },
    design: { perturbations: 1, perturbationOfGuide: new Int32Array(guides.length) },
    ofGenes: { ...ofGenes, others },
    seen: { ...seen, responds: seen.responds.subarray(0, genes) },
  };
}

function lineOf(cells: number, sorted: Float64Array): CalibrationLine {
  const below = (level: number) => sorted.reduce((sum, p) => sum + Number(p <= level), 0) / sorted.length;
  return {
    cells,
    tests: sorted.length,
    below05: below(0.05),
    below001: below(0.001),
    quantiles: calibrationQuantiles.map((level) => quantileOfSorted(sorted, level)),
  };
}

/** Parts into which the cells of a single control guide fall, and the least number of cells of each. */
const MOST_PARTS = 10;
const FEWEST_IN_PART = 20;

interface ControlParts {
  /** [cells] guide or, beyond the guides, further part of the only control guide. */
  readonly partOfCell: Int32Array;
  /** [guides and further parts] */
  readonly guideOfPart: Int32Array;
}

/** Splits a control with a single guide at random, or into its samples; other screens stay as they are. */
export function controlParts(
  guideOfCell: Int32Array,
  perturbationOfGuide: Int32Array,
  unit: 'cell' | 'sample',
): ControlParts {
  const guides = Array.from(perturbationOfGuide.keys());
  const controls = guides.filter((guide) => perturbationOfGuide[guide] === 0);
  const only = controls[0];
  if (only === undefined || controls.length > 1)
    return { partOfCell: guideOfCell, guideOfPart: Int32Array.from(guides) };
  const cells = Array.from(guideOfCell.keys()).filter((cell) => guideOfCell[cell] === only);
  const parts =
    unit === 'sample'
      ? cells.length
      : Math.max(1, Math.min(MOST_PARTS, Math.floor(cells.length / FEWEST_IN_PART)));
  const partOfCell = guideOfCell.slice();
  Random.mixed(1)
    .permutation(cells.length)
    .forEach((cell, at) => {
      if (at % parts > 0) partOfCell[cells[cell] as number] = guides.length + (at % parts) - 1;
    });
  return {
    partOfCell,
    guideOfPart: Int32Array.from([...guides, ...Array.from({ length: parts - 1 }, () => only)]),
  };
}

/** Sums of guides from those of their parts. */
export function mergedGuides(parts: ResidualSums, guideOfPart: Int32Array, guides: number): ResidualSums {
  if (parts.guides === guides) return parts;
  const merged = (values: Float64Array, width: number) => {
    const sums = new Float64Array(guides * width);
    guideOfPart.forEach((guide, part) => {
      for (let at = 0; at < width; at++)
        (sums[guide * width + at] as number) += values[part * width + at] as number;
    });
    return sums;
  };
  return {
    ...parts,
    guides,
    cellsOfGuide: merged(parts.cellsOfGuide, 1),
    cellsInBatch: merged(parts.cellsInBatch, parts.batches),
    byGuide: merged(parts.byGuide, parts.genes),
  };
}
