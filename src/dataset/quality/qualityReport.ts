/**
 * Quality of the cells, genes and perturbations of a file, and what the rules of a mapping exclude, for figures and
 * tables.
 */
import { memoize } from '../../numerics/lazy';
import { median } from '../../numerics/statistics';
import { axisOf, type OpenedFile } from '../annotation';
import type { Mapping, ScreenSize } from '../mapping';
import type { Counted, FailedRule } from '../notes';
import { nameGenes } from '../recognise/geneNames';
import { filterCells, rareGenes, requestedRareGenes } from './filter';
import type { CellQuality } from './measure';
import { dropSmall, passingGroups, trainingSizes, type CellGroup, type CellGroups } from './perturbations';
import { screenSize } from './plan';

export interface Distribution extends Histogram {
  readonly median: number;
}

function distributionOf(values: ArrayLike<number>, bins = logarithmicBins(values)): Distribution {
  return { ...bins, median: median(values) };
}

export interface QualityReport {
  /** After all rules. */
  readonly takingPart: ScreenSize;
  readonly cells: {
    /** Usable cells. */
    readonly all: number;
    readonly leftOut: number;
    readonly rules: readonly FailedRule[];
    /** Counts, or sums of other values. */
    readonly totals: Distribution;
    readonly genes: Distribution;
    /** [bins of totals × bins of genes] number of cells. */
    readonly totalsByGenes: readonly number[];
    /** null if no gene is named like a mitochondrial one. */
    readonly mitochondrial: Distribution | null;
  };
  readonly genes: {
    readonly all: number;
    readonly leftOut: number;
    /** Genes that fail the rule but stay in the model: perturbed, requested or listed as regulators. */
    readonly kept: readonly string[];
    /** Number of training cells in which a gene is detected. */
    readonly cells: Distribution;
  };
  readonly perturbations: {
    /** Number of training perturbations before the rule. */
    readonly all: number;
    /** Names with numbers of passing cells, smallest first. */
    readonly leftOut: readonly Counted[];
    /** Usable cells of each. */
    readonly cells: Distribution;
  };
}

/** @param grouped all usable cells */
export function qualityReport(
  opened: OpenedFile,
  quality: CellQuality,
  grouped: Pick<CellGroups, 'groups' | 'timeUnit'>,
  mapping: Mapping,
): QualityReport {
  const { groups } = grouped;
  const rules = mapping.filter ?? {};
  const filtered = filterCells(quality, rules, opened.cells);
  const small = dropSmall(passingGroups(groups, filtered.passing), rules.fewestCells ?? 0);
  const sizes = [...trainingSizes(groups).values()];
  const spread = spreadOf(quality);
  return {
    takingPart: screenSize(small.groups, mapping),
    cells: {
      all: quality.cells.length,
      leftOut: filtered.leftOut,
      rules: filtered.rules,
      ...spread.cells,
    },
    genes: { ...genesLeftOut(opened, quality, groups, mapping), cells: spread.cellsOfGene },
    perturbations: {
      all: sizes.length,
      leftOut: small.leftOut,
      cells: distributionOf(sizes),
    },
  };
}

/** Distributions of the measurement, independent of the rules. */
const spreadOf = memoize(({ totals, genesOfCell, mitochondrial, cellsOfGene }: CellQuality) => {
  const [sums, genes] = [distributionOf(totals), distributionOf(genesOfCell)];
  return {
    cells: {
      totals: sums,
      genes,
      totalsByGenes: densityOf(totals, sums.edges, genesOfCell, genes.edges),
      mitochondrial: mitochondrial && distributionOf(mitochondrial, evenBins(mitochondrial)),
    },
    cellsOfGene: distributionOf(cellsOfGene),
  };
});

