/**
 * The share of a perturbation's cells that respond: others carry the guide and behave as controls, because the gene was not cut, or not
 * silenced. Told by the spread of a score along the response, which cells of both kinds make wider than those of one.
 */
import { Random } from '../numerics/random';
import { mean } from '../numerics/statistics';
import type { Effects, GuideLevels } from './effects';
import type { Design } from './fit';
import { expressionOf, foldAgainst, type Levels } from './folds';
import type { CellLayout, Counts, ResidualSums } from './residuals';

/** [perturbations] share and its 95 % interval; NaN where it cannot be told. */
export interface RespondingCells {
  readonly share: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Of a screen in which it is not measured. */
export function noneTold(perturbations: number): RespondingCells {
  const [share, low, high] = [0, 0, 0].map(() => new Float64Array(perturbations).fill(NaN)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { share, low, high };
}

/** A value as a level of a cell, a residual or a logarithm; 0 for a zero. */
export type CellLevel = (value: number, cell: number, gene: number) => number;

/** Genes of a direction: the strongest, beyond so many standard errors, by all other guides. */
const [MOST_GENES, FEWEST_GENES, CLEAR] = [100, 3, 3];
/** Guides that are scored, control cells for each, and fewest cells of a guide and of the controls. */
const [MOST_GUIDES, MOST_SCORES, MOST_CONTROLS, FEWEST_CELLS] = [400, 400_000, 2000, 20];
/** Cells that respond lie so many standard deviations of controls from these on average, or nothing is said. */
const SEPARATED = 1.4;
/** Rounds in which the spread of responding cells and their share agree. */
const STEPS = 10;
/** Parts of the cells of which each is left out once, for the interval. */
const PARTS = 20;

/** A guide, and the response of the other guides of its perturbation. */
interface Direction {
  readonly perturbation: number;
  readonly guide: number;
  readonly genes: Int32Array;
  readonly weights: Float64Array;
  /** F of each gene in the cells of the guide. */
  readonly folds: Float64Array;
}

type Screen = Pick<Effects, 'fit' | 'variances' | 'responds'> & GuideLevels;

export interface Scored {
  readonly layout: CellLayout;
  readonly level: CellLevel;
  readonly levels: Levels;
  /** [perturbations × genes] 1: a target. */
  readonly own: Uint8Array;
  /** [genes] share of the variance between cells that is counting noise. */
  readonly counting: Float64Array;
  readonly pass: (use: (counts: Counts) => void) => Promise<void>;
}

/** The shares of perturbations whose guides have a response in common; those of few cells, or of one guide, are not told. */
export async function respondingCells(
  sums: ResidualSums,
  design: Design,
  effects: Screen,
  scored: Scored,
): Promise<RespondingCells> {
  const { share, low, high } = noneTold(design.perturbations);
  const directions = directionsOf(sums, design, effects, scored);
  if (directions.length > 0) {
    const scores = await scoresOf(directions, design, scored);
    const ofPerturbation = new Map<number, number[]>();
    directions.forEach(({ perturbation }, at) => {
      ofPerturbation.set(perturbation, [...(ofPerturbation.get(perturbation) ?? []), at]);
    });
    for (const [k, places] of ofPerturbation) {
      const told = shareOf(
        places.map((at) => ({
          ...(scores[at] as Scores),
          spreadAt: spreadOfResponders(directions[at] as Direction, effects, scored),
        })),
      );
      if (told === null) continue;
      share[k] = told.share;
      low[k] = told.low;
      high[k] = told.high;
    }
  }
  return { share, low, high };
}

function directionsOf(
  { genes, cellsOfGuide, slope }: ResidualSums,
  { perturbations, perturbationOfGuide }: Design,
  { fit, variances, means, responds }: Screen,
  { own, levels }: Scored,
): readonly Direction[] {
  const guides = Array.from(cellsOfGuide.keys()).filter(
    (guide) => (cellsOfGuide[guide] as number) >= FEWEST_CELLS,
  );
  const of = (k: number) => guides.filter((guide) => perturbationOfGuide[guide] === k);
  if (of(0).reduce((cells, guide) => cells + (cellsOfGuide[guide] as number), 0) < FEWEST_CELLS) return [];
  const directions: Direction[] = [];
  for (let k = 1; k < perturbations; k++) {
    const members = of(k);
    const row = responds.subarray(k * genes, (k + 1) * genes);
    if (members.length < 2 || row.reduce((sum, value) => sum + value, 0) < FEWEST_GENES) continue;
    for (const guide of members) {
      const others = members.filter((other) => other !== guide);
      const n = others.reduce((sum, other) => sum + (cellsOfGuide[other] as number), 0);
      const found = Array.from({ length: genes }, (_, gene) => {
        const reference = fit.level[gene] as number;
        const variance = variances.cells[gene] as number;
        if (!(variance > 0) || own[k * genes + gene] === 1) return null;
        const level =
          others.reduce(
            (sum, other) => sum + (cellsOfGuide[other] as number) * (means[other * genes + gene] as number),
            0,
          ) / n;
        const z =
          (level - reference) / Math.sqrt(variance / n + (variances.guides[gene] as number) / others.length);
        return Math.abs(z) < CLEAR ? null : { gene, z, weight: (level - reference) / variance };
      })
        .filter((one) => one !== null)
        .toSorted((a, b) => Math.abs(b.z) - Math.abs(a.z))
        .slice(0, MOST_GENES);
      if (found.length < FEWEST_GENES) continue;
      directions.push({
        perturbation: k,
        guide,
        genes: Int32Array.from(found, ({ gene }) => gene),
        weights: Float64Array.from(found, ({ weight }) => weight),
        folds: Float64Array.from(
          found,
          ({ gene }) =>
            foldAgainst(fit.level[gene] as number, means[guide * genes + gene] as number, {
              levels,
              slope: slope[gene] as number,
            }).fold,
        ),
      });
    }
  }
  return directions.slice(0, MOST_GUIDES);
}

/** Scores of the cells of a guide and of controls along its direction. */
interface Scores {
  readonly own: Float64Array;
  readonly controls: Float64Array;
}

async function scoresOf(
  directions: readonly Direction[],
  { perturbationOfGuide }: Design,
  { layout, level, pass }: Scored,
): Promise<readonly Scores[]> {
  const { guideOfCell, genes } = layout;
  const directionOfGuide = new Int32Array(layout.guides).fill(-1);
  directions.forEach(({ guide }, at) => {
    directionOfGuide[guide] = at;
  });
  const all = Array.from(guideOfCell.keys()).filter(
    (cell) => perturbationOfGuide[guideOfCell[cell] as number] === 0,
  );
  const most = Math.min(MOST_CONTROLS, Math.max(FEWEST_CELLS, Math.floor(MOST_SCORES / directions.length)));
  const drawn = Random.mixed(1).permutation(all.length).slice(0, most);
  const controls = Int32Array.from(drawn, (at) => all[at] as number).toSorted();
  const placeOfControl = new Map(Array.from(controls, (cell, place) => [cell, place]));
  const placeOfCell = new Int32Array(guideOfCell.length);
  const cellsOf = directions.map(() => [] as number[]);
  guideOfCell.forEach((guide, cell) => {
    const members = cellsOf[directionOfGuide[guide] as number];
    if (members) placeOfCell[cell] = members.push(cell) - 1;
  });
  const used = new Int32Array(genes).fill(-1);
  directions.forEach(({ genes: own }) => {
    for (const gene of own) used[gene] = 1;
  });
  let width = 0;
  for (let gene = 0; gene < genes; gene++) if ((used[gene] as number) > 0) used[gene] = width++;
  const weights = new Float64Array(directions.length * width);
  directions.forEach((one, at) => {
    one.genes.forEach((gene, place) => {
      weights[at * width + (used[gene] as number)] = one.weights[place] as number;
    });
  });
  const base = (at: number, cell: number) =>
    (directions[at] as Direction).genes.reduce(
      (sum, gene, place) =>
        sum + ((directions[at] as Direction).weights[place] as number) * level(0, cell, gene),
      0,
    );
  const scores = directions.map((_, at) => ({
    own: Float64Array.from(cellsOf[at] ?? [], (cell) => base(at, cell)),
    controls: Float64Array.from(controls, (cell) => base(at, cell)),
  }));
  await pass(({ count, rows, genes: columns, values }) => {
    for (let i = 0; i < count; i++) {
      const column = used[columns[i] as number] as number;
      if (column < 0) continue;
      const cell = rows[i] as number;
      const direction = directionOfGuide[guideOfCell[cell] as number] as number;
      const place = placeOfControl.get(cell);
      if (direction < 0 && place === undefined) continue;
      const gene = columns[i] as number;
      const more = level(values[i] as number, cell, gene) - level(0, cell, gene);
      if (direction >= 0)
        ((scores[direction] as Scores).own[placeOfCell[cell] as number] as number) +=
          more * (weights[direction * width + column] as number);
      if (place !== undefined)
        for (let at = 0; at < directions.length; at++)
          ((scores[at] as Scores).controls[place] as number) +=
            more * (weights[at * width + column] as number);
    }
  });
  return scores;
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

interface Guide extends Scores {
  readonly spreadAt: (share: number) => number;
}

/** Share of cells, with the interval of leaving out parts of them; null where responding cells are not apart from controls. */
function shareOf(guides: readonly Guide[]): { share: number; low: number; high: number } | null {
  const spreadAt = (share: number) =>
    guides.reduce((sum, guide) => sum + guide.own.length * guide.spreadAt(share), 0) /
    guides.reduce((sum, guide) => sum + guide.own.length, 0);
  const whole = momentsOf(guides, -1);
  let share = respondingShare(whole, spreadAt(1));
  // How far responding cells vary follows from how many there are.
  for (let step = 0; step < STEPS && share > 0; step++)
    share = respondingShare(whole, spreadAt(Math.min(1, share)));
  // By chance it may exceed 1.
  if (!(share > 0) || whole.distance / Math.min(1, share) < SEPARATED) return null;
  const spread = spreadAt(Math.min(1, share));
  const without = (kept: (part: number) => Moments, parts: number) =>
    jackknife(Array.from({ length: parts }, (_, part) => respondingShare(kept(part), spread)));
  const ofCells = without((part) => momentsOf(guides, part), PARTS);
  const ofGuides =
    guides.length < 2 ? 0 : without((left) => momentsOf(guides.toSpliced(left, 1), -1), guides.length);
  const half = 1.96 * Math.sqrt(ofCells + ofGuides);
  // What responding cells vary in is an assumption: the interval holds what follows if they vary as controls do.
  const alike = respondingShare(whole, 1);
  return {
    share: within(share),
    low: within(Math.min(share, alike) - half),
    high: within(Math.max(share, alike) + half),
  };
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
function momentsOf(guides: readonly Guide[], part: number): Moments {
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
