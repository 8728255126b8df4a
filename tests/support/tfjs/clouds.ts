/**
 * The endpoint term of clouds of cells as composed tfjs operations: debiased Sinkhorn divergences whose potentials are
 * computed without gradient; by the envelope theorem S then has the gradient of Σ π ⊙ C^xy − ½ Σ πˣˣ ⊙ C^xx with both
 * plans held fixed (loss/sinkhorn.ts has the equations).
 */
import * as tf from '@tensorflow/tfjs-core';
import type { CloudBatch, CloudEndpoints, Problem } from '../../../src/dynamics/problem';
import { interventionOf, rk4States, type FieldTensors } from './field';

/** The two clouds of one drawn endpoint. */
interface CloudPair {
  /** [n × G] final states of the start cells, differentiable. */
  readonly x: tf.Tensor2D;
  /** [n × G] the measured cells. */
  readonly y: tf.Tensor2D;
  /** [1 × 1 × G] 0 at ignored genes. */
  readonly mask: tf.Tensor3D;
}

/** Divergence and plans of one endpoint, without gradient; `plan` and `selfPlan` [n × n]. */
interface Transport {
  readonly divergence: tf.Scalar;
  readonly plan: tf.Tensor2D;
  readonly selfPlan: tf.Tensor2D;
}

const smallestBlur = 1e-12;

/** The rows of a [… × G] array as a tensor. */
function rowsOf(values: Float32Array, rows: Int32Array, genes: number): tf.Tensor2D {
  const taken = new Float32Array(rows.length * genes);
  rows.forEach((row, i) => taken.set(values.subarray(row * genes, (row + 1) * genes), i * genes));
  return tf.tensor2d(taken, [rows.length, genes]);
}

/** Integrates the start cells of every drawn endpoint to its step. */
export function cloudPairs(
  problem: Problem,
  clouds: CloudEndpoints,
  field: FieldTensors,
  drawn: CloudBatch,
): readonly CloudPair[] {
  const { genes } = problem.shape;
  const each = drawn.start.length / drawn.endpoints.length;
  const perturbations = Int32Array.from(
    drawn.start,
    (_, row) => problem.endpoints[drawn.endpoints[Math.floor(row / each)] as number]?.perturbation ?? 0,
  );
  const intervention = interventionOf(problem, field, perturbations);
  const clamp = rowsOf(problem.clamp, perturbations, genes);
  const start = tf.add<tf.Tensor2D>(
    tf.mul(rowsOf(clouds.start, drawn.start, genes), intervention.keep),
    clamp,
  );
  const states = rk4States(problem, field, intervention, start);
  return Array.from(drawn.endpoints, (endpoint, e) => {
    const state = states[problem.endpoints[endpoint]?.step ?? 0] ?? start;
    const mask = clouds.maskOfEndpoint[endpoint] as number;
    return {
      x: tf.slice(state, [e * each, 0], [each, genes]),
      y: rowsOf(problem.cells, drawn.measured.subarray(e * each, (e + 1) * each), genes),
      mask: tf.tensor3d(problem.cellMask.subarray(mask * genes, (mask + 1) * genes), [1, 1, genes]),
    };
  });
}

/** [n × n] C_ij = Σ_g m_g (x_ig − y_jg)² / (2G). */
function costOf(x: tf.Tensor2D, y: tf.Tensor2D, mask: tf.Tensor3D): tf.Tensor2D {
  const difference = tf.sub(tf.expandDims(x, 1), tf.expandDims(y, 0));
  return tf.mul(tf.sum(tf.mul(mask, tf.square(difference)), 2), 0.5 / mask.size);
}

/** T(v, C)_i = −ε log( (1/n) Σ_j exp((v_j − C_ij)/ε) ), for v [n]. */
function softMinimum(v: tf.Tensor1D, cost: tf.Tensor2D, blur: tf.Scalar): tf.Tensor1D {
  const exponents = tf.div(tf.sub(tf.expandDims(v, 0), cost), blur);
  return tf.mul(tf.neg(blur), tf.sub(tf.logSumExp(exponents, 1), Math.log(v.size)));
}

