/**
 * RENGE (Ishikawa et al., Communications Biology 2023) on the mean shifts of every perturbation and time point: effects spread hop by hop,
 * further hops later (hops.ts). Hops and penalty have the least error on perturbed genes left out (docs/methods/renge.md).
 */
import type { Intervention } from '../../../dataset/dataset';
import { mean } from '../../../numerics/statistics';
import { Random } from '../../../numerics/random';
import { minimise } from '../../../numerics/orthantWise';
import { actingLevels } from '../lyapunov/contexts';
import type { Algorithm } from '../method';
import type { Screen } from '../screen';
import { setLevels } from '../setLevels';
import {
  hopLoss,
  hopParameterCount,
  hopParameters,
  hopsOf,
  hopWeight,
  type Course,
  type HopModel,
} from './hops';

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
export function coursesOf(screen: Screen): {
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
