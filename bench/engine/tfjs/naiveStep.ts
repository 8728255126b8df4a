/**
 * The training step as composed tfjs operations in the usual style of that library: variables, automatic
 * differentiation, its own Adam; constant tensors are created once. On the current backend. Shares only the clouds with
 * the oracle of the tests (tests/support/tfjs), which uses all genes in the cell term and creates its tensors anew. A
 * build with tree shaking must import tfjs' gradients itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch, StepHyper } from '../../../src/dynamics/device/device';
import type { RandomProblem } from '../../../tests/support/dynamics/randomProblem';
import { cloudLossOfPlans, transportOf } from '../../../tests/support/tfjs/clouds';
import type { Problem } from '../../../src/dynamics/problem';
import { modelOf, trainedOf, type Model } from './model';
import { cellTerm, drawnClouds, meansTerm, pathTerm, priorTerm, type Term } from './terms';

export interface NaiveStep {
  /** Resolves when it is computed. */
  step(): Promise<void>;
  /** In the layout of problem.ts. */
  gradient(): Promise<Float32Array>;
  /** Also disposes everything tfjs created since naiveStep was called. */
  dispose(): void;
}

/** The problem's regulators must be its first genes. One instance at a time. */
export function naiveStep({ problem, parameters, batch }: RandomProblem, hyper: StepHyper): NaiveStep {
  tf.engine().startScope();
  const model = modelOf(problem, parameters);
  const trained = trainedOf(model);
  const endpoint = endpointTerm(problem, batch);
  const fixed = [cellTerm(problem, batch), pathTerm(problem), priorTerm(problem)];
  const [beta1, beta2] = hyper.betas;
  const optimiser = tf.train.adam(hyper.learningRate, beta1, beta2, 1e-8);

  /** The caller disposes. */
  async function evaluate() {
    const first = await endpoint(model);
    return tf.variableGrads(() => tf.addN<tf.Scalar>([first, ...fixed].map((term) => term(model))), trained);
  }

  return {
    async step() {
      tf.engine().startScope();
      const { grads } = await evaluate();
      const norm = tf.sqrt(tf.addN(Object.values(grads).map((one) => tf.sum(tf.square(one)))));
      const scale = tf.minimum(1, tf.div(hyper.clipNorm, norm));
      optimiser.applyGradients(
        Object.fromEntries(Object.entries(grads).map(([name, one]) => [name, tf.mul(one, scale)])),
      );
      const lengths = tf.sqrt(tf.sum(tf.square(model.bt), 0, true));
      model.bt.assign(tf.mul(model.bt, tf.minimum(1, tf.div(hyper.rowNorm, lengths))));
      tf.engine().endScope();
      await Promise.all([model.beta.data(), model.bt.data()]);
    },
    async gradient() {
      tf.engine().startScope();
      const { grads } = await evaluate();
      const parts = await Promise.all(trained.map(async ({ name }) => (await grads[name]?.data()) ?? []));
      tf.engine().endScope();
      return Float32Array.from(parts.flatMap((part) => [...part]));
    },
    dispose() {
      tf.engine().endScope();
      tf.dispose(trained);
      optimiser.dispose();
    },
  };
}

/** Resolves with a term whose gradient is valid now: plans of clouds are computed before, without gradient. */
function endpointTerm(problem: Problem, batch: Batch): (model: Model) => Promise<Term> {
  const { clouds } = problem;
  if (!clouds || !batch.clouds) {
    const means = meansTerm(problem);
    return async () => means;
  }
  const pairsOf = drawnClouds(problem, clouds, batch.clouds);
  return async (model) => {
    const plans = await Promise.all(pairsOf(model).map((pair) => transportOf(clouds, pair)));
    return (now) => cloudLossOfPlans(clouds, pairsOf(now), plans);
  };
}
