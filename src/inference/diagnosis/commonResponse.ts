/**
 * The response that perturbations share, each in its own strength, as to stress or to the vector: perturbation k changes the genes by
 * b_k u. Such changes tell nothing of who regulates whom. Here u is estimated for every perturbation from the others, and taken out of its
 * changes. docs/method.md, "Four questions"; docs/decisions/0041, "Shared responses".
 */
import { type Condition, isControl } from '../../dataset/dataset';
import {
  medianWithout,
  variance,
  type CellTest,
  type PerturbationTest,
  type Statistics,
  type TestedRows,
} from './permutationTest';

/** The change of a perturbation from the controls at a time point. */
export interface Change {
  /** [G] */
  readonly shift: Float64Array;
  /** Variance of the mean of its own cells, in that of a cell. */
  readonly variance: number;
  /** Logarithm by which its composition multiplies all amounts, which their translation leaves in a change; 0 where it is not known. */
  readonly composition: number;
  readonly targets: ReadonlySet<number>;
}

/** What shifts of genes are relative to. */
export interface GeneScale {
  /** [G] of a cell within all conditions, with the floor of its deviation. */
  readonly variance: Float64Array;
  /** [G] amounts of the reference, which ratios are to; null where values are logarithms. */
  readonly level: Float64Array | null;
}

/** Ratios are to at least so many standard errors of the reference: amounts within them are not told from 0. */
const ERRORS = 2;

export function scaleOf({ values, dataset, conditionOfRow, floor, composition }: TestedRows): GeneScale {
  const genes = dataset.genes.length;
  const cells = dataset.conditions.map(() => 0);
  const sums = new Float64Array(cells.length * genes);
  const squares = new Float64Array(genes);
  conditionOfRow.forEach((condition, row) => {
    cells[condition] = (cells[condition] as number) + 1;
    for (let g = 0; g < genes; g++) {
      const value = values[row * genes + g] as number;
      const place = condition * genes + g;
      sums[place] = (sums[place] as number) + value;
      squares[g] = (squares[g] as number) + value ** 2;
    }
  });
  const measured = [...cells.keys()].filter((condition) => (cells[condition] as number) > 0);
  const controls = measured.filter((condition) => isControl(dataset.conditions[condition] as Condition));
  const references = controls.length > 0 ? controls : measured;
  const ofReference = references.reduce((sum, condition) => sum + (cells[condition] as number), 0);
  const freedom = Math.max(1, conditionOfRow.length - measured.length);
  const sumOver = (conditions: readonly number[], g: number, term: (sum: number, count: number) => number) =>
    conditions.reduce(
      (all, condition) => all + term(sums[condition * genes + g] as number, cells[condition] as number),
      0,
    );
  const variances = floor.map((least, g) => {
    const between = sumOver(measured, g, (sum, count) => sum ** 2 / count);
    return variance(Math.max(0, (squares[g] as number) - between), freedom, least) || least ** 2;
  });
  if (composition === null) return { variance: variances, level: null };
  const level = floor.map((least, g) => {
    const mean = sumOver(references, g, (sum) => sum) / ofReference;
    return Math.max(mean, least, ERRORS * Math.sqrt((variances[g] as number) / ofReference));
  });
  return { variance: variances, level };
}

/**
 * The scale of amounts after a change of the composition by e^c: as translated (testedRows), a level y with a response b u has moved from y by
 * y e^c (e^bu − 1).
 */
export function inComposition(scale: GeneScale, composition: number): GeneScale {
  const level = scale.level && scale.level.map((one) => one * Math.exp(composition));
  return { ...scale, level };
}

/** As the others of a perturbation have it. */
export interface Shared {
  /** [G] change of the logarithm; 0 where no other perturbation is measured. */
  readonly direction: Float64Array;
  /** [G] of the direction, in that of a cell, without the error of the controls: that of their cells at least, and as the others spread. */
  readonly variance: Float64Array;
}

/** Fewer other perturbations do not tell what is shared. */
export const ENOUGH_OTHERS = 4;
/** Variance of a median of normal values over that of their mean. */
export const MEDIAN_VARIANCE = Math.PI / 2;
/** Perturbations with less than this share of the median strength say little of the response; those with more than this multiple have another. */
const [WEAK, STRONG] = [0.2, 5];
const ITERATIONS = 3;
/** Smallest ratio of two amounts. */
const LEAST_LEFT = 0.05;

