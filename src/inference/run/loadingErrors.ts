/**
 * Errors of the genes outside the model at perturbations that are left out in turn (docs/method.md, "Genes outside the network"): of ridge
 * regression on module activities, or on anything else, by closed forms for all genes together.
 */
import { choleskyInPlace, choleskySolveInPlace } from '../../numerics/linearAlgebra';
import { innerProducts, transposedProduct } from '../../numerics/dense/products';
import type { Contrasts } from './contrasts';

/** Penalties relative to the largest eigenvalue of the scores; no change at all is the last choice. */
const PENALTIES = [1e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3];
const NO_CHANGE = PENALTIES.length;
/** Log1p; root mean squares below are rounding of the means, which are in single precision. */
const LEAST_CHANGE = 1e-5;

/** The measured changes: a row for each time point of a training perturbation. */
export interface Measured {
  /** [rows] index of the perturbation; rows of one are left out together. */
  readonly perturbation: readonly number[];
  readonly perturbations: number;
  /** [rows] direction and time: under no effect of their own, rows of one kind are alike. */
  readonly kinds: readonly string[];
  readonly contrasts: Contrasts;
}

/** What some perturbations are predicted from by a fit that left them out. */
export interface Fold {
  /** Rows of the perturbations that the fit left out. */
  readonly rows: readonly number[];
  /** [K] Σ over all rows of squared scores, the largest first; scores are orthogonal. */
  readonly eigenvalues: Float64Array;
  /** [rows × K] of all rows, as the fit describes them. */
  readonly scores: Float64Array;
  /** [left-out rows × K] as the fit predicts them. */
  readonly unseen: Float64Array;
}

/** Some genes. */
export interface Block {
  /** [genes] variance within groups. */
  readonly variance: Float64Array;
  /** [rows × genes] */
  readonly changes: Float64Array;
}

/** Predictions of the left-out rows of a fold for one penalty, linear in the measured changes. */
interface LeftOut {
  /** [left-out rows × K] acting on Zᵀy, Z the scores. */
  readonly ofProducts: Float64Array;
  /** [left-out rows] acting on the measured changes of the left-out perturbation itself. */
  readonly ofOwn: readonly (readonly { readonly row: number; readonly factor: number }[])[];
}

/**
 * Without the rows Z_p of perturbation p, ridge has the weights w − M⁻¹ Z_pᵀ (1 − H)⁻¹ (y_p − Z_p w), with M = ZᵀZ + λ, w = M⁻¹ Zᵀy and
 * H = Z_p M⁻¹ Z_pᵀ (Woodbury): with Q = T_p M⁻¹ Z_pᵀ (1 − H)⁻¹ its prediction at the unseen scores T_p is (T_p + Q Z_p) w − Q y_p. M is
 * diagonal in the components.
 */
function leftOut(
  { rows, scores, unseen, eigenvalues }: Fold,
  perturbation: readonly number[],
  choice: number,
): LeftOut {
  const count = eigenvalues.length;
  const penalty = penaltyOf(eigenvalues, choice);
  const ofProducts = unseen.slice();
  const within = (a: Float64Array, i: number, b: Float64Array, j: number) => {
    let sum = 0;
    for (let k = 0; k < count; k++)
      sum +=
        ((a[i * count + k] as number) * (b[j * count + k] as number)) /
        ((eigenvalues[k] as number) + penalty);
    return sum;
  };
  const ofOwn = rows.map((row, i) => {
    const own = rows.filter((other) => perturbation[other] === perturbation[row]);
    const system = Float64Array.from(
      own.flatMap((a) => own.map((b) => Number(a === b) - within(scores, a, scores, b))),
    );
    choleskyInPlace(system, own.length);
    const q = Float64Array.from(own, (other) => within(unseen, i, scores, other));
    choleskySolveInPlace(system, own.length, q);
    return own.map((other, at) => {
      const factor = q[at] as number;
      for (let k = 0; k < count; k++)
        ofProducts[i * count + k] =
          (ofProducts[i * count + k] as number) + factor * (scores[other * count + k] as number);
      return { row: other, factor };
    });
  });
  for (let at = 0; at < ofProducts.length; at++)
    ofProducts[at] = (ofProducts[at] as number) / ((eigenvalues[at % count] as number) + penalty);
  return { ofProducts, ofOwn };
}

/** Infinite where no change at all is the choice. */
export function penaltyOf(eigenvalues: Float64Array, choice: number): number {
  return (PENALTIES[choice] ?? Infinity) * (eigenvalues[0] ?? 0);
}

