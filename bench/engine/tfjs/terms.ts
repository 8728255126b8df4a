/** The terms of the objective as functions of the model, with constant tensors created once. */
import * as tf from '@tensorflow/tfjs-core';
import type { Batch } from '../../../src/dynamics/device/device';
import type { CloudBatch, CloudEndpoints, Problem } from '../../../src/dynamics/problem';
import { inputsOf, rowsUnder, statesOf, type Model } from './model';

export type Term = (model: Model) => tf.Scalar;

/** Σ weight · (z(t) − D)²; at every solver step with an endpoint, all perturbations at once. */
export function meansTerm(problem: Problem): Term {
  const { perturbations, endpoints, shape } = problem;
  const { genes } = shape;
  const rows = rowsUnder(
    problem,
    Array.from({ length: perturbations }, (_, k) => k),
  );
  const compared = [...new Set(endpoints.map(({ step }) => step))].map((step) => {
    const at = (from: Float32Array) => {
      const values = new Float32Array(perturbations * genes);
      endpoints.forEach((endpoint, e) => {
        if (endpoint.step === step)
          values.set(from.subarray(e * genes, (e + 1) * genes), endpoint.perturbation * genes);
      });
      return tf.tensor2d(values, [perturbations, genes]);
    };
    return { step, target: at(problem.target), weight: at(problem.weight) };
  });
  return (model) => {
    const states = statesOf(problem, model, rows);
    return tf.addN(
      compared.map(({ step, target, weight }) =>
        tf.sum<tf.Scalar>(tf.mul(weight, tf.square(tf.sub(states[step] ?? target, target)))),
      ),
    );
  };
}

/** The clouds of the drawn endpoints: final states of the start cells, and the measured cells. */
export function drawnClouds(problem: Problem, clouds: CloudEndpoints, drawn: CloudBatch) {
  const { genes } = problem.shape;
  const each = drawn.start.length / drawn.endpoints.length;
  const ends = Array.from(drawn.endpoints, (e) => {
    const endpoint = problem.endpoints[e];
    if (!endpoint) throw new RangeError('a batch names endpoints of its problem');
    return endpoint;
  });
  const rows = rowsUnder(
    problem,
    ends.flatMap(({ perturbation }) => Array.from({ length: each }, () => perturbation)),
    gathered(clouds.start, drawn.start, genes),
  );
  const measured = tf.tensor2d(gathered(problem.cells, drawn.measured, genes), [
    drawn.measured.length,
    genes,
  ]);
  const fixed = ends.map(({ step }, p) => {
    const mask = clouds.maskOfEndpoint[drawn.endpoints[p] as number] as number;
    return {
      step,
      y: tf.slice(measured, [p * each, 0], [each, genes]),
      mask: tf.tensor3d(problem.cellMask.slice(mask * genes, (mask + 1) * genes), [1, 1, genes]),
    };
  });
  return (model: Model) => {
    const states = statesOf(problem, model, rows);
    return fixed.map(({ step, y, mask }, p) => ({
      x: tf.slice(states[step] ?? rows.start, [p * each, 0], [each, genes]),
      y,
      mask,
    }));
  };
}

/** λ_s · Σ f°² mask / (batch · G); regulators without their own input by broadcasting to [cells × R × M]. */
export function cellTerm(problem: Problem, { cells }: Batch): Term {
  const { genes, regulators } = problem.shape;
  if (problem.cellWeight === 0 || cells.length === 0) return () => tf.scalar(0);
  const size: [number, number] = [cells.length, genes];
  const z = tf.tensor2d(gathered(problem.cells, cells, genes), size);
  const conditions = cells.map((cell) => problem.maskOfCell[cell] as number);
  const mask = tf.tensor2d(gathered(problem.cellMask, conditions, genes), size);
  const scale = problem.cellWeight / (cells.length * genes);
  const own = columns(0, regulators);
  const rest = columns(regulators, genes - regulators);
  return (model) => {
    const { at, bt, beta } = model;
    const inputs = inputsOf(z, model);
    const resting = tf.sigmoid(beta);
    const u = tf.add<tf.Tensor2D>(tf.matMul(inputs, bt), beta);
    const withoutOwn = tf.sub(tf.expandDims(u, 1), tf.mul(tf.expandDims(inputs, 2), tf.expandDims(bt, 0)));
    const change = tf.sub(tf.sigmoid(withoutOwn), tf.expandDims(resting, 0));
    const residual = tf.sub(tf.sum(tf.mul(change, tf.expandDims(tf.transpose(own(at)), 0)), 2), inputs);
    const loss = tf.sum(tf.mul(own(mask), tf.square(residual)));
    if (regulators === genes) return tf.mul(loss, scale);
    const others = tf.sub(tf.matMul(tf.sub(tf.sigmoid(u), resting), rest(at)), rest(z));
    return tf.mul(tf.add(loss, tf.sum(tf.mul(rest(mask), tf.square(others)))), scale);
  };
}

/** λ_1 · .25/G · Σ_m ‖A_:m‖₁ ‖B_m:‖₁ */
export function pathTerm({ pathWeight, shape }: Problem): Term {
  return ({ at, bt }) =>
    tf.mul(tf.sum(tf.mul(tf.sum(tf.abs(at), 1), tf.sum(tf.abs(bt), 0))), (pathWeight * 0.25) / shape.genes);
}

/** Σ_d (log δ_d − mean log δ)² */
export function priorTerm({ deltaPrior }: Problem): Term {
  return ({ raw }) => {
    if (!raw || deltaPrior === 0) return tf.scalar(0);
    const logs = tf.log(tf.softplus(raw));
    return tf.mul(tf.sum(tf.square(tf.sub(logs, tf.mean(logs)))), deltaPrior);
  };
}

/** Some columns of a matrix. */
function columns(from: number, count: number): (all: tf.Tensor2D) => tf.Tensor2D {
  return (all) => tf.slice(all, [0, from], [all.shape[0], count]);
}

function gathered(from: Float32Array, rows: Int32Array, genes: number): Float32Array {
  const values = new Float32Array(rows.length * genes);
  rows.forEach((row, n) => values.set(from.subarray(row * genes, (row + 1) * genes), n * genes));
  return values;
}
