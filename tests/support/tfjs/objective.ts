/**
 * The whole objective as composed tfjs operations with automatic differentiation: a second oracle, written from the
 * equations of docs/method.md independently of the reference device and its hand-written adjoints. Single precision, on
 * the current tfjs backend. Its gradient is that of the discretised problem.
 */
import * as tf from '@tensorflow/tfjs-core';
// Registers the gradients, which tree shaking would remove.
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Problem } from '../../../src/dynamics/problem';
import type { Batch, LossTerms } from '../../../src/dynamics/device/device';
import { cloudLossOfPlans, cloudPairs, transportOf } from './clouds';
import { fieldOf, interventionOf, rk4States, type FieldTensors } from './field';

type Terms = Readonly<Record<keyof LossTerms, tf.Scalar>>;

/** Plans of the clouds, without gradient, and weight · mean S. */
interface Transported {
  readonly plans: readonly { readonly plan: tf.Tensor2D; readonly selfPlan: tf.Tensor2D }[];
  readonly loss: tf.Scalar;
}

/** Loss by term, and its gradient in the layout of problem.ts. */
export async function tfjsLossAndGradient(
  problem: Problem,
  parameters: Float32Array,
  batch: Batch,
): Promise<{ loss: LossTerms; gradient: Float32Array }> {
  tf.engine().startScope();
  try {
    const at = tf.tensor1d(parameters);
    const transported = await transport(problem, at, batch);
    const terms = termsAt(problem, at, batch, transported);
    const gradientOf = tf.grad((x) => {
      const each = termsAt(problem, tf.reshape<tf.Rank.R1>(x, [parameters.length]), batch, transported);
      return tf.addN(Object.values(each));
    });
    const gradient = gradientOf(at);
    return {
      loss: {
        endpoint: await value(transported?.loss ?? terms.endpoint),
        cell: await value(terms.cell),
        path: await value(terms.path),
        prior: await value(terms.prior),
      },
      gradient: Float32Array.from(await gradient.data()),
    };
  } finally {
    tf.engine().endScope();
  }
}

async function value(scalar: tf.Scalar): Promise<number> {
  return (await scalar.data())[0] as number;
}

async function transport(
  problem: Problem,
  parameters: tf.Tensor1D,
  { clouds: drawn }: Batch,
): Promise<Transported | null> {
  const { clouds } = problem;
  if (!clouds || !drawn) return null;
  const pairs = cloudPairs(problem, clouds, fieldOf(problem, parameters), drawn);
  const plans = await Promise.all(pairs.map((pair) => transportOf(clouds, pair)));
  const sum = tf.addN(plans.map(({ divergence }) => divergence));
  return { plans, loss: tf.mul(sum, clouds.weight / pairs.length) };
}

function termsAt(
  problem: Problem,
  parameters: tf.Tensor1D,
  batch: Batch,
  transported: Transported | null,
): Terms {
  const field = fieldOf(problem, parameters);
  return {
    endpoint:
      problem.clouds && batch.clouds && transported
        ? cloudLossOfPlans(
            problem.clouds,
            cloudPairs(problem, problem.clouds, field, batch.clouds),
            transported.plans,
          )
        : meansTerm(problem, field),
    cell: cellTerm(problem, field, batch.cells),
    path: pathTerm(problem, field),
    prior: priorTerm(problem, field),
  };
}

/** Σ weight · (z(t) − D)², one trajectory per perturbation. */
function meansTerm(problem: Problem, field: FieldTensors): tf.Scalar {
  const { genes } = problem.shape;
  const rows = problem.perturbations;
  const everyOne = Int32Array.from({ length: rows }, (_, k) => k);
  const start = tf.tensor2d(problem.clamp, [rows, genes]);
  const states = rk4States(problem, field, interventionOf(problem, field, everyOne), start);
  const reached = problem.endpoints.map(({ perturbation, step }) =>
    tf.slice(states[step] ?? start, [perturbation, 0], [1, genes]),
  );
  const shape: [number, number] = [reached.length, genes];
  const residual = tf.sub(tf.concat(reached, 0), tf.tensor2d(problem.target, shape));
  return tf.sum(tf.mul(tf.tensor2d(problem.weight, shape), tf.square(residual)));
}

/**
 * λ_s · Σ f°² mask / (batch · G); f° uses every gene of every cell without that gene's own input: [C × G × M]
 * activities.
 */
function cellTerm(problem: Problem, field: FieldTensors, cells: Int32Array): tf.Scalar {
  const { genes } = problem.shape;
  if (problem.cellWeight === 0 || cells.length === 0) return tf.scalar(0);
  const values = new Float32Array(cells.length * genes);
  const masks = new Float32Array(cells.length * genes);
  cells.forEach((cell, i) => {
    const mask = problem.maskOfCell[cell] as number;
    values.set(problem.cells.subarray(cell * genes, (cell + 1) * genes), i * genes);
    masks.set(problem.cellMask.subarray(mask * genes, (mask + 1) * genes), i * genes);
  });
  const z = tf.tensor2d(values, [cells.length, genes]);
  const whole = tf.add(tf.matMul(z, field.btOfGenes), field.beta);
  const own = tf.mul(tf.expandDims(z, 2), tf.expandDims(field.btOfGenes, 0));
  const activity = tf.sigmoid(tf.sub(tf.expandDims(whole, 1), own));
  const change = tf.sub(activity, tf.expandDims(tf.sigmoid(field.beta), 0));
  const regulation = tf.sum(tf.mul(change, tf.expandDims(tf.transpose(field.at), 0)), 2);
  const residual = tf.sub(regulation, z);
  const scale = problem.cellWeight / (cells.length * genes);
  return tf.mul(tf.sum(tf.mul(tf.tensor2d(masks, [cells.length, genes]), tf.square(residual))), scale);
}

/** λ_1 · .25/G · Σ_ij (|A||B|)_ij */
function pathTerm({ pathWeight, shape }: Problem, { at, bt }: FieldTensors): tf.Scalar {
  const paths = tf.matMul(tf.abs(bt), tf.abs(at));
  return tf.mul(tf.sum(paths), (pathWeight * 0.25) / shape.genes);
}

/** Σ_d (log δ_d − mean log δ)² */
function priorTerm({ deltaPrior }: Problem, { delta }: FieldTensors): tf.Scalar {
  if (!delta || deltaPrior === 0) return tf.scalar(0);
  const logs = tf.log(delta);
  return tf.mul(tf.sum(tf.square(tf.sub(logs, tf.mean(logs)))), deltaPrior);
}
