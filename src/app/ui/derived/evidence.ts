/** What was measured of one gene and what was predicted: its change per perturbation, and its levels in the cells behind it. Pure. */
import { type Condition, type Dataset, isControl, shownChange, shownLevel } from '../../../dataset/dataset';
import type { ChosenChanges } from '../../../effects/changes';
import { leastBiasedComparisons } from '../../../inference/run/comparisons';
import type { Comparison } from '../../../inference/run/result';

/** Of one gene under one perturbation, in the unit of shownChange, with the 95 % interval of the measurement. */
export interface Change {
  readonly comparison: Comparison;
  readonly measured: number;
  readonly low: number;
  readonly high: number;
  readonly predicted: number;
  /** What the step Effects says of it; null where that is not known. */
  readonly told: TableEntry | null;
}

/** Of the genes of a network, as the step Effects tests them. */
export interface MeasuredTable extends ChosenChanges {
  /** Of labels; the control has the first place. */
  readonly placeOf: ReadonlyMap<string, number>;
  readonly genes: number;
  readonly timeUnit: string;
  /** Of effects in a link or run file, by label the one gene of the network that is perturbed; null of those of the open file. */
  readonly targetOf: ReadonlyMap<string, number> | null;
}

/** log2 fold change, and q over all tests of the screen. */
interface TableEntry {
  readonly log2: number;
  readonly q: number;
}

/** By which the effects may know the perturbation of a comparison. */
export function labelsOf({ label, time }: Comparison, timeUnit: string): readonly string[] {
  return [label, `${label} at ${time} ${timeUnit}`];
}

/** Its place among the perturbations of the effects; undefined: it is in none. */
export function placeIn(
  placeOf: ReadonlyMap<string, number>,
  comparison: Comparison,
  timeUnit: string,
): number | undefined {
  return labelsOf(comparison, timeUnit)
    .map((label) => placeOf.get(label))
    .find((place) => place !== undefined);
}

function entryOf(
  { placeOf, genes, timeUnit, log2, q }: MeasuredTable,
  comparison: Comparison,
  gene: number,
): TableEntry | null {
  const place = placeIn(placeOf, comparison, timeUnit);
  const at = (place ?? NaN) * genes + gene;
  const [change, rate] = [log2[at] ?? NaN, q[at] ?? NaN];
  return Number.isFinite(rate) ? { log2: change, q: rate } : null;
}

/** One per perturbation and time, with the prediction that used least of the measurement. */
export function changesOf(
  comparisons: readonly Comparison[],
  gene: number,
  scale: Dataset['scale'],
  table: MeasuredTable | null = null,
): readonly Change[] {
  const shown = (values: Float32Array) => shownChange(values[gene] ?? 0, scale);
  return leastBiasedComparisons(comparisons).map((comparison) => {
    const [measured, predicted] = [shown(comparison.measured), shown(comparison.predicted)];
    const margin = 1.96 * shown(comparison.standardError);
    const told = table && entryOf(table, comparison, gene);
    return { comparison, measured, low: measured - margin, high: measured + margin, predicted, told };
  });
}

/** Changes of the gene when `source` was perturbed, alone or with others, but not the gene itself. */
export function underPerturbationOf(changes: readonly Change[], source: number, gene: number) {
  return changes.filter(({ comparison: { targets } }) => targets.includes(source) && !targets.includes(gene));
}

/** Of those the one that tells most: fewest genes perturbed, then the last time point; null without any. */
export function clearestChange(changes: readonly Change[], source: number, gene: number): Change | null {
  const [first] = underPerturbationOf(changes, source, gene).toSorted(
    ({ comparison: a }, { comparison: b }) =>
      a.targets.length - b.targets.length || (b.time ?? 0) - (a.time ?? 0),
  );
  return first ?? null;
}

/** Levels of one gene, in the unit of shownLevel. */
export interface Levels {
  /** What `control` holds: controls or, where a screen has none, all other cells. */
  readonly against: 'control' | 'other';
  /** Ascending. */
  readonly control: Float64Array;
  readonly perturbed: Float64Array;
}

/** In the cells of a perturbation at its time point and in the cells to compare with, of that time where there are any; null without either. */
export function levelsUnder(dataset: Dataset, gene: number, comparison: Comparison): Levels | null {
  const { label, time } = comparison;
  const isPerturbed = (one: Condition) => !isControl(one) && one.label === label && one.time === time;
  const against = dataset.conditions.some(isControl) ? 'control' : 'other';
  const isCompared = against === 'control' ? isControl : (one: Condition) => one.label !== label;
  const hasOwnTime = dataset.conditions.some((one) => isCompared(one) && one.time === time);
  const perturbed = levelsIn(dataset, gene, isPerturbed);
  const control = levelsIn(dataset, gene, (one) => isCompared(one) && (!hasOwnTime || one.time === time));
  return control.length > 0 && perturbed.length > 0 ? { against, control, perturbed } : null;
}

export function controlLevels(dataset: Dataset, gene: number): Float64Array {
  return levelsIn(dataset, gene, isControl);
}

function levelsIn(
  { values, genes, conditions, conditionOfCell, scale }: Dataset,
  gene: number,
  isWanted: (condition: Condition) => boolean,
): Float64Array {
  if (values.length === 0) return new Float64Array();
  const wanted = conditions.map(isWanted);
  const levels: number[] = [];
  conditionOfCell.forEach((condition, cell) => {
    if (wanted[condition]) levels.push(shownLevel(values[cell * genes.length + gene] ?? 0, scale));
  });
  return Float64Array.from(levels).toSorted();
}

export function meanOf(levels: Float64Array): number {
  return levels.reduce((sum, level) => sum + level, 0) / Math.max(1, levels.length);
}

/** Share of cells in which the gene was not detected. */
export function undetected(levels: Float64Array): number {
  return levels.filter((level) => level === 0).length / Math.max(1, levels.length);
}

const BINS = 256;

/**
 * Gaussian kernel density of ascending levels at `points` places from `from` to `to`, with the bandwidth of Silverman 1986 (eq. 3.31), of
 * a fortieth of the range at least; relative to its largest value.
 */
export function density(levels: Float64Array, from: number, to: number, points: number): Float64Array {
  const range = Math.max(to - from, 1e-9);
  const quantile = (share: number) => levels[Math.round(share * (levels.length - 1))] ?? 0;
  const mean = meanOf(levels);
  const variance = levels.reduce((sum, level) => sum + (level - mean) ** 2, 0) / Math.max(1, levels.length);
  const spreads = [Math.sqrt(variance), (quantile(0.75) - quantile(0.25)) / 1.34].filter((one) => one > 0);
  const spread = spreads.length === 0 ? 0 : Math.min(...spreads);
  const width = Math.max(range / 40, 0.9 * spread * levels.length ** -0.2);
  // Cells of a bin count together, so that the time does not grow with them.
  const counts = new Float64Array(BINS);
  for (const level of levels) {
    const bin = Math.min(BINS - 1, Math.max(0, Math.floor(((level - from) / range) * BINS)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const heights = Float64Array.from({ length: points }, (_, point) => {
    const at = from + (range * point) / (points - 1);
    return counts.reduce((sum, count, bin) => {
      if (count === 0) return sum;
      const distance = (from + (range * (bin + 0.5)) / BINS - at) / width;
      return sum + count * Math.exp(-0.5 * distance * distance);
    }, 0);
  });
  const largest = heights.reduce((a, b) => Math.max(a, b), 0) || 1;
  return heights.map((height) => height / largest);
}