/**
 * [changes] u of each, gene by gene the median of d_l/b_l over the other perturbations l, so that strong responses of a minority are none
 * that is shared; d_l changes of logarithms, b_l by least squares. null with too few perturbations.
 */
export function sharedByOthers(measured: readonly Change[], scale: GeneScale): readonly Shared[] | null {
  if (measured.length <= ENOUGH_OTHERS) return null;
  const genes = scale.variance.length;
  const ofLogs = variancesOfLogs(scale);
  const changes = measured.map((one) => ({
    ...one,
    shift: changesOfLogs(one.shift, inComposition(scale, one.composition)),
  }));
  let strength = changes.map(() => 1);
  let aligned = alignedValues(changes, strength, genes);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const direction = Float64Array.from(aligned, ({ ascending }) => middleOf(ascending));
    const found = changes.map(({ shift, targets }) => strengthAlong(direction, shift, ofLogs, targets));
    const typical = middleOf(Float64Array.from(found).toSorted());
    if (!(typical > 0)) return null;
    strength = found.map((one) => one / typical);
    aligned = alignedValues(changes, strength, genes);
  }
  const information = changes.map((change, at) => {
    const own = strength[at] as number;
    return takesPart(own) ? own / Math.sqrt(change.variance) : 0;
  });
  const all = information.reduce((sum, one) => sum + one, 0);
  const ofSpread = aligned.map(
    ({ ascending }, g) =>
      (MEDIAN_VARIANCE * robustVariance(ascending)) / Math.max(1, ascending.length) / (ofLogs[g] as number),
  );
  return changes.map((_, at) => ({
    direction: Float64Array.from(aligned, ({ ascending, ofChange }) => {
      const own = ofChange[at] as number;
      return Number.isNaN(own) ? middleOf(ascending) : medianWithout(ascending, own);
    }),
    variance: Float64Array.from(ofSpread, (spread) =>
      Math.max(MEDIAN_VARIANCE / (all - (information[at] as number)) ** 2, spread),
    ),
  }));
}

/** From the median absolute deviation, as if normal; 0 of no values. */
function robustVariance(ascending: Float64Array): number {
  const middle = middleOf(ascending);
  return (1.4826 * middleOf(ascending.map((value) => Math.abs(value - middle)).toSorted())) ** 2;
}

/** [G] change of the logarithm of the mean. */
function changesOfLogs(shift: Float64Array, { level }: GeneScale): Float64Array {
  if (level === null) return shift;
  return shift.map((by, g) => Math.log(Math.max(LEAST_LEFT, 1 + by / (level[g] as number))));
}

function variancesOfLogs({ variance: ofCells, level }: GeneScale): Float64Array {
  return level === null ? ofCells : ofCells.map((one, g) => one / (level[g] as number) ** 2);
}

function takesPart(strength: number): boolean {
  return strength > WEAK && strength < STRONG;
}

interface Aligned {
  readonly ascending: Float64Array;
  /** [changes] NaN where it does not take part. */
  readonly ofChange: Float64Array;
}

/** [G] the changes of a gene over their strengths, without those that set it. */
function alignedValues(
  changes: readonly Change[],
  strength: readonly number[],
  genes: number,
): readonly Aligned[] {
  return Array.from({ length: genes }, (_, g) => {
    const ofChange = Float64Array.from(changes, ({ shift, targets }, at) => {
      const own = strength[at] as number;
      return takesPart(own) && !targets.has(g) ? (shift[g] as number) / own : Number.NaN;
    });
    return { ascending: ofChange.filter((value) => !Number.isNaN(value)).toSorted(), ofChange };
  });
}

function middleOf(ascending: Float64Array): number {
  const half = ascending.length >> 1;
  if (ascending.length === 0) return 0;
  return ascending.length % 2 === 1
    ? (ascending[half] as number)
    : ((ascending[half - 1] as number) + (ascending[half] as number)) / 2;
}

/** b of d = b u by least squares, over the genes that are not set. */
function strengthAlong(
  direction: Float64Array,
  shift: Float64Array,
  ofCells: Float64Array,
  targets: ReadonlySet<number>,
): number {
  let product = 0;
  let square = 0;
  for (let g = 0; g < direction.length; g++) {
    if (targets.has(g)) continue;
    const weighted = (direction[g] as number) / (ofCells[g] as number);
    product += weighted * (shift[g] as number);
    square += weighted * (direction[g] as number);
  }
  return square > 0 ? product / square : 0;
}