function genesLeftOut(
  opened: OpenedFile,
  quality: CellQuality,
  groups: readonly CellGroup[],
  mapping: Mapping,
): Pick<QualityReport['genes'], 'all' | 'leftOut' | 'kept'> {
  const axis = axisOf(opened, mapping.matrix);
  const { names, lookup } = nameGenes(axis, mapping.geneColumn);
  const rare = rareGenes(quality, mapping.filter ?? {}, Int32Array.from(names.keys()));
  if (rare === null) return { all: names.length, leftOut: 0, kept: [] };
  const perturbed = groups.flatMap(({ perturbation }) => perturbation.targets);
  const wanted = [...perturbed, ...mapping.genes.pasted, ...(mapping.regulators ?? [])];
  const kept = requestedRareGenes(
    rare,
    names,
    wanted.map((name) => lookup.find(name)),
  );
  return { all: names.length, leftOut: rare.count - kept.length, kept };
}

interface Histogram {
  /** [bins + 1] ascending; a bin includes its lower edge, the last one also its upper edge. */
  readonly edges: readonly number[];
  /** [bins] */
  readonly counts: readonly number[];
  /** Largest value, 0 if empty; the first edge is the smallest. */
  readonly most: number;
}

const BINS = 40;

/**
 * Bins of equal width in log(1 + value), for values ≥ 0. Integers get integer edges, so that no narrow bin stays
 * empty.
 */
export function logarithmicBins(values: ArrayLike<number>): Histogram {
  const { min, max, areIntegers } = extentOf(values);
  const top = areIntegers ? max + 1 : max;
  const [low, high] = [Math.log1p(min), Math.log1p(top)];
  const edges = Array.from({ length: BINS + 1 }, (_, bin) => {
    if (bin === 0) return min;
    if (bin === BINS) return top;
    const edge = Math.expm1(low + ((high - low) * bin) / BINS);
    // The logarithm does not invert exactly: an edge could lie beyond closely spaced values.
    return Math.min(Math.max(areIntegers ? Math.round(edge) : edge, min), top);
  });
  return histogramOf(
    values,
    [...new Set(edges)].toSorted((a, b) => a - b),
    max,
  );
}

/** Bins of equal width from 0 to the largest value. */
export function evenBins(values: ArrayLike<number>): Histogram {
  const { max } = extentOf(values);
  const edges = Array.from({ length: BINS + 1 }, (_, bin) => (max * bin) / BINS);
  return histogramOf(values, max > 0 ? edges : [0], max);
}

function extentOf(values: ArrayLike<number>): { min: number; max: number; areIntegers: boolean } {
  let min = Infinity;
  let max = 0;
  let areIntegers = true;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    min = Math.min(min, value);
    max = Math.max(max, value);
    areIntegers &&= Number.isInteger(value);
  }
  return { min: Math.min(min, max), max, areIntegers };
}

function histogramOf(values: ArrayLike<number>, edges: readonly number[], max: number): Histogram {
  const counts = edges.length > 1 ? edges.slice(1).map(() => 0) : [0];
  for (let at = 0; at < values.length; at++) {
    const bin = edges.length > 1 ? binOf(values[at] as number, edges) : 0;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const [only = 0] = edges;
  return { edges: edges.length > 1 ? edges : [only, only + 1], counts, most: max };
}

/** The last bin that begins at or below the value. */
function binOf(value: number, edges: readonly number[]): number {
  let [low, high] = [0, edges.length - 2];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((edges[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * Two-dimensional histogram: [columns × rows] number of points, column by column.
 * @param x, y [n], at least the first edge of their axis
 */
function densityOf(
  x: ArrayLike<number>,
  xEdges: Histogram['edges'],
  y: ArrayLike<number>,
  yEdges: Histogram['edges'],
): readonly number[] {
  const rows = yEdges.length - 1;
  const counts = Array<number>((xEdges.length - 1) * rows).fill(0);
  for (let at = 0; at < x.length; at++) {
    const square = binOf(x[at] as number, xEdges) * rows + binOf(y[at] as number, yEdges);
    counts[square] = (counts[square] as number) + 1;
  }
  return counts;
}
