/**
 * Loadings of the genes outside the model on its modules (docs/method.md, "Genes outside the network"): ridge regression of measured changes
 * on changes of module activity, over the training perturbations, in closed form for all genes together. The penalty of each gene and its
 * error come from leaving out one perturbation at a time.
 */
import type { Dataset } from '../../dataset/dataset';
import type { OutsideGenes } from '../../dataset/outsideGenes';
import { foldsOf } from '../../evaluation/splits';
import {
  activityChanges,
  isPredicted,
  type Loadings,
  MAX_COMPONENTS,
  scoresOf,
} from '../../dynamics/loadings';
import { choleskyInPlace, choleskySolveInPlace } from '../../numerics/linearAlgebra';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { innerProducts, transposedProduct } from '../../numerics/dense/products';
import { contrastsOf, type Contrasts } from './contrasts';
import { trainingLabels } from './fit';
import type { Comparison, FitResult } from './result';

/** Minimum number of perturbations to choose and judge a penalty. */
const MIN_PERTURBATIONS = 4;
/** Penalties relative to the largest eigenvalue of the activities; no change at all is the last choice. */
const PENALTIES = [1e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3];
/** Numbers of measured changes that are fitted together, 2 MB. */
const BLOCK = 2 ** 18;
/** Genes whose errors are pooled, and the number of perturbations that these count for in the choice of each gene's penalty. */
const POOLED_GENES = 2000;
const POOLED_PERTURBATIONS = 100;
/** Log1p; root mean squares below are rounding of the means, which are in single precision. */
const LEAST_CHANGE = 1e-5;
/** Of the standard normal distribution, for 95 % intervals. */
const NORMAL_QUANTILE = 1.96;

/** null without genes outside, and with too few perturbations that were left out in turn. */
export function fitLoadings(
  dataset: Dataset,
  { model, comparisons }: Pick<FitResult, 'model' | 'comparisons'>,
): Loadings | null {
  const { outside } = dataset;
  const design = outside && designOf(dataset, outside, model, comparisons);
  return design ? fitted(outside, design) : null;
}

/** What all genes share: a row for each time point of a training perturbation. */
interface Design {
  /** [rows] index of the perturbation; rows of one are left out together. */
  readonly perturbation: readonly number[];
  readonly perturbations: number;
  readonly main: Activities;
  /** Modules that have seen a perturbation are made to respond to it: each is judged with those of the fit that left it out. */
  readonly folds: readonly Fold[];
  readonly contrasts: Contrasts;
}

/** Changes of the module activities of one fit. */
interface Activities {
  /** [K × M], and [K] eigenvalues: Σ over rows of squared scores. */
  readonly components: Float64Array;
  readonly eigenvalues: Float64Array;
  /** [rows × K] scores of the components. */
  readonly scores: Float64Array;
}

interface Fold extends Activities {
  /** Rows of the perturbations that the fit left out. */
  readonly rows: readonly number[];
  /** [left-out rows × K] scores as the fit predicts them. */
  readonly unseen: Float64Array;
}

function keyOf({ label, time }: Pick<Comparison, 'label' | 'time'>): string {
  return JSON.stringify([label, time]);
}

