/**
 * Loadings of the genes outside the model on its modules (docs/method.md, "Genes outside the network"): ridge regression of measured changes
 * on changes of module activity, over the training perturbations, in closed form for all genes together. The penalty of each gene and its
 * error come from leaving out one perturbation at a time.
 */
import {
  CONTROL_OF_RATIOS,
  controlCellCount,
  ENOUGH_CONTROLS,
  isComparedWithZero,
  isControl,
  type Condition,
  type Dataset,
} from '../../dataset/dataset';
import { batchesOfGroup } from '../../dataset/cellMoments';
import type { OutsideGenes } from '../../dataset/outsideGenes';
import { activityChanges, isPredicted, type Loadings, scoresOf } from '../../dynamics/loadings';
import { choleskyInPlace, choleskySolveInPlace } from '../../numerics/linearAlgebra';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { innerProducts, transposedProduct } from '../../numerics/dense/products';
import type { Comparison, FitResult } from './result';

/** Minimum number of perturbations to choose and judge a penalty. */
const MIN_PERTURBATIONS = 4;
/** Combinations of module activities that are kept. */
const MAX_COMPONENTS = 64;
/** Penalties relative to the largest eigenvalue of the activities; no change at all is the last choice. */
const PENALTIES = [1e-3, 1e-2, 3e-2, 0.1, 0.3, 1, 3];
/** Numbers of measured changes that are fitted together, 2 MB. */
const BLOCK = 2 ** 18;
/** Genes whose errors are pooled, and the number of perturbations that these count for in the choice of each gene's penalty. */
const POOLED_GENES = 2000;
const POOLED_PERTURBATIONS = 100;
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
  /** [rows × K] scores of the components, as fitted, and as the fits predict them that did not see the perturbation. */
  readonly scores: Float64Array;
  readonly unseen: Float64Array;
  /** [K × M], and [K] eigenvalues: Σ over rows of squared scores. */
  readonly components: Float64Array;
  readonly eigenvalues: Float64Array;
  readonly contrasts: Contrasts;
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
  const rows = comparisons.flatMap((unseen) => {
    const [seen, condition] = [training.get(keyOf(unseen)), conditionAt.get(keyOf(unseen))];
    return unseen.role === 'cross-validated' && seen && condition !== undefined
      ? [{ label: unseen.label, seen, unseen, condition }]
      : [];
  });
  const labels = [...new Set(rows.map(({ label }) => label))];
  if (labels.length < MIN_PERTURBATIONS) return null;
  const activities = activityChanges(model);
  const { modules } = model.shape;
  const stacked = (changes: readonly ArrayLike<number>[]) => {
    const all = new Float64Array(changes.length * modules);
    changes.forEach((change, row) => all.set(activities(change), row * modules));
    return all;
  };
  const features = stacked(rows.map(({ seen, condition }) => asSet(dataset, seen, condition)));
  const { components, eigenvalues } = componentsOf(features, rows.length);
  const scored = (of: Float64Array) =>
    Float64Array.from(
      rows.flatMap((_, row) => [...scoresOf(components, of.subarray(row * modules, (row + 1) * modules))]),
    );
  return {
    perturbation: rows.map(({ label }) => labels.indexOf(label)),
    perturbations: labels.length,
    scores: scored(features),
    unseen: scored(stacked(rows.map(({ unseen, condition }) => asSet(dataset, unseen, condition)))),
    components,
    eigenvalues,
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

/** Changes of conditions as combinations of the means of groups of cells. */
interface Contrasts {
  /** [rows × groups] change = Σ contrast · mean − level. */
  readonly rows: Float64Array;
  readonly level: number;
  /** [groups] likewise, the mean of the controls; null where it is the level. */
  readonly control: Float64Array | null;
  /** [rows × rows] covariance of the sampling errors of two changes, for cells of variance 1: of the cells that both are compared with. */
  readonly covariance: Float64Array;
}

/**
 * Against the controls of the same batch and time (20 at least, else of the batch, else of the time, else all), against the level of log
 * ratios, or against all other training conditions of the same time: as for the modelled genes (dynamics/prepare/strata.ts).
 */
function contrastsOf(dataset: Dataset, outside: OutsideGenes, conditions: readonly number[]): Contrasts {
  const { condition, cells } = outside;
  const groups = cells.length;
  const all = [...cells.keys()];
  const conditionOf = (group: number) => dataset.conditions[condition[group] as number];
  const where = (holds: (of: Condition) => boolean) =>
    all.filter((group) => {
      const of = conditionOf(group);
      return of !== undefined && holds(of);
    });
  const controls = where(isControl);
  const isAgainstLevel = isComparedWithZero(dataset);
  const isAgainstControls = dataset.control.mode !== 'others' && controlCellCount(dataset) >= ENOUGH_CONTROLS;
  const training = where(({ label }) => !dataset.heldOut.includes(label));
  const cellsIn = (of: readonly number[]) => of.reduce((sum, group) => sum + (cells[group] as number), 0);
  const at = (of: readonly number[], time: number | null) =>
    of.filter((group) => conditionOf(group)?.time === time);
  const inBatch = (of: readonly number[], batch: number) =>
    of.filter((group) => outside.batch[group] === batch);
  const known = new Map<string, readonly number[]>();
  const controlsOf = (batch: number, time: number | null) => {
    const key = `${batch} ${time}`;
    const choices = [at(inBatch(controls, batch), time), inBatch(controls, batch), at(controls, time)];
    const found = known.get(key) ?? choices.find((of) => cellsIn(of) >= ENOUGH_CONTROLS) ?? controls;
    known.set(key, found);
    return found;
  };
  const referenceOf = (own: number, batch: number): readonly number[] => {
    const time = dataset.conditions[own]?.time ?? null;
    if (isAgainstControls) return controlsOf(batch, time);
    const others = training.filter((group) => condition[group] !== own);
    const atTime = at(others, time);
    return atTime.length > 0 ? atTime : others;
  };
  const rows = new Float64Array(conditions.length * groups);
  conditions.forEach((own, row) => {
    const line = rows.subarray(row * groups, (row + 1) * groups);
    const add = (of: readonly number[], weight: number) => {
      const count = cellsIn(of);
      for (const group of of)
        line[group] = (line[group] as number) + (weight * (cells[group] as number)) / count;
    };
    const ownGroups = all.filter((group) => condition[group] === own);
    add(ownGroups, 1);
    if (isAgainstLevel) return;
    const count = cellsIn(ownGroups);
    for (const group of ownGroups)
      for (const part of batchesOfGroup(outside, group))
        add(referenceOf(own, part.batch), -part.cells / count);
  });
  const pool = isAgainstControls ? controls : training;
  const control = new Float64Array(groups);
  for (const group of pool) control[group] = (cells[group] as number) / cellsIn(pool);
  const errors = rows.map((value, place) => value / Math.sqrt(cells[place % groups] as number));
  return {
    rows,
    level: isAgainstLevel ? CONTROL_OF_RATIOS : 0,
    control: isAgainstLevel ? null : control,
    covariance: innerProducts(errors, errors, groups),
  };
}

/** Predictions of left-out rows for one penalty, linear in the measured changes. */
interface LeftOut {
  readonly penalty: number;
  /** [rows × K] acting on Zᵀy, Z the scores. */
  readonly ofProducts: Float64Array;
  /** [rows] acting on the measured changes of the left-out perturbation itself. */
  readonly ofOwn: readonly (readonly { readonly row: number; readonly factor: number }[])[];
}

/**
 * Without the rows Z_p of perturbation p, ridge has the weights w − M⁻¹ Z_pᵀ (1 − H)⁻¹ (y_p − Z_p w), with M = ZᵀZ + λ, w = M⁻¹ Zᵀy and
 * H = Z_p M⁻¹ Z_pᵀ (Woodbury): with Q = T_p M⁻¹ Z_pᵀ (1 − H)⁻¹ its prediction at the unseen scores T_p is (T_p + Q Z_p) w − Q y_p. M is
 * diagonal in the components.
 */
function leftOut(
  { perturbation, perturbations, scores, unseen, eigenvalues }: Design,
  penalty: number,
): LeftOut {
  const count = eigenvalues.length;
  const rows = perturbation.length;
  const ofProducts = unseen.slice();
  const ofOwn: { readonly row: number; readonly factor: number }[][] = Array.from({ length: rows }, () => []);
  const within = (a: Float64Array, i: number, b: Float64Array, j: number) => {
    let sum = 0;
    for (let k = 0; k < count; k++)
      sum +=
        ((a[i * count + k] as number) * (b[j * count + k] as number)) /
        ((eigenvalues[k] as number) + penalty);
    return sum;
  };
  for (let p = 0; p < perturbations; p++) {
    const own = perturbation.flatMap((of, row) => (of === p ? [row] : []));
    const system = Float64Array.from(
      own.flatMap((i) => own.map((j) => Number(i === j) - within(scores, i, scores, j))),
    );
    choleskyInPlace(system, own.length);
    for (const i of own) {
      const q = Float64Array.from(own, (j) => within(unseen, i, scores, j));
      choleskySolveInPlace(system, own.length, q);
      own.forEach((j, at) => {
        const factor = q[at] as number;
        ofOwn[i]?.push({ row: j, factor });
        for (let k = 0; k < count; k++)
          ofProducts[i * count + k] =
            (ofProducts[i * count + k] as number) + factor * (scores[j * count + k] as number);
      });
    }
  }
  for (let at = 0; at < ofProducts.length; at++)
    ofProducts[at] = (ofProducts[at] as number) / ((eigenvalues[at % count] as number) + penalty);
  return { penalty, ofProducts, ofOwn };
}

/** [choices × rows × genes] predictions of left-out rows from the measured changes [rows × genes]. */
function predictionsOf(
  { scores, eigenvalues }: Design,
  choices: readonly LeftOut[],
  changes: Float64Array,
  genes: number,
): Float64Array {
  const [count, rows] = [eigenvalues.length, changes.length / genes];
  const products = transposedProduct(changes, genes, scores, count);
  const stacked = new Float64Array(choices.length * rows * count);
  choices.forEach(({ ofProducts }, choice) => stacked.set(ofProducts, choice * rows * count));
  const predicted = innerProducts(stacked, products, count);
  choices.forEach(({ ofOwn }, choice) =>
    ofOwn.forEach((own, row) => {
      const start = (choice * rows + row) * genes;
      for (const { row: from, factor } of own)
        for (let g = 0; g < genes; g++)
          predicted[start + g] =
            (predicted[start + g] as number) - factor * (changes[from * genes + g] as number);
    }),
  );
  return predicted;
}

function fitted(outside: OutsideGenes, design: Design): Loadings {
  const { perturbation, components, eigenvalues, scores, contrasts } = design;
  const [genes, count] = [outside.names.length, eigenvalues.length];
  const choices = PENALTIES.map((share) => leftOut(design, share * (eigenvalues[0] ?? 0)));
  const judge = judgeOf(design, choices);
  const pooled = pooledErrors(outside, design, judge);
  const mean = new Float64Array(genes).fill(contrasts.level);
  const weights = new Float32Array(count * genes);
  const error = new Float32Array(genes);
  const margin = new Float32Array(genes);
  forBlocks(outside, design, 1, ({ places, means, changes }) => {
    const size = places.length;
    const first = places[0] ?? 0;
    if (contrasts.control) mean.set(transposedProduct(contrasts.control, 1, means, size), first);
    const products = transposedProduct(changes, size, scores, count);
    judge(changes, outside, places, (place, errors) => {
      const { choice, judged, unchanged } = choose(errors, pooled);
      error[place] = unchanged > 0 ? Math.max(0, judged / unchanged) : 1;
      const penalty = isPredicted({ error }, place) ? choices[choice]?.penalty : undefined;
      const squares = penalty === undefined ? unchanged : judged;
      margin[place] = NORMAL_QUANTILE * Math.sqrt(Math.max(0, squares) / perturbation.length);
      if (penalty === undefined) return;
      for (let k = 0; k < count; k++)
        weights[k * genes + place] =
          (products[(place - first) * count + k] as number) / ((eigenvalues[k] as number) + penalty);
    });
  });
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
function judgeOf(design: Design, choices: readonly LeftOut[]): Judge {
  const { perturbation, perturbations, contrasts } = design;
  const rows = perturbation.length;
  // A sampling error of the cells that all are compared with is in a measured change and, through the other perturbations, in its prediction.
  // Twice their covariance makes the squared error that against other such cells (Efron 2004, J. Am. Stat. Assoc. 99:619).
  const throughOthers = predictionsOf(design, choices, contrasts.covariance, rows);
  return (changes, { variance }, places, use) => {
    const size = places.length;
    const predicted = predictionsOf(design, choices, changes, size);
    places.forEach((place, g) => {
      const errors = new Float64Array((choices.length + 1) * perturbations);
      perturbation.forEach((p, row) => {
        const change = changes[row * size + g] as number;
        for (let c = 0; c <= choices.length; c++) {
          const at = c * perturbations + p;
          const isUnchanged = c === choices.length;
          const off = (isUnchanged ? 0 : (predicted[(c * rows + row) * size + g] as number)) - change;
          const shared = isUnchanged ? 0 : (throughOthers[(c * rows + row) * rows + row] as number);
          errors[at] = (errors[at] as number) + off * off + 2 * (variance[place] as number) * shared;
        }
      });
      use(place, errors);
    });
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

/**
 * From [choices × perturbations] errors, the last choice no change: the choice of least error, and the error where each perturbation has the
 * choice of the others, so that no choice is judged by what it was made on. The errors of all genes count like POOLED_PERTURBATIONS more.
 */
function choose(errors: Float64Array, pooled: Float64Array) {
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
  let judged = 0;
  for (let p = 0; p < perturbations; p++) judged += errors[best(p) * perturbations + p] as number;
  return { choice: best(null), judged, unchanged };
}