/** [choices × left-out rows × genes] predictions from the measured changes [rows × genes]. */
function predictionsOf(
  { rows, scores, eigenvalues }: Fold,
  choices: readonly LeftOut[],
  changes: Float64Array,
  genes: number,
): Float64Array {
  const count = eigenvalues.length;
  const products = transposedProduct(changes, genes, scores, count);
  const stacked = new Float64Array(choices.length * rows.length * count);
  choices.forEach(({ ofProducts }, choice) => stacked.set(ofProducts, choice * ofProducts.length));
  const predicted = innerProducts(stacked, products, count);
  choices.forEach(({ ofOwn }, choice) =>
    ofOwn.forEach((own, i) => {
      const start = (choice * rows.length + i) * genes;
      for (const { row, factor } of own)
        for (let g = 0; g < genes; g++)
          predicted[start + g] =
            (predicted[start + g] as number) - factor * (changes[row * genes + g] as number);
    }),
  );
  return predicted;
}

/**
 * For each penalty in turn, F [rows × rows]: yᵀ F y is the sum of the squared errors of a gene at left-out rows, y [rows] its measured changes.
 * As measured, against the shared controls.
 */
export function* errorForms({ perturbation }: Measured, folds: readonly Fold[]): Generator<Float64Array> {
  const rows = perturbation.length;
  const identity = new Float64Array(rows * rows);
  for (let row = 0; row < rows; row++) identity[row * rows + row] = 1;
  for (const choice of PENALTIES.keys()) {
    const differences = new Float64Array(rows * rows);
    for (const fold of folds) {
      const predicted = predictionsOf(fold, [leftOut(fold, perturbation, choice)], identity, rows);
      fold.rows.forEach((row, i) =>
        differences.set(predicted.subarray(i * rows, (i + 1) * rows), row * rows),
      );
    }
    for (let row = 0; row < rows; row++) add(differences, row * rows + row, -1);
    yield transposedProduct(differences, rows, differences, rows);
  }
}

/** Predictions of a fold by some choices, and what the control cells that they share with the measurements do to their errors. */
interface Part {
  readonly fold: Fold;
  readonly choices: readonly LeftOut[];
  /**
   * [choices × left-out rows] twice the covariance of a prediction and its measurement, for cells of variance 1: a sampling error of the
   * cells that all are compared with is in the measured change and, through the other perturbations, in its prediction. Added, the squared
   * error is that against other such cells (Efron 2004, J. Am. Stat. Assoc. 99:619).
   */
  readonly optimism: Float64Array;
  /** [choices × left-out rows × control groups] derivative of prediction less measurement by the error of the mean of a control group. */
  readonly byControls: Float64Array;
}

function partOf(
  fold: Fold,
  choices: readonly LeftOut[],
  { errors, controls }: Contrasts,
  rows: number,
): Part {
  const groups = errors.length / rows;
  const through = predictionsOf(fold, choices, errors, groups);
  const lines = choices.length * fold.rows.length;
  const optimism = new Float64Array(lines);
  const byControls = new Float64Array(lines * controls.length);
  for (let line = 0; line < lines; line++) {
    const own = (fold.rows[line % fold.rows.length] as number) * groups;
    for (let k = 0; k < groups; k++)
      optimism[line] =
        (optimism[line] as number) + 2 * (through[line * groups + k] as number) * (errors[own + k] as number);
    controls.forEach((group, at) => {
      byControls[line * controls.length + at] =
        (through[line * groups + group] as number) - (errors[own + group] as number);
    });
  }
  return { fold, choices, optimism, byControls };
}

/** `use` gets prediction less measurement of each line, choice × left-out row, of a part for each gene of a block, and the squared error. */
function forErrors(
  { fold, choices, optimism }: Part,
  { variance, changes }: Block,
  use: (gene: number, line: number, difference: number, error: number) => void,
): void {
  const genes = variance.length;
  const predicted = predictionsOf(fold, choices, changes, genes);
  for (let line = 0; line < optimism.length; line++) {
    const row = fold.rows[line % fold.rows.length] as number;
    const excess = optimism[line] as number;
    for (let gene = 0; gene < genes; gene++) {
      const difference = (predicted[line * genes + gene] as number) - (changes[row * genes + gene] as number);
      use(gene, line, difference, difference ** 2 + (variance[gene] as number) * excess);
    }
  }
}

