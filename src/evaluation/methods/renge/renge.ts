/**
 * RENGE (Ishikawa et al., Communications Biology 2023) on the mean shifts of every perturbation and time point: effects spread hop by
 * hop, further hops later. Hops and penalty have the least error on perturbed genes left out (docs/methods/renge.md). The model
 * of RENGE (Ishikawa et al. 2023): the shift of perturbation c at time t is b_t + Σ_{k<K} w_c(t, k) (A M)^k A x_c, with x_c the levels of
 * the perturbed genes, M = 0 at those genes, and w_c(t, k) = 1/(1 + exp(−(a_c + βt − γk))): hops of higher order come later.
 */
import type { Intervention } from '../../../dataset/dataset';
import { mean } from '../../../numerics/statistics';
import { Random } from '../../../numerics/random';
import { minimise } from '../../../numerics/orthantWise';
import { actingLevels } from '../lyapunov/contexts';
import type { Algorithm } from '../method';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';

/** Penalties that are tried, and the share of the absolute values (the rest is of squares), as published. */
const penalties = [0.003, 0.01, 0.03, 0.1, 0.3];
const ABSOLUTE = 0.5;
/** Hops with which the penalty is chosen. */
const USUAL_HOPS = 2;
const FIT = { iterations: 100, tolerance: 1e-5 };

interface Choice {
  readonly hops: number;
  readonly penalty: number;
}

export const renge: Algorithm = function* ({ screen, settings, seed }) {
  const { courses, times } = coursesOf(screen);
  const { genes, candidates } = screen.dataset;
  const most = settings['hops'] ?? USUAL_HOPS;
  const folds = foldsOf(courses.length, settings['folds'] ?? 2, seed);
  const usual = Math.min(USUAL_HOPS, most);
  const modelOf = ({ hops, penalty }: Choice): HopModel => ({
    genes: genes.length,
    candidates,
    hops,
    groups: courses.length,
    times: times.length,
    ridge: penalty * (1 - ABSOLUTE),
  });
  const choices = [
    ...penalties.map((penalty) => ({ hops: usual, penalty })),
    ...Array.from({ length: most }, (_, k) => ({ hops: k + 1, penalty: 0 })).filter(
      ({ hops }) => hops !== usual,
    ),
  ];
  const fits = choices.length * Math.max(1, folds.length) + 1;
  let done = 0;
  let best = { hops: usual, penalty: penalties[2] as number, error: Infinity };
  for (const { hops, penalty } of folds.length < 2 ? [] : choices) {
    // After the penalties, hops are tried with the best of them.
    const choice = { hops, penalty: penalty === 0 ? best.penalty : penalty };
    let error = 0;
    for (const fold of folds) {
      const model = modelOf(choice);
      const training = courses.filter((_, c) => !fold.includes(c));
      const fit = fitted(model, training, choice.penalty);
      let step = fit.next();
      for (; step.done !== true; step = fit.next()) yield done / fits;
      const parameters = step.value;
      for (const c of fold) error += errorOf(model, courses[c] as Course, training, parameters);
      done++;
    }
    if (error < best.error) best = { ...choice, error };
  }
  const model = modelOf(best);
  const fit = fitted(model, courses, best.penalty);
  let step = fit.next();
  for (; step.done !== true; step = fit.next()) yield done / fits;
  const parameters = step.value;
  const regulators = candidates.length;
  const { weights } = hopParameters(model, parameters);
  return {
    scores: Float32Array.from(
      weights,
      (_, p) => weights[(p % genes.length) * regulators + Math.floor(p / genes.length)] as number,
    ),
    predict: prediction(screen, model, courses, parameters, times.length - 1),
  };
};

/** Training perturbations with their mean shifts; times ascending. */
function coursesOf(screen: Screen): {
  readonly courses: readonly Course[];
  readonly times: readonly number[];
} {
  const training = screen.perturbations.filter((one) => one.training);
  const points = training.flatMap(({ endpoints }) => endpoints);
  const times = [...new Set(points.map(({ time }) => time ?? 0))].toSorted((a, b) => a - b);
  const cellsAt = times.map((at) =>
    points.reduce((sum, { time, cells }) => sum + ((time ?? 0) === at ? cells : 0), 0),
  );
  const last = Math.max(...times.map(Math.abs), Number.MIN_VALUE);
  const levelOf = actingLevels(screen);
  return {
    times,
    courses: training.map(({ interventions, endpoints }, group) => ({
      group,
      set: interventions.map((one) => ({ gene: one.gene, level: levelOf(one) })),
      points: endpoints.map(({ time, shift, cells }) => {
        const index = times.indexOf(time ?? 0);
        return {
          time: index,
          at: (time ?? 0) / last,
          shift,
          weight: cells / Math.max(1, cellsAt[index] ?? 1),
        };
      }),
    })),
  };
}