/** Takes b u out of a shift, u [G] in its units. */
export function removeAlong(
  direction: Float64Array,
  shift: Float64Array,
  { variance: ofCells }: GeneScale,
  targets: ReadonlySet<number>,
): void {
  const strength = strengthAlong(direction, shift, ofCells, targets);
  for (let g = 0; g < shift.length; g++)
    shift[g] = (shift[g] as number) - strength * (direction[g] as number);
}

/** The shared response to shifts from the median of the perturbations, which has moved from the controls by `moved` [G]. */
export function fromMedian(
  moved: Float64Array,
  scale: GeneScale,
): { readonly direction: Float64Array; readonly scale: GeneScale } {
  const direction = changesOfLogs(moved, scale);
  const level = scale.level && scale.level.map((one, g) => one * Math.exp(direction[g] as number));
  return { direction, scale: { ...scale, level } };
}

/** A shift without the shared response, and what of it follows from errors of that response. */
export interface Removed {
  /** b */
  readonly strength: number;
  /** [G] of amounts: their ratio to the level after b u, and after u; 1 for logarithms. */
  readonly ratio: Float64Array;
  readonly ratioOfDirection: Float64Array;
  /** [G] each: what of the shift cannot be told from errors of the response and the composition, orthogonal in the scale of the genes. */
  readonly nuisances: readonly Float64Array[];
}

/**
 * Takes the response b u, b ≥ `least`, out of a shift from `level`: b u of logarithms; of amounts y, y (e^bu − 1) and what small
 * changes of b, of the composition (y e^bu in all genes), and of the spread of b between cells (y e^bu u²) add to it.
 */
export function removeShared(
  direction: Float64Array,
  shift: Float64Array,
  scale: GeneScale,
  targets: ReadonlySet<number>,
  least: number,
): Removed {
  const { level } = scale;
  const logs = changesOfLogs(shift, scale);
  const strength = Math.max(least, strengthAlong(direction, logs, variancesOfLogs(scale), targets));
  const ratio = direction.map((one) => (level === null ? 1 : Math.exp(strength * one)));
  for (let g = 0; g < shift.length; g++) {
    const shared =
      level === null
        ? strength * (direction[g] as number)
        : (level[g] as number) * ((ratio[g] as number) - 1);
    shift[g] = (shift[g] as number) - shared;
  }
  const nuisances = orthogonal(nuisancesOf(direction, ratio, level, strength > least), scale, targets);
  // Least squares of logarithms are not quite those of amounts.
  for (const nuisance of nuisances) removeAlong(nuisance, shift, scale, targets);
  return { strength, ratio, ratioOfDirection: level === null ? ratio : direction.map(Math.exp), nuisances };
}

function nuisancesOf(
  direction: Float64Array,
  ratio: Float64Array,
  level: Float64Array | null,
  isAlong: boolean,
): readonly Float64Array[] {
  if (level === null) return isAlong ? [direction] : [];
  const times = (power: number) =>
    direction.map((one, g) => (level[g] as number) * (ratio[g] as number) * one ** power);
  return isAlong ? [times(1), times(0), times(2)] : [times(0)];
}

/** Each without its part along those before it. */
function orthogonal(
  directions: readonly Float64Array[],
  scale: GeneScale,
  targets: ReadonlySet<number>,
): readonly Float64Array[] {
  const found: Float64Array[] = [];
  for (const direction of directions) {
    const rest = direction.slice();
    for (const before of found) removeAlong(before, rest, scale, targets);
    found.push(rest);
  }
  return found;
}

/** Share of the squared changes beyond chance that the shared response explains, for it to be named. */
const MOST = 0.6;

/** Whether most of what the perturbations change, beyond chance, is a response that they share. */
export function isMostlyShared(tests: readonly CellTest[]): boolean {
  const all = tests.reduce((sum, test) => sum + excess(test), 0);
  const beyond = tests.reduce((sum, { beyondShared }) => sum + excess(beyondShared), 0);
  return all > 0 && beyond < (1 - MOST) * all;
}

function excess({ observed, permuted }: Statistics): number {
  return observed.sum - permuted.reduce((sum, one) => sum + one.sum, 0) / permuted.length;
}

/** The tests of what each perturbation changes beyond the response that all share. */
export function testsBeyondShared(tests: readonly CellTest[]): readonly PerturbationTest[] {
  return tests.map(({ beyondShared, ...test }) => ({ ...test, ...beyondShared }));
}