/** The choice of all genes together. */
export interface Chosen {
  /** That of the least error: a place among PENALTIES, or NO_CHANGE. */
  readonly choice: number;
  /** [perturbations] that of the least error at the other perturbations, so that no choice is judged by what it was made on. */
  readonly nested: readonly number[];
  /** [perturbations] squared errors of all genes with the nested choices, and of no change. */
  readonly errors: Float64Array;
  readonly unchanged: Float64Array;
}

/**
 * One choice for all genes. A choice for each gene by its errors at the other perturbations would know the error at its own: both have the
 * sampling error of the gene's controls in them. `blocks`: calls its argument with each block of genes.
 */
export function chosenBy(
  measured: Measured,
  folds: readonly Fold[],
  blocks: (use: (block: Block) => void) => void,
): Chosen {
  const { perturbation, perturbations, contrasts } = measured;
  const totals = Array.from({ length: NO_CHANGE + 1 }, () => new Float64Array(perturbations));
  const count = (choice: number, row: number, error: number) =>
    add(totals[choice] as Float64Array, perturbation[row] as number, error);
  const parts = folds.map((fold) =>
    partOf(
      fold,
      PENALTIES.map((_, choice) => leftOut(fold, perturbation, choice)),
      contrasts,
      perturbation.length,
    ),
  );
  blocks((block) => {
    const genes = block.variance.length;
    block.changes.forEach((change, at) => count(NO_CHANGE, Math.floor(at / genes), change ** 2));
    for (const part of parts) {
      const { rows } = part.fold;
      forErrors(part, block, (_, line, __, error) =>
        count(Math.floor(line / rows.length), rows[line % rows.length] as number, error),
      );
    }
  });
  const sums = totals.map((own) => totalOf(own));
  const best = (leftOutOf: number | null) => {
    const errors = sums.map(
      (sum, choice) => sum - (leftOutOf === null ? 0 : (totals[choice]?.[leftOutOf] as number)),
    );
    return errors.lastIndexOf(Math.min(...errors));
  };
  const nested = Array.from({ length: perturbations }, (_, p) => best(p));
  return {
    choice: best(null),
    nested,
    errors: Float64Array.from(nested, (choice, p) => totals[choice]?.[p] as number),
    unchanged: totals[NO_CHANGE] as Float64Array,
  };
}

/** Sums over the endpoints of each gene of a block. */
interface Sums {
  /** [genes × perturbations] squared errors with the nested choices, and squared changes. */
  readonly squares: Float64Array;
  readonly unchanged: Float64Array;
  /** [genes × control groups] halves of the derivatives of their totals by the error of the mean of each control group. */
  readonly ofError: Float64Array;
  readonly ofUnchanged: Float64Array;
}

/** A way of predicting, with its choices. */
export interface Way {
  readonly folds: readonly Fold[];
  readonly nested: Chosen['nested'];
}

export function sumsOf(
  { perturbation, perturbations, contrasts }: Measured,
  { folds, nested }: Way,
): (block: Block) => Sums {
  const parts = folds.map((fold) => {
    const choices = PENALTIES.map((_, choice) => leftOut(fold, perturbation, choice));
    const own = fold.rows.map((row) => nested[perturbation[row] as number] as number);
    return partOf(fold, [combined(choices, own, fold.eigenvalues.length)], contrasts, perturbation.length);
  });
  const { errors, controls } = contrasts;
  const groups = errors.length / perturbation.length;
  const width = controls.length;
  return (block) => {
    const genes = block.variance.length;
    const squares = new Float64Array(genes * perturbations);
    const unchanged = new Float64Array(genes * perturbations);
    const ofError = new Float64Array(genes * width);
    const ofUnchanged = new Float64Array(genes * width);
    block.changes.forEach((change, at) => {
      const [row, gene] = [Math.floor(at / genes), at % genes];
      add(unchanged, gene * perturbations + (perturbation[row] as number), change ** 2);
      controls.forEach((group, k) =>
        add(ofUnchanged, gene * width + k, change * (errors[row * groups + group] as number)),
      );
    });
    for (const part of parts)
      forErrors(part, block, (gene, line, difference, error) => {
        const row = part.fold.rows[line] as number;
        add(squares, gene * perturbations + (perturbation[row] as number), error);
        for (let k = 0; k < width; k++)
          add(ofError, gene * width + k, difference * (part.byControls[line * width + k] as number));
      });
    return { squares, unchanged, ofError, ofUnchanged };
  };
}