/** Random folds of equal size over perturbations; none with fewer than two. */
function foldsOf(count: number, folds: number, seed: number): readonly (readonly number[])[] {
  if (count < 2) return [];
  const order = new Random(seed).permutation(count);
  const used = Math.min(folds, count);
  return Array.from({ length: used }, (_, fold) => [...order].filter((_place, at) => at % used === fold));
}

/** Yields after every step. */
function* fitted(
  model: HopModel,
  courses: readonly Course[],
  penalty: number,
): Generator<number, Float64Array> {
  const parameters = new Float64Array(hopParameterCount(model));
  const absolute = new Float64Array(parameters.length);
  hopParameters(model, absolute).weights.fill(penalty * ABSOLUTE * model.hops);
  yield* minimise((x, gradient) => hopLoss(model, courses, x, gradient), parameters, absolute, FIT);
  return parameters;
}

/** [G] the predicted shift at a time; the strength of a perturbation that was not fitted is the mean of the others. */
function shiftAt(
  model: HopModel,
  { set, time, at }: { readonly set: Course['set']; readonly time: number; readonly at: number },
  training: readonly Course[],
  parameters: Float64Array,
): Float64Array {
  const { weights, offsets, strengths, pace } = hopParameters(model, parameters);
  const strength = mean(training.map(({ group }) => strengths[group] as number));
  const shift = offsets.slice(time * model.genes, (time + 1) * model.genes);
  hopsOf(model, weights, set).forEach(({ effect }, k) => {
    const share = hopWeight(strength, pace, at, k);
    for (let g = 0; g < shift.length; g++) shift[g] = (shift[g] as number) + share * (effect[g] as number);
  });
  return shift;
}

function errorOf(
  model: HopModel,
  { set, points }: Course,
  training: readonly Course[],
  parameters: Float64Array,
): number {
  const isSet = new Set(set.map(({ gene }) => gene));
  return points.reduce((total, { time, at, shift, weight }) => {
    const predicted = shiftAt(model, { set, time, at }, training, parameters);
    return predicted.reduce(
      (sum, value, g) => sum + (isSet.has(g) ? 0 : weight * (value - (shift[g] as number)) ** 2),
      total,
    );
  }, 0);
}

function prediction(
  screen: Screen,
  model: HopModel,
  courses: readonly Course[],
  parameters: Float64Array,
  time: number,
): (interventions: readonly Intervention[]) => Float64Array {
  const levelOf = actingLevels(screen);
  const held = setLevels(screen);
  return (interventions) => {
    const set = interventions.map((one) => ({ gene: one.gene, level: levelOf(one) }));
    const shift = shiftAt(model, { set, time, at: 1 }, courses, parameters);
    for (const one of interventions) shift[one.gene] = held(one);
    return shift;
  };
}

/** Means of one perturbation. */
export interface Course {
  /** Place of its strength among the parameters. */
  readonly group: number;
  readonly set: readonly { readonly gene: number; readonly level: number }[];
  readonly points: readonly CoursePoint[];
}

interface CoursePoint {
  /** Index of the time, and the time as share of the last. */
  readonly time: number;
  readonly at: number;
  /** [G] mean shift (z). */
  readonly shift: Float64Array;
  /** Share of the cells of its time. */
  readonly weight: number;
}

interface HopModel {
  readonly genes: number;
  /** [R] */
  readonly candidates: Int32Array;
  readonly hops: number;
  readonly groups: number;
  readonly times: number;
  /** Weight of ‖A‖². */
  readonly ridge: number;
}

/** Where parameters lie: A [G × R] by target, b [times × G], strengths a [groups], then β and γ. */
interface HopParameters {
  readonly weights: Float64Array;
  readonly offsets: Float64Array;
  readonly strengths: Float64Array;
  /** β and γ as their logarithms: both are positive. */
  readonly pace: Float64Array;
}

function hopParameters(
  { genes, candidates, groups, times }: HopModel,
  parameters: Float64Array,
): HopParameters {
  const weights = genes * candidates.length;
  const offsets = weights + times * genes;
  return {
    weights: parameters.subarray(0, weights),
    offsets: parameters.subarray(weights, offsets),
    strengths: parameters.subarray(offsets, offsets + groups),
    pace: parameters.subarray(offsets + groups, offsets + groups + 2),
  };
}

export function hopParameterCount({ genes, candidates, groups, times }: HopModel): number {
  return genes * (candidates.length + times) + groups + 2;
}

/** Of every hop, before they are weighted by time. */
interface Hop {
  /** [R] levels of the candidates that act. */
  readonly acting: Float64Array;
  /** [G] what follows from them. */
  readonly effect: Float64Array;
}

