/** The model as tfjs variables and operations, regulators first among the genes. */
import * as tf from '@tensorflow/tfjs-core';
import { type Problem, parameterLayout } from '../../../src/dynamics/problem';

export interface Model {
  /** [M × G] Aᵀ */
  readonly at: tf.Variable<tf.Rank.R2>;
  /** [R × M] Bᵀ */
  readonly bt: tf.Variable<tf.Rank.R2>;
  /** [1 × M] β */
  readonly beta: tf.Variable<tf.Rank.R2>;
  /** [D × 1] before softplus; null without overexpression. */
  readonly raw: tf.Variable<tf.Rank.R2> | null;
}

/** Interventions on rows of states, without learned values. */
export interface Rows {
  /** [N × G] */
  readonly keep: tf.Tensor2D;
  readonly start: tf.Tensor2D;
  /** One entry per overexpression of a row: [N × S] its row, [S × D] its strength, [S × G] its gene. */
  readonly shifts: {
    readonly row: tf.Tensor2D;
    readonly strength: tf.Tensor2D;
    readonly gene: tf.Tensor2D;
  } | null;
}

export function modelOf({ shape }: Problem, parameters: Float32Array): Model {
  const { genes, regulators, modules, deltas } = shape;
  const layout = parameterLayout(shape);
  const block = (from: number, rows: number, columns: number) =>
    tf.variable<tf.Rank.R2>(tf.tensor2d(parameters.slice(from, from + rows * columns), [rows, columns]));
  return {
    at: block(layout.at, modules, genes),
    bt: block(layout.bt, regulators, modules),
    beta: block(layout.beta, 1, modules),
    raw: deltas > 0 ? block(layout.delta, deltas, 1) : null,
  };
}

export function trainedOf({ at, bt, beta, raw }: Model): tf.Variable[] {
  return [at, bt, beta, ...(raw ? [raw] : [])];
}

/** One row per entry of `perturbations`, with its initial state before clamping (0 without `start`). */
export function rowsUnder(
  { shape, keep, clamp, shifts }: Problem,
  perturbations: readonly number[],
  start?: Float32Array,
): Rows {
  const { genes, deltas } = shape;
  const rows = perturbations.length;
  const taken = (from: Float32Array) => {
    const values = new Float32Array(rows * genes);
    perturbations.forEach((k, n) => values.set(from.subarray(k * genes, (k + 1) * genes), n * genes));
    return tf.tensor2d(values, [rows, genes]);
  };
  const acting = perturbations.flatMap((k, row) =>
    shifts.filter(({ perturbation }) => perturbation === k).map(({ gene, delta }) => ({ row, gene, delta })),
  );
  const kept = taken(keep);
  const set = taken(clamp);
  return {
    keep: kept,
    start: start ? tf.add(tf.mul(tf.tensor2d(start, [rows, genes]), kept), set) : set,
    shifts:
      acting.length === 0
        ? null
        : {
            row: tf.transpose(
              oneHot(
                acting.map(({ row }) => row),
                rows,
              ),
            ),
            strength: oneHot(
              acting.map(({ delta }) => delta),
              deltas,
            ),
            gene: oneHot(
              acting.map(({ gene }) => gene),
              genes,
            ),
          },
  };
}

function oneHot(places: readonly number[], width: number): tf.Tensor2D {
  const values = new Float32Array(places.length * width);
  places.forEach((place, i) => {
    values[i * width + place] = 1;
  });
  return tf.tensor2d(values, [places.length, width]);
}

/** The values of the regulators in rows of z [N × G]. */
export function inputsOf(z: tf.Tensor2D, { bt }: Model): tf.Tensor2D {
  return z.shape[1] === bt.shape[0] ? z : tf.slice(z, [0, 0], [z.shape[0], bt.shape[0]]);
}

/** [steps + 1] states of rows by the classical Runge–Kutta method of order 4. */
export function statesOf(
  { horizon, solverSteps }: Problem,
  model: Model,
  { keep, start, shifts }: Rows,
): readonly tf.Tensor2D[] {
  const h = horizon / solverSteps;
  const shift =
    shifts && model.raw
      ? tf.matMul<tf.Tensor2D>(
          tf.mul(shifts.row, tf.transpose(tf.matMul(shifts.strength, tf.softplus(model.raw)))),
          shifts.gene,
        )
      : tf.scalar(0);
  const slope = (z: tf.Tensor2D): tf.Tensor2D => {
    const activity = tf.sigmoid(tf.add(tf.matMul(inputsOf(z, model), model.bt), model.beta));
    const regulation = tf.matMul(tf.sub(activity, tf.sigmoid(model.beta)), model.at);
    return tf.mul(keep, tf.add(tf.sub(regulation, z), shift));
  };
  const states = [start];
  let z = start;
  for (let step = 0; step < solverSteps; step++) {
    const k1 = slope(z);
    const k2 = slope(tf.add(z, tf.mul(k1, h / 2)));
    const k3 = slope(tf.add(z, tf.mul(k2, h / 2)));
    const k4 = slope(tf.add(z, tf.mul(k3, h)));
    z = tf.add(z, tf.mul(tf.add(tf.add(k1, k4), tf.mul(tf.add(k2, k3), 2)), h / 6));
    states.push(z);
  }
  return states;
}