/** Of one gene. */
export interface Judged {
  /** Squared error of no change; 0 where that is rounding. */
  readonly unchanged: number;
  /** Error with the nested choices over that of no change, and the variance of this ratio. */
  readonly ratio: number;
  readonly variance: number;
  /** [perturbations] squared errors with the nested choices, and of no change. */
  readonly squares: Float64Array;
  readonly changes: Float64Array;
}

/** Judges the genes of a block. */
export function judgeOf(measured: Measured, way: Way): (block: Block) => readonly Judged[] {
  const { perturbations } = measured;
  const sums = sumsOf(measured, way);
  return (block) => {
    const { squares, unchanged, ofError, ofUnchanged } = sums(block);
    const width = measured.contrasts.controls.length;
    return Array.from(block.variance, (spread, gene) => {
      const ofGene = (all: Float64Array) => all.slice(gene * perturbations, (gene + 1) * perturbations);
      const [own, still] = [ofGene(squares), ofGene(unchanged)];
      const total = totalOf(still);
      if (total <= perturbations * LEAST_CHANGE ** 2)
        return { unchanged: 0, ratio: 1, variance: 0, squares: own, changes: still };
      const ratio = totalOf(own) / total;
      let shared = 0;
      for (let k = gene * width; k < (gene + 1) * width; k++)
        shared += ((ofError[k] as number) - ratio * (ofUnchanged[k] as number)) ** 2;
      // Of first order in the errors of the controls, which is too much where they are most of every change, and never too little.
      const variance = overPerturbations(own, still, ratio) + 4 * spread * shared;
      return { unchanged: total, ratio, variance: variance / total ** 2, squares: own, changes: still };
    });
  };
}

/** Sampling variance of Σ errors − ratio · Σ unchanged over perturbations. */
export function overPerturbations(errors: Float64Array, unchanged: Float64Array, ratio: number): number {
  const squares = errors.map((error, p) => (error - ratio * (unchanged[p] as number)) ** 2);
  return (errors.length / (errors.length - 1)) * totalOf(squares);
}

function add(to: Float64Array, at: number, value: number): void {
  to[at] = (to[at] as number) + value;
}

/** Each row by its own choice. `width`: K. */
function combined(choices: readonly LeftOut[], own: readonly number[], width: number): LeftOut {
  const ofProducts = new Float64Array(own.length * width);
  own.forEach((choice, i) => {
    const from = choices[choice]?.ofProducts.subarray(i * width, (i + 1) * width);
    if (from) ofProducts.set(from, i * width);
  });
  return { ofProducts, ofOwn: own.map((choice, i) => choices[choice]?.ofOwn[i] ?? []) };
}

/**
 * [genes] errors over no change, each drawn towards the mean of all genes by the share of their variance that is sampling: of 20,000 genes
 * those with the least errors were also lucky (empirical Bayes: Efron & Morris 1973, J. Am. Stat. Assoc. 68:117; Efron 2011, ibid. 106:1602).
 */
export function shrunkErrors(
  judged: readonly Pick<Judged, 'unchanged' | 'ratio' | 'variance'>[],
): Float64Array {
  const changing = judged.filter(({ unchanged }) => unchanged > 0);
  const average = (of: (one: (typeof changing)[number]) => number) =>
    totalOf(changing.map(of)) / changing.length;
  const middle = average(({ ratio }) => ratio);
  const spread = average(({ ratio }) => (ratio - middle) ** 2);
  const real = spread > 0 ? Math.max(0, 1 - average(({ variance }) => variance) / spread) : 0;
  return Float64Array.from(judged, ({ ratio, unchanged }) =>
    unchanged > 0 ? Math.max(0, middle + real * (ratio - middle)) : 1,
  );
}

/**
 * The mean of the other perturbations that are alike, as a fold: ridge on one column for each kind, so that it is shrunk as modules are.
 * `kinds` [rows]: perturbations of one kind have one mean.
 */
export function meanOfOthers(kinds: readonly string[]): Fold {
  const countOf = (kind: string) => kinds.filter((one) => one === kind).length;
  const all = [...new Set(kinds)].toSorted((a, b) => countOf(b) - countOf(a));
  const scores = Float64Array.from(kinds.flatMap((kind) => all.map((one) => Number(one === kind))));
  return {
    rows: [...kinds.keys()],
    eigenvalues: Float64Array.from(all, countOf),
    scores,
    unseen: scores,
  };
}

export function totalOf(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