function hopsOf(
  { candidates, hops, genes }: Pick<HopModel, 'candidates' | 'hops' | 'genes'>,
  weights: Float64Array,
  set: Course['set'],
): readonly Hop[] {
  const regulators = candidates.length;
  const levels = new Map(set.map(({ gene, level }) => [gene, level]));
  let acting = Float64Array.from(candidates, (gene) => levels.get(gene) ?? 0);
  return Array.from({ length: hops }, () => {
    const now = acting;
    const effect = new Float64Array(genes);
    for (let g = 0; g < genes; g++) {
      let sum = 0;
      for (let r = 0; r < regulators; r++)
        sum += (weights[g * regulators + r] as number) * (now[r] as number);
      effect[g] = sum;
    }
    acting = Float64Array.from(candidates, (gene) => (levels.has(gene) ? 0 : (effect[gene] as number)));
    return { acting: now, effect };
  });
}

/** Weight of the squares of strengths, log β and log γ, in place of bounds. */
const PRIOR = 1e-3;

/** w(t, k). */
function hopWeight(strength: number, pace: Float64Array, at: number, hop: number): number {
  return (
    1 / (1 + Math.exp(-(strength + Math.exp(pace[0] as number) * at - Math.exp(pace[1] as number) * hop)))
  );
}

/** Squared error averaged over the cells of every time, summed over genes and times, plus the ridge. Writes the gradient. */
export function hopLoss(
  model: HopModel,
  courses: readonly Course[],
  parameters: Float64Array,
  gradient: Float64Array,
): number {
  const { genes, candidates } = model;
  const regulators = candidates.length;
  const { weights, offsets, strengths, pace } = hopParameters(model, parameters);
  const slope = hopParameters(model, gradient);
  gradient.fill(0);
  let loss = 0;
  const [beta, gamma] = [Math.exp(pace[0] as number), Math.exp(pace[1] as number)];
  for (const { group, set, points } of courses) {
    const path = hopsOf(model, weights, set);
    const ofEffects = path.map(() => new Float64Array(genes));
    const strength = strengths[group] as number;
    const isSet = new Set(set.map(({ gene }) => gene));
    for (const { time, at, shift, weight } of points) {
      const shares = path.map((_, k) => hopWeight(strength, pace, at, k));
      const along = new Float64Array(path.length);
      for (let g = 0; g < genes; g++) {
        if (isSet.has(g)) continue;
        const p = time * genes + g;
        let error = (offsets[p] as number) - (shift[g] as number);
        path.forEach(({ effect }, k) => {
          error += (shares[k] as number) * (effect[g] as number);
        });
        loss += weight * error * error;
        const pull = 2 * weight * error;
        slope.offsets[p] = (slope.offsets[p] as number) + pull;
        path.forEach(({ effect }, k) => {
          const own = ofEffects[k] as Float64Array;
          own[g] = (own[g] as number) + pull * (shares[k] as number);
          along[k] = (along[k] as number) + pull * (effect[g] as number);
        });
      }
      shares.forEach((share, k) => {
        const inner = (along[k] as number) * share * (1 - share);
        slope.strengths[group] = (slope.strengths[group] as number) + inner;
        slope.pace[0] = (slope.pace[0] as number) + inner * beta * at;
        slope.pace[1] = (slope.pace[1] as number) - inner * gamma * k;
      });
    }
    addBackwards(model, weights, path, ofEffects, isSet, slope.weights);
  }
  candidates.forEach((gene, r) => {
    slope.weights[gene * regulators + r] = 0;
  });
  return (
    loss +
    addSquares(model.ridge, weights, slope.weights) +
    addSquares(PRIOR, strengths, slope.strengths) +
    addSquares(PRIOR, pace, slope.pace)
  );
}

/** From the last hop to the first: the effect of a hop is what acts in the next. Changes `ofEffects`. */
function addBackwards(
  { genes, candidates }: HopModel,
  weights: Float64Array,
  path: readonly Hop[],
  ofEffects: readonly Float64Array[],
  isSet: ReadonlySet<number>,
  slope: Float64Array,
): void {
  const regulators = candidates.length;
  for (let k = path.length - 1; k >= 0; k--) {
    const own = ofEffects[k] as Float64Array;
    const { acting } = path[k] as Hop;
    const back = new Float64Array(regulators);
    for (let g = 0; g < genes; g++) {
      const pull = own[g] as number;
      for (let r = 0, p = g * regulators; r < regulators; r++, p++) {
        slope[p] = (slope[p] as number) + pull * (acting[r] as number);
        back[r] = (back[r] as number) + pull * (weights[p] as number);
      }
    }
    const earlier = ofEffects[k - 1];
    if (earlier === undefined) continue;
    candidates.forEach((gene, r) => {
      if (!isSet.has(gene)) earlier[gene] = (earlier[gene] as number) + (back[r] as number);
    });
  }
}

/** factor · Σ x²; adds its gradient. */
function addSquares(factor: number, x: Float64Array, slope: Float64Array): number {
  let sum = 0;
  x.forEach((value, i) => {
    sum += factor * value * value;
    slope[i] = (slope[i] as number) + 2 * factor * value;
  });
  return sum;
}