/** exp((f_i + g_j − C_ij)/ε) / n² */
function planOf(f: tf.Tensor1D, g: tf.Tensor1D, cost: tf.Tensor2D, blur: tf.Scalar): tf.Tensor2D {
  const exponents = tf.div(tf.sub(tf.add(tf.expandDims(f, 1), tf.expandDims(g, 0)), cost), blur);
  return tf.div(tf.exp(exponents), f.size * f.size);
}

/** Repeats `update` on potentials from 0 until `moves` times the largest change over ε is below the tolerance. */
async function iterate<Potentials extends readonly tf.Tensor1D[]>(
  { iterations, tolerance }: CloudEndpoints,
  blur: tf.Scalar,
  moves: number,
  zeros: Potentials,
  update: (potentials: Potentials) => Potentials,
): Promise<Potentials> {
  let potentials = zeros;
  for (let i = 0; i < iterations; i++) {
    const [before] = potentials;
    potentials = update(potentials);
    const [after] = potentials;
    if (tolerance === 0 || !before || !after) continue;
    const [change = 0] = await tf.div(tf.max(tf.abs(tf.sub(after, before))), blur).data();
    if (moves * change < tolerance) break;
  }
  return potentials;
}

/** The caller disposes the result (tf.tidy does not span promises). */
export async function transportOf(clouds: CloudEndpoints, { x, y, mask }: CloudPair): Promise<Transport> {
  const cross = costOf(x, y, mask);
  const crossTransposed = tf.transpose(cross);
  const selfX = costOf(x, x, mask);
  const selfY = costOf(y, y, mask);
  const blur = tf.maximum<tf.Scalar>(tf.mul(tf.mean(cross), clouds.blur), smallestBlur);
  const zero = tf.zeros<tf.Rank.R1>([cross.shape[0]]);

  const [f, g] = await iterate<readonly [tf.Tensor1D, tf.Tensor1D]>(
    clouds,
    blur,
    1,
    [zero, zero],
    ([, before]) => {
      const next = softMinimum(before, cross, blur);
      return [next, softMinimum(next, crossTransposed, blur)];
    },
  );
  const averaged =
    (cost: tf.Tensor2D) =>
    ([before]: readonly [tf.Tensor1D]): readonly [tf.Tensor1D] => [
      tf.mul(tf.add(before, softMinimum(before, cost, blur)), 0.5),
    ];
  const [p] = await iterate<readonly [tf.Tensor1D]>(clouds, blur, 2, [zero], averaged(selfX));
  const [q] = await iterate<readonly [tf.Tensor1D]>(clouds, blur, 2, [zero], averaged(selfY));
  return {
    divergence: tf.sub(tf.add(tf.mean(f), tf.mean(g)), tf.add(tf.mean(p), tf.mean(q))),
    plan: planOf(f, g, cross, blur),
    selfPlan: planOf(p, p, selfX, blur),
  };
}

/** Has the gradient of weight · mean S, not its value. */
export function cloudLossOfPlans(
  clouds: CloudEndpoints,
  pairs: readonly CloudPair[],
  transports: readonly Pick<Transport, 'plan' | 'selfPlan'>[],
): tf.Scalar {
  const perEndpoint = pairs.map(({ x, y, mask }, e) => {
    const transport = transports[e];
    if (!transport) throw new Error('every endpoint drawn has a plan');
    const cross = tf.sum(tf.mul(transport.plan, costOf(x, y, mask)));
    const self = tf.sum(tf.mul(transport.selfPlan, costOf(x, x, mask)));
    return tf.sub<tf.Scalar>(cross, tf.mul(self, 0.5));
  });
  return tf.mul(tf.addN(perEndpoint), clouds.weight / pairs.length);
}
