/**
 * The share of a perturbation's cells that respond: others carry the guide and behave as controls, because the gene was not cut, or not
 * silenced. Told by the spread of a score along the response, which cells of both kinds make wider than those of one; and from it, how far
 * each cell responds.
 */
import { mean } from '../numerics/statistics';
import { Directions, scoresOf, type Direction, type Scored, type Scores, type Screen } from './directions';
import type { Design } from './fit';
import { expressionOf } from './folds';
import type { ResidualSums } from './residuals';

/** Shares and their 95 % intervals; NaN where they cannot be told. */
interface RespondingShares {
  readonly share: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Of [perturbations], of [guides], and of each cell; NaN where it is not told. */
export interface RespondingCells extends RespondingShares {
  readonly ofGuides: RespondingShares;
  /** [cells] score along the response of its perturbation in other cells: 0 as controls, 1 as the cells that respond, on average. */
  readonly strength: Float32Array;
  /** [cells] probability that it responds. */
  readonly probability: Float32Array;
}

/** Below this probability a cell counts as one that does not respond. */
const RESPONDS = 0.5;

/** [cells] 1: carries a guide, and probably does not respond; cells of which it is not told count as responding. */
export function escapedCells({ probability }: Pick<RespondingCells, 'probability'>): Uint8Array {
  return Uint8Array.from(probability, (value) => Number(value < RESPONDS));
}

const untold = (length: number) => new Float64Array(length).fill(NaN);
const untoldShares = (length: number) => ({
  share: untold(length),
  low: untold(length),
  high: untold(length),
});

/** Of a screen in which it is not measured. */
export function noneTold(perturbations: number, guides: number, cells: number): RespondingCells {
  const [strength, probability] = [new Float32Array(cells).fill(NaN), new Float32Array(cells).fill(NaN)];
  return { ...untoldShares(perturbations), ofGuides: untoldShares(guides), strength, probability };
}

/** Cells that respond lie so many standard deviations of controls from these on average, or nothing is said. */
const SEPARATED = 1.4;
/** Largest variance of responding cells, in shares of what their folds say. */
const MORE_SPREAD = 1.5;
/** Widest interval that is told. */
const WIDEST = 0.8;
/** Rounds in which the spread of responding cells and their share agree. */
const STEPS = 10;
/** Parts of the cells of which each is left out once, for the interval. */
const PARTS = 20;

/** Of perturbations with a clear response; those of few cells are not told. */
export async function respondingCells(
  sums: ResidualSums,
  design: Design,
  effects: Screen,
  scored: Scored,
): Promise<RespondingCells> {
  const found = noneTold(design.perturbations, sums.guides, scored.layout.guideOfCell.length);
  const directions = await new Directions(sums, design, effects, scored).chosen();
  if (directions.length === 0) return found;
  const scores = await scoresOf(directions, design, scored);
  const along = directions.map((direction, at): Along => ({
    ...direction,
    ...(scores[at] as Scores),
    spreadAt: spreadOfResponders(direction, effects, scored),
  }));
  for (const [k, parts] of partsBy(along, ({ perturbation }) => perturbation)) {
    const told = shareOf(parts);
    if (told === null) continue;
    put(found, k, told);
    for (const [guide, own] of partsBy(parts, (part) => part.guide)) {
      const ofGuide = shareOf(own);
      if (ofGuide !== null) put(found.ofGuides, guide, ofGuide);
      for (const one of own) tellCells(one, told, ofGuide, found);
    }
  }
  return found;
}

function partsBy(
  all: readonly Along[],
  keyOf: (one: Along) => number,
): ReadonlyMap<number, readonly Along[]> {
  const parts = new Map<number, Along[]>();
  for (const one of all) parts.set(keyOf(one), [...(parts.get(keyOf(one)) ?? []), one]);
  return parts;
}

function put(shares: RespondingShares, place: number, { share, low, high }: Told): void {
  shares.share[place] = share;
  shares.low[place] = low;
  shares.high[place] = high;
}

/**
 * Strength and probability of the cells along a direction, by the mixture of its guide or, where that is not told, with as many responding
 * cells as its mean says: guides may differ in how many of their cells respond.
 */
function tellCells(
  { cells, own, controls }: Along,
  ofPerturbation: Told,
  ofGuide: Told | null,
  { strength, probability }: Pick<RespondingCells, 'strength' | 'probability'>,
): void {
  const reference = meanAndVariance(controls);
  const scale = Math.sqrt(reference.variance);
  const beside = (value: number) => (value - reference.mean) / scale;
  const { apart, spread } = ofGuide ?? ofPerturbation;
  const share = ofGuide?.share ?? within(beside(mean(own)) / apart);
  // Beyond this place the wider of the two would count as the likelier again.
  const turn = apart / (1 - spread);
  cells.forEach((cell, at) => {
    const x = beside(own[at] as number);
    const place = spread > 1 ? Math.max(x, turn) : Math.min(x, turn);
    const odds = (share / Math.sqrt(spread)) * Math.exp((place ** 2 - (place - apart) ** 2 / spread) / 2);
    strength[cell] = x / ofPerturbation.apart;
    probability[cell] = odds === Infinity ? 1 : odds / (odds + 1 - share);
  });
}

/**
 * Variance of the score of responding cells over that of controls, where they are this share of all: counting noise grows as the fold, all
 * else as its square.
 */
function spreadOfResponders(
  { genes, weights, folds }: Direction,
  { variances, fit }: Screen,
  { counting, levels }: Scored,
): (share: number) => number {
  return (share) => {
    let [before, after] = [0, 0];
    genes.forEach((gene, place) => {
      const part = (weights[place] as number) ** 2 * (variances.cells[gene] as number);
      const fold = Math.max(0, 1 + ((folds[place] as number) - 1) / share);
      const a = counting[gene] as number;
      const expression = expressionOf(fit.level[gene] as number);
      before += part;
      after +=
        part *
        (levels === 'logarithms'
          ? fold * ((1 + expression) / (1 + fold * expression)) ** 2
          : fold * (a + (1 - a) * fold));
    });
    return after / before;
  };
}

interface Along extends Direction, Scores {
  readonly spreadAt: (share: number) => number;
}

interface Told {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Mean of responding cells beyond that of controls, and their variance, in those of controls. */
  readonly apart: number;
  readonly spread: number;
}

/** Share of cells, with the interval of leaving out parts of them; null where responding cells are not apart from controls, or little is known. */
function shareOf(guides: readonly Along[]): Told | null {
  const spreadAt = (share: number) =>
    guides.reduce((sum, guide) => sum + guide.own.length * guide.spreadAt(share), 0) /
    guides.reduce((sum, guide) => sum + guide.own.length, 0);
  const whole = momentsOf(guides, -1);
  let share = respondingShare(whole, spreadAt(1));
  // How far responding cells vary follows from how many there are.
  for (let step = 0; step < STEPS && share > 0; step++)
    share = respondingShare(whole, spreadAt(Math.min(1, share)));
  // By chance it may exceed 1.
  const apart = whole.distance / Math.min(1, share);
  if (!(share > 0) || apart < SEPARATED) return null;
  const spread = spreadAt(Math.min(1, share));
  const without = (kept: (part: number) => Moments, parts: number) =>
    jackknife(Array.from({ length: parts }, (_, part) => respondingShare(kept(part), spread)));
  const ofCells = without((part) => momentsOf(guides, part), PARTS);
  const ofGuides =
    guides.length < 2 ? 0 : without((left) => momentsOf(guides.toSpliced(left, 1), -1), guides.length);
  const half = 1.96 * Math.sqrt(ofCells + ofGuides);
  // How far responding cells vary is an assumption: the interval holds what follows if they vary as controls do, or by half more.
  const others = [1, MORE_SPREAD * spread].map((assumed) => respondingShare(whole, assumed));
  const low = within(Math.min(share, ...others) - half);
  const high = within(Math.max(share, ...others) + half);
  return high - low > WIDEST ? null : { share: within(share), low, high, apart, spread };
}

/** A share, whatever chance makes of it. */
function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** Variance of an estimate from those without one part each. */
function jackknife(without: readonly number[]): number {
  const middle = mean(without);
  return ((without.length - 1) / without.length) * without.reduce((sum, one) => sum + (one - middle) ** 2, 0);
}

/** Distance of the mean from that of controls in their standard deviations, and variance over theirs less 1, over the guides by their cells. */
interface Moments {
  readonly distance: number;
  readonly excess: number;
}

/** @param part cells that are left out, of PARTS; −1: none */
function momentsOf(guides: readonly Along[], part: number): Moments {
  let [cells, distance, excess] = [0, 0, 0];
  for (const { own, controls } of guides) {
    const [ofOwn, ofControls] = [own, controls].map((values) =>
      meanAndVariance(values.filter((_, at) => at % PARTS !== part)),
    ) as [Summary, Summary];
    cells += own.length;
    distance += (own.length * (ofOwn.mean - ofControls.mean)) / Math.sqrt(ofControls.variance);
    excess += own.length * (ofOwn.variance / ofControls.variance - 1);
  }
  return { distance: distance / cells, excess: excess / cells };
}

interface Summary {
  readonly mean: number;
  readonly variance: number;
}

function meanAndVariance(values: Float64Array): Summary {
  const middle = mean(values);
  return {
    mean: middle,
    variance: values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length,
  };
}

/**
 * π of a mixture with mean Δ = πM and variance 1 + X = 1 + π(S − 1) + π(1 − π)M², S that of responding cells: (S − 1)π² − (X + Δ²)π + Δ² = 0.
 */
export function respondingShare({ distance, excess }: Moments, spread: number): number {
  if (!(distance > 0)) return NaN;
  const [a, b, c] = [spread - 1, excess + distance ** 2, distance ** 2];
  const root = Math.max(0, b * b - 4 * a * c);
  const share = (2 * c) / (b + Math.sqrt(root));
  return share > 0 ? share : NaN;
}