function designOf(
  dataset: Dataset,
  outside: OutsideGenes,
  model: FitResult['model'],
  comparisons: readonly Comparison[],
): Design | null {
  const training = new Map(
    comparisons.filter(({ role }) => role === 'training').map((one) => [keyOf(one), one]),
  );
  const conditionAt = new Map(dataset.conditions.map((one, index) => [keyOf(one), index]));
  const foldOf = new Map(
    foldsOf(trainingLabels(dataset), model.settings.seed).flatMap((labels, fold) =>
      labels.map((label) => [label, fold] as const),
    ),
  );
  const rows = comparisons.flatMap((unseen) => {
    const [seen, condition] = [training.get(keyOf(unseen)), conditionAt.get(keyOf(unseen))];
    const fold = foldOf.get(unseen.label);
    return unseen.role === 'cross-validated' && seen && condition !== undefined && fold !== undefined
      ? [{ label: unseen.label, seen, unseen, condition, fold }]
      : [];
  });
  const labels = [...new Set(rows.map(({ label }) => label))];
  if (labels.length < MIN_PERTURBATIONS) return null;
  const { modules } = model.shape;
  const seen = rows.map((row) => asSet(dataset, row.seen, row.condition));
  const activitiesOf = (parameters: FitResult['model']['parameters']) => {
    const activities = activityChanges({ ...model, parameters });
    const stacked = new Float64Array(rows.length * modules);
    seen.forEach((change, row) => stacked.set(activities(change), row * modules));
    const { components, eigenvalues } = componentsOf(stacked, rows.length);
    const scored = (changes: readonly Float32Array[]) =>
      Float64Array.from(changes.flatMap((change) => [...scoresOf(components, activities(change))]));
    return { components, eigenvalues, scores: scored(seen), scored };
  };
  return {
    perturbation: rows.map(({ label }) => labels.indexOf(label)),
    perturbations: labels.length,
    main: activitiesOf(model.parameters),
    folds: model.leaveOut.map((parameters, fold) => {
      const { scored, ...activities } = activitiesOf(parameters);
      const own = rows.filter((row) => row.fold === fold);
      const unseen = scored(own.map((row) => asSet(dataset, row.unseen, row.condition)));
      return { ...activities, rows: own.map((row) => rows.indexOf(row)), unseen };
    }),
    contrasts: contrastsOf(
      dataset,
      outside,
      rows.map(({ condition }) => condition),
    ),
  };
}

/** The prediction, with the levels that the experimenter set: those are given, as on the sliders. */
function asSet(
  { conditions }: Dataset,
  { predicted, measured }: Comparison,
  condition: number,
): Float32Array {
  const change = predicted.slice();
  for (const { gene, kind } of conditions[condition]?.interventions ?? [])
    if (kind !== 'overexpression') change[gene] = measured[gene] as number;
  return change;
}

/** Smaller eigenvalues, relative to the largest, are rounding. */
const ROUNDING = 1e-10;

