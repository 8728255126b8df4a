/**
 * Loadings of the genes outside the model on its modules (docs/method.md, "Genes outside the network"): ridge regression of measured changes
 * on changes of module activity, over the training perturbations, in closed form for all genes together. The penalty, and the error of each
 * gene, come from leaving out one perturbation at a time (loadingErrors.ts), their intervals from the same errors (loadingIntervals.ts). Changes
 * are predicted only beyond what errors of all genes together, or a permutation test (loadingIntervals.ts), give to chance.
 */
import type { Dataset } from '../../dataset/dataset';
import type { OutsideGenes } from '../../dataset/outsideGenes';
import { foldsOf } from '../../evaluation/splits';
import { type Loadings, MAX_COMPONENTS, activityChanges, isPredicted } from '../../dynamics/loadings';
import { timesVector } from '../../numerics/linearAlgebra';
import { fastSymmetricEigen } from '../../numerics/dense/eigen';
import { innerProducts, transposedProduct } from '../../numerics/dense/products';
import { directionOf } from '../../dynamics/sharedResponse';
import { contrastsOf } from './contrasts';
import { trainedConditions } from './fit';
import {
  type Block,
  type Fold,
  type Judged,
  type Measured,
  chosenBy,
  judgeOf,
  meanOfOthers,
  penaltyOf,
  shrunkErrors,
} from './loadingErrors';
import { chanceOf, errorRatios, errorsTogether, marginBy } from './loadingIntervals';
import type { Comparison, FitResult } from './result';

/** Minimum number of perturbations to choose and judge a penalty. */
const MIN_PERTURBATIONS = 4;
/** Numbers of measured changes that are fitted together, 2 MB. */
const BLOCK = 2 ** 18;
/** Of the permutation test. */
const LEVEL = 0.01;
/** Genes that the penalty is chosen by at most. */
const CHOOSING_GENES = 2000;

/** null without genes outside, and with too few perturbations that were left out in turn. */
export function fitLoadings(
  dataset: Dataset,
  { model, comparisons }: Pick<FitResult, 'model' | 'comparisons'>,
): Loadings | null {
  const { outside } = dataset;
  const design = outside && designOf(dataset, outside, model, comparisons);
  return design ? fitted(outside, design) : null;
}

/** What all genes share. */
interface Design {
  readonly measured: Measured;
  readonly main: Activities;
  /** Modules that have seen a perturbation are made to respond to it: each is judged with those of the fit that left it out. */
  readonly folds: readonly Fold[];
  readonly others: Fold;
}

/** Changes of the module activities of one fit. */
interface Activities {
  /** [K × M], and [K] eigenvalues: Σ over rows of squared scores. */
  readonly components: Float64Array;
  readonly eigenvalues: Float64Array;
  /** [rows × K] scores of the components. */
  readonly scores: Float64Array;
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
    foldsOf(trainedConditions(dataset), model.settings.seed).flatMap((labels, fold) =>
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
      Float64Array.from(changes.flatMap((change) => [...timesVector(components, activities(change))]));
    return { components, eigenvalues, scores: scored(seen), scored };
  };
  const kinds = rows.map(({ condition }) => {
    const { interventions = [], time = null } = dataset.conditions[condition] ?? {};
    return JSON.stringify([directionOf(interventions), time]);
  });
  return {
    measured: {
      kinds,
      perturbation: rows.map(({ label }) => labels.indexOf(label)),
      perturbations: labels.length,
      contrasts: contrastsOf(
        dataset,
        outside,
        rows.map(({ condition }) => condition),
      ),
    },
    main: activitiesOf(model.parameters),
    folds: model.leaveOut.map((parameters, fold) => {
      const { scored, eigenvalues, scores } = activitiesOf(parameters);
      const own = rows.filter((row) => row.fold === fold);
      const unseen = scored(own.map((row) => asSet(dataset, row.unseen, row.condition)));
      return { eigenvalues, scores, rows: own.map((row) => rows.indexOf(row)), unseen };
    }),
    others: meanOfOthers(kinds),
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

function fitted(outside: OutsideGenes, { measured, main, folds, others }: Design): Loadings {
  const { perturbation, contrasts } = measured;
  const { components, eigenvalues, scores } = main;
  const [genes, count] = [outside.names.length, eigenvalues.length];
  const every = Math.ceil(genes / CHOOSING_GENES);
  const some = (use: (block: Block) => void) => forBlocks(outside, measured, every, use);
  const byModules = { folds, ...chosenBy(measured, folds, some) };
  const byOthers = { folds: [others], ...chosenBy(measured, [others], some) };
  const together = errorsTogether(measured, byModules, byOthers, some);
  const chosen = penaltyOf(eigenvalues, byModules.choice);
  const isSupported = () => together?.isBetter === true || chanceOf(measured, folds, some) <= LEVEL;
  const penalty = chosen < Infinity && isSupported() ? chosen : Infinity;
  const isAny = penalty < Infinity;
  const judge = judgeOf(measured, byModules);
  const mean = new Float64Array(genes).fill(contrasts.level);
  const weights = new Float32Array(count * genes);
  const judged: Omit<Judged, 'squares' | 'changes'>[] = [];
  const typical = (isAny ? byModules.errors : byModules.unchanged).map(
    (sum) => Math.max(0, sum) / Math.ceil(genes / every),
  );
  const ratios: Float64Array[] = [];
  forBlocks(outside, measured, 1, (block) => {
    const { changes, means, first } = block;
    const size = block.variance.length;
    if (contrasts.control) mean.set(transposedProduct(contrasts.control, 1, means, size), first);
    if (isAny)
      transposedProduct(changes, size, scores, count).forEach((product, at) => {
        const [gene, k] = [Math.floor(at / count), at % count];
        weights[k * genes + first + gene] = product / ((eigenvalues[k] as number) + penalty);
      });
    for (const { squares, changes: still, ...gene } of judge(block)) {
      if (judged.length % every === 0 && gene.unchanged > 0)
        ratios.push(errorRatios(isAny ? squares : still, typical));
      judged.push(gene);
    }
  });
  const error = Float32Array.from(shrunkErrors(judged), (value) => (isAny ? value : Math.max(1, value)));
  for (let at = 0; at < weights.length; at++) if (!isPredicted({ error }, at % genes)) weights[at] = 0;
  const marginOf = marginBy(ratios, typical, perturbation.length);
  return {
    genes: outside.names,
    mean,
    components: Float32Array.from(components),
    weights,
    error,
    margin: Float32Array.from(judged, ({ unchanged }, gene) =>
      marginOf(isPredicted({ error }, gene) ? (error[gene] as number) * unchanged : unchanged),
    ),
    ...(together ? { together: together.errors } : {}),
  };
}

interface MeansBlock extends Block {
  /** Place of the first gene; the others follow where all genes are asked for. */
  readonly first: number;
  /** [groups × genes] */
  readonly means: Float64Array;
}

/** Every so many genes outside, as many at a time as BLOCK allows. */
function forBlocks(
  { names, mean, cells, variance }: OutsideGenes,
  { perturbation, contrasts }: Measured,
  every: number,
  use: (block: MeansBlock) => void,
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
    use({
      first,
      variance: Float64Array.from(places, (place) => variance[place] as number),
      means,
      changes: changes.map((value) => value - contrasts.level),
    });
  }
}
