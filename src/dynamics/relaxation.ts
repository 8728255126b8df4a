/**
 * Where only steady states are compared, training approaches them by steps of Euler's method, z ← (1 − h) z + h (A c(z) + shift): damped
 * fixed-point iteration, with a third of the evaluations of the classical method for as long a time (settings.ts, trainingScheme). It needs a
 * contraction; where oscillations do not die out, the classical method takes over (docs/decisions/0082).
 */
import { perturbedTrajectories } from './loss/endpoint';
import type { Problem } from './problem';
import { classicalSteps, type TrainingSettings } from './settings';
import { vectorFieldOf } from './vectorField';

/**
 * Most that the last step may move a state, relative to its distance from rest. Slow growth moves it by 1/steps at most; trajectories of fitted
 * screens moved by up to .12, oscillations that do not die out move by their amplitude.
 */
const TOLERANCE = 0.25;
/** Multiply-adds of a check, to which large problems keep by following some of their perturbations. */
const MOST_PRODUCTS = 5e7;

/** Whether the trajectories of `problem` settle; always so by the classical method. In Float64, so that all devices agree. */
export function settles(problem: Problem, parameters: Float32Array): boolean {
  const { shape, regulators, perturbations, keep, solverSteps, stages } = problem;
  if (stages === 4) return true;
  const { genes, modules } = shape;
  const field = vectorFieldOf(shape, regulators, Float64Array.from(parameters));
  const each = solverSteps * modules * (genes + regulators.length);
  const stride = Math.ceil(perturbations / Math.max(1, Math.floor(MOST_PRODUCTS / each)));
  for (let perturbation = 0; perturbation < perturbations; perturbation += stride) {
    const states = perturbedTrajectories(problem, field, perturbation, solverSteps).from(
      new Float64Array(genes),
    );
    const [before, last] = states.slice(-2) as [Float64Array, Float64Array];
    let [moved, distance] = [0, 0];
    for (let g = 0; g < genes; g++) {
      if (keep[perturbation * genes + g] === 0) continue;
      moved += ((last[g] as number) - (before[g] as number)) ** 2;
      distance += (last[g] as number) ** 2;
    }
    if (moved > TOLERANCE ** 2 * distance) return false;
  }
  return true;
}

/** The same problem by the classical method. */
export function withClassicalSteps(problem: Problem, settings: TrainingSettings): Problem {
  const solverSteps = classicalSteps(settings);
  return {
    ...problem,
    solverSteps,
    stages: 4,
    endpoints: problem.endpoints.map(({ perturbation, step }) => ({
      perturbation,
      step: (step * solverSteps) / problem.solverSteps,
    })),
  };
}