/** The leading right singular vectors of [rows × M] as rows, and their eigenvalues, from the smaller of the two Gram matrices. */
function componentsOf(features: Float64Array, rows: number) {
  const modules = features.length / rows;
  const isWide = modules > rows;
  const { values, vectors } = isWide
    ? fastSymmetricEigen(innerProducts(features, features, modules), rows)
    : fastSymmetricEigen(transposedProduct(features, modules, features, modules), modules);
  const order = [...values.keys()]
    .toSorted((a, b) => (values[b] as number) - (values[a] as number))
    .slice(0, MAX_COMPONENTS);
  const largest = values[order[0] ?? 0] ?? 0;
  const kept = order.filter((k) => (values[k] as number) > ROUNDING * largest);
  const components = new Float64Array(kept.length * modules);
  kept.forEach((k, place) => {
    if (!isWide) {
      components.set(vectors.subarray(k * modules, (k + 1) * modules), place * modules);
      return;
    }
    const length = Math.sqrt(values[k] as number);
    for (let row = 0; row < rows; row++) {
      const share = (vectors[k * rows + row] as number) / length;
      for (let m = 0; m < modules; m++) {
        const at = place * modules + m;
        components[at] = (components[at] as number) + share * (features[row * modules + m] as number);
      }
    }
  });
  return { components, eigenvalues: Float64Array.from(kept, (k) => values[k] as number) };
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
  share: number,
): LeftOut {
  const count = eigenvalues.length;
  const penalty = penaltyOf(eigenvalues, share);
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

function penaltyOf(eigenvalues: Float64Array, share: number): number {
  return share * (eigenvalues[0] ?? 0);
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

function fitted(outside: OutsideGenes, design: Design): Loadings {
  const { perturbation, contrasts } = design;
  const { components, eigenvalues, scores } = design.main;
  const [genes, count] = [outside.names.length, eigenvalues.length];
  const judge = judgeOf(design);
  const pooled = pooledErrors(outside, design, judge);
  const mean = new Float64Array(genes).fill(contrasts.level);
  const weights = new Float32Array(count * genes);
  const judged: Judged[] = [];
  forBlocks(outside, design, 1, ({ places, means, changes }) => {
    const size = places.length;
    const first = places[0] ?? 0;
    if (contrasts.control) mean.set(transposedProduct(contrasts.control, 1, means, size), first);
    const products = transposedProduct(changes, size, scores, count);
    judge(changes, outside, places, (place, errors) => {
      const own = choose(errors, pooled);
      judged[place] = own;
      if (own.share === null) return;
      const penalty = penaltyOf(eigenvalues, own.share);
      for (let k = 0; k < count; k++)
        weights[k * genes + place] =
          (products[(place - first) * count + k] as number) / ((eigenvalues[k] as number) + penalty);
    });
  });
  const error = Float32Array.from(shrunkErrors(judged), (value, gene) =>
    judged[gene]?.share === null ? Math.max(1, value) : Math.max(0, value),
  );
  const margin = Float32Array.from(judged, ({ unchanged }, gene) => {
    const squares = isPredicted({ error }, gene) ? (error[gene] as number) * unchanged : unchanged;
    return NORMAL_QUANTILE * Math.sqrt(squares / perturbation.length);
  });
  for (let at = 0; at < weights.length; at++) if (!isPredicted({ error }, at % genes)) weights[at] = 0;
  return { genes: outside.names, mean, components: Float32Array.from(components), weights, error, margin };
}

interface Block {
  /** Places among the genes outside. */
  readonly places: Int32Array;
  /** [groups × places], and [rows × places] measured changes. */
  readonly means: Float64Array;
  readonly changes: Float64Array;
}

/** Every so many genes outside, as many at a time as BLOCK allows. */
function forBlocks(
  { names, mean, cells }: OutsideGenes,
  { perturbation, contrasts }: Design,
  every: number,
  use: (block: Block) => void,
): void {
  const width = Math.max(16, Math.floor(BLOCK / perturbation.length));
  const all = Int32Array.from({ length: Math.ceil(names.length / every) }, (_, at) => at * every);
  for (let first = 0; first < all.length; first += width) {
    const places = all.subarray(first, first + width);
    const means = new Float64Array(cells.length * places.length);
    const columns = new Float64Array(means.length);
    for (let group = 0; group < cells.length; group++)
      places.forEach((place, at) => {
        const value = mean[group * names.length + place] as number;
        means[group * places.length + at] = value;
        columns[at * cells.length + group] = value;
      });
    const changes = innerProducts(contrasts.rows, columns, cells.length);
    use({ places, means, changes: changes.map((value) => value - contrasts.level) });
  }
}

type Judge = (
  changes: Float64Array,
  outside: OutsideGenes,
  places: Int32Array,
  use: (place: number, errors: Float64Array) => void,
) => void;

/** Squared errors [choices × perturbations] of each gene, the last choice no change. */
function judgeOf({ perturbation, perturbations, folds, contrasts }: Design): Judge {
  const rows = perturbation.length;
  const parts = folds.map((fold) => {
    const choices = PENALTIES.map((share) => leftOut(fold, perturbation, share));
    // A sampling error of the cells that all are compared with is in a measured change and, through the other perturbations, in its prediction.
    // Twice their covariance makes the squared error that against other such cells (Efron 2004, J. Am. Stat. Assoc. 99:619).
    return { fold, choices, throughOthers: predictionsOf(fold, choices, contrasts.covariance, rows) };
  });
  return (changes, { variance }, places, use) => {
    const size = places.length;
    const errors = Array.from(places, () => new Float64Array((PENALTIES.length + 1) * perturbations));
    for (const { fold, choices, throughOthers } of parts) {
      const predicted = predictionsOf(fold, choices, changes, size);
      errors.forEach((own, g) => {
        const spread = variance[places[g] as number] as number;
        fold.rows.forEach((row, i) => {
          const change = changes[row * size + g] as number;
          for (let c = 0; c <= choices.length; c++) {
            const at = c * perturbations + (perturbation[row] as number);
            const isUnchanged = c === choices.length;
            const line = c * fold.rows.length + i;
            const off = (isUnchanged ? 0 : (predicted[line * size + g] as number)) - change;
            const shared = isUnchanged ? 0 : (throughOthers[line * rows + row] as number);
            own[at] = (own[at] as number) + off * off + 2 * spread * shared;
          }
        });
      });
    }
    errors.forEach((own, g) => use(places[g] as number, own));
  };
}

/** [choices] mean error of a perturbation over that of no change, of all genes together: of at most 2,000 that are evenly spaced. */
function pooledErrors(outside: OutsideGenes, design: Design, judge: Judge): Float64Array {
  const pooled = new Float64Array(PENALTIES.length + 1);
  forBlocks(outside, design, Math.ceil(outside.names.length / POOLED_GENES), ({ places, changes }) =>
    judge(changes, outside, places, (_, errors) => {
      errors.forEach((error, at) => {
        const choice = Math.floor(at / design.perturbations);
        pooled[choice] = (pooled[choice] as number) + error;
      });
    }),
  );
  const unchanged = pooled.at(-1) ?? 0;
  return pooled.map((error) => (unchanged > 0 ? error / unchanged : 1));
}

interface Judged {
  /** The chosen one of PENALTIES; null for no change. */
  readonly share: number | null;
  /** Squared error of no change; 0 where that is rounding. */
  readonly unchanged: number;
  /** Error over no change, and the variance of this ratio. */
  readonly ratio: number;
  readonly variance: number;
}

/**
 * From [choices × perturbations] errors, the last choice no change: the choice of least error, and the error where each perturbation has the
 * choice of the others, so that no choice is judged by what it was made on. The errors of all genes count like POOLED_PERTURBATIONS more.
 */
function choose(errors: Float64Array, pooled: Float64Array): Judged {
  const count = pooled.length;
  const perturbations = errors.length / count;
  const totals = pooled.map((_, choice) =>
    errors.subarray(choice * perturbations, (choice + 1) * perturbations).reduce((sum, one) => sum + one, 0),
  );
  const unchanged = totals[count - 1] as number;
  const best = (leftOutOf: number | null) => {
    let [found, least] = [count - 1, Infinity];
    for (let choice = count - 1; choice >= 0; choice--) {
      const own = leftOutOf === null ? 0 : (errors[choice * perturbations + leftOutOf] as number);
      const others = ((POOLED_PERTURBATIONS * unchanged) / perturbations) * (pooled[choice] as number);
      const total = (totals[choice] as number) - own + others;
      if (total < least) [found, least] = [choice, total];
    }
    return found;
  };
  const share = PENALTIES[best(null)] ?? null;
  if (unchanged <= perturbations * LEAST_CHANGE ** 2)
    return { share: null, unchanged: 0, ratio: 1, variance: 0 };
  const judged = Float64Array.from(
    { length: perturbations },
    (_, p) => errors[best(p) * perturbations + p] as number,
  );
  const ratio = judged.reduce((sum, one) => sum + one, 0) / unchanged;
  const squares = judged.reduce(
    (sum, one, p) => sum + (one - ratio * (errors[(count - 1) * perturbations + p] as number)) ** 2,
    0,
  );
  const variance = (perturbations / (perturbations - 1)) * (squares / unchanged ** 2);
  return { share, unchanged, ratio, variance };
}

/**
 * [U] errors over no change, each drawn towards the mean of all genes by the share of their variance that is sampling: of 20,000 genes those
 * with the least errors were also lucky (empirical Bayes: Efron & Morris 1973, J. Am. Stat. Assoc. 68:117; Efron 2011, ibid. 106:1602).
 */
function shrunkErrors(judged: readonly Judged[]): Float64Array {
  const changing = judged.filter(({ unchanged }) => unchanged > 0);
  const average = (of: (one: Judged) => number) =>
    changing.reduce((sum, one) => sum + of(one), 0) / changing.length;
  const middle = average(({ ratio }) => ratio);
  const spread = average(({ ratio }) => (ratio - middle) ** 2);
  const real = spread > 0 ? Math.max(0, 1 - average(({ variance }) => variance) / spread) : 0;
  return Float64Array.from(judged, ({ ratio, unchanged }) =>
    unchanged > 0 ? middle + real * (ratio - middle) : 1,
  );
}
