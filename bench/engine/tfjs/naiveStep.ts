/**
 * The training step as composed tfjs operations, as one would write it with that library: variables, automatic differentiation,
 * its own Adam; tensors that do not change are made once. On whichever backend is set. Of the oracle that tests use
 * (tests/support/tfjs) only the clouds are taken: it looks at all genes in the cell term and makes its tensors anew.
 * A build that keeps only what is used must import tfjs' gradients itself.
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
  /** In the layout of parameters.ts. */
  gradient(): Promise<Float32Array>;
  /** Whatever tfjs made since naiveStep was called is gone then. */
  dispose(): void;
}

/** The problem's regulators must be its first genes. One at a time. */
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

/** Resolves with the term whose gradient holds now: plans of clouds are computed before, without gradient. */
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
