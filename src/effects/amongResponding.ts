/**
 * What a perturbation changes in the cells that respond, beside what it changes in all of them. Levels of a mixture are means over its cells,
 * so that the change of level among responding cells is that of all over their share. No cell is chosen by its response, which would make the
 * genes that it is chosen by seem to change more.
 */
import { nearStudentQuantile } from '../numerics/distributions';
import { median } from '../numerics/statistics';
import { foldAgainst, LEAST_FOLD, scaleIn } from './folds';
import type { MeasuredEffects } from './measure';

/** Of one perturbation: [genes] log2 fold change among its responding cells and 95 % interval, infinite where its end is too far to be told. */
export interface RespondingChanges {
  /** Share of the cells that respond. */
  readonly share: number;
  readonly log2: Float32Array;
  readonly low: Float32Array;
  readonly high: Float32Array;
}

type Screen = Pick<MeasuredEffects, 'genes' | 'fit' | 'tests' | 'scales' | 'isPooled' | 'responding'>;

/** log2 fold change of a gene whose level is this far beyond that of the reference. */
function logFold(screen: Screen, at: number, beyond: number): number {
  const { genes, fit, tests } = screen;
  const reference = (fit.level[at] as number) - (tests.effect[at] as number);
  const scale = scaleIn(screen, Math.floor(at / genes.length), at % genes.length);
  return Math.log2(foldAgainst(reference, reference + beyond, scale).fold);
}

/** Of the cells that respond, with its 95 % interval; null where it is not told. */
function toldShare({ responding }: Pick<Screen, 'responding'>, perturbation: number) {
  const share = responding.share[perturbation] as number;
  const low = responding.low[perturbation] as number;
  return share > 0 && low > 0 ? { share, low, high: responding.high[perturbation] as number } : null;
}

/** null where the share is not told. The errors of the change and of the share are taken together after Zou and Donner 2008. */
export function changesAmongResponding(screen: Screen, perturbation: number): RespondingChanges | null {
  const { tests } = screen;
  const told = toldShare(screen, perturbation);
  if (!told) return null;
  const { share, low: least, high: most } = told;
  const places = screen.genes.map((_, gene) => perturbation * screen.genes.length + gene);
  const ends = (isUpper: boolean) => (at: number) => {
    const change = tests.effect[at] as number;
    const half =
      ((tests.error[at] as number) * nearStudentQuantile(0.025, tests.freedom[at] as number)) / share;
    const middle = change / share;
    const far = change / (change > 0 === isUpper ? least : most) - middle;
    const end = logFold(screen, at, middle + (isUpper ? 1 : -1) * Math.hypot(half, far));
    return !isUpper && end <= Math.log2(LEAST_FOLD) ? -Infinity : end;
  };
  return {
    share,
    log2: Float32Array.from(places, (at) => logFold(screen, at, (tests.effect[at] as number) / share)),
    low: Float32Array.from(places, ends(false)),
    high: Float32Array.from(places, ends(true)),
  };
}

/** Median size (log2) of the changes that are found, but of own targets: as these are found by their size, somewhat too large (docs/method.md). */
export interface TypicalChange {
  readonly genes: number;
  /** Of all cells. */
  readonly all: number;
  /** Among those that respond, and at both ends of the interval of their share. */
  readonly responding: number;
  readonly low: number;
  readonly high: number;
}

/** null where the share is not told, or no gene changes. @param rate false discovery rate */
export function typicalChange(
  screen: Screen & Pick<MeasuredEffects, 'q' | 'own'>,
  perturbation: number,
  rate: number,
): TypicalChange | null {
  const told = toldShare(screen, perturbation);
  if (!told) return null;
  const { genes, tests, q, own } = screen;
  const from = perturbation * genes.length;
  const found = genes.map((_, gene) => from + gene).filter((at) => (q[at] as number) < rate && own[at] === 0);
  const typical = (share: number) =>
    median(found.map((at) => Math.abs(logFold(screen, at, (tests.effect[at] as number) / share))));
  if (found.length === 0) return null;
  return {
    genes: found.length,
    all: typical(1),
    responding: typical(told.share),
    low: typical(told.high),
    high: typical(told.low),
  };
}
