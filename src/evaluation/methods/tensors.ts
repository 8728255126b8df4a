/**
 * tfjs for methods with networks: the only place of src that knows the library. Loaded with the method that needs it. Float32; values and
 * noise come from a `Random`, so that a seed gives the same result on a backend.
 */
import { addTensorGlobals, removeTensorGlobals } from './tensorGlobals';
// The library itself before its gradients: where these are a copy of their own (tests), the tensors must be the library's.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import binary from '@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm?url&inline';
import { moduleBytes, simdSupported } from '../../numerics/dense/webAssembly';
import type { Random } from '../../numerics/random';

export { tf };

removeTensorGlobals();

export type TensorBackend = 'wasm' | 'cpu';

let opening: Promise<TensorBackend> | null = null;

/** Call before any operation. WebAssembly with SIMD on one thread, or plain JavaScript without it, about seventy times slower. */
export function openTensors(): Promise<TensorBackend> {
  opening ??= open();
  return opening;
}

async function open(): Promise<TensorBackend> {
  tf.enableProdMode();
  addTensorGlobals();
  try {
    const backend = simdSupported() && (await tf.setBackend(prepared())) ? 'wasm' : 'cpu';
    if (backend === 'cpu') await tf.setBackend(backend);
    return backend;
  } finally {
    removeTensorGlobals();
  }
}

/** The backend's binary from memory, on one thread: its own threads would be scripts that the content security policy forbids. */
function prepared(): TensorBackend {
  const environment = tf.env();
  environment.set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  environment.platform.fetch = async () =>
    new Response(moduleBytes(binary.slice(binary.indexOf(',') + 1)), { status: 200 });
  setWasmPaths('/', true);
  return 'wasm';
}

/** Standard normal draws times `sd`. */
export function normalTensor<R extends tf.Rank>(random: Random, shape: tf.ShapeMap[R], sd = 1): tf.Tensor<R> {
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor<R>(
    Float32Array.from({ length: size }, () => sd * random.normal()),
    shape,
  );
}

/** A trained variable; frees the tensor of its start value. */
export function variableFrom<R extends tf.Rank>(start: tf.Tensor<R>): tf.Variable<R> {
  const variable = tf.variable<R>(start);
  start.dispose();
  return variable;
}

/** [rows × columns] a trained variable that starts at 0. */
export function zeroVariable(rows: number, columns: number): tf.Variable<tf.Rank.R2> {
  return variableFrom(tf.zeros<tf.Rank.R2>([rows, columns]));
}

/**
 * The product [a × b] · [b × c] with a gradient whose transposes are explicit: the product kernel of the WebAssembly backend is many times
 * slower on transposed matrices than on plain ones.
 */
export const product = tf.customGrad((left, right, save) => {
  const [a, b] = [left as tf.Tensor2D, right as tf.Tensor2D];
  (save as tf.GradSaveFunc)([a, b]);
  return {
    value: tf.matMul(a, b),
    gradFunc: (upstream: tf.Tensor, saved: tf.Tensor[]) => {
      const [ofA, ofB] = saved as [tf.Tensor2D, tf.Tensor2D];
      return [tf.matMul(upstream, tf.transpose(ofB)), tf.matMul(tf.transpose(ofA), upstream)];
    },
  };
}) as (left: tf.Tensor2D, right: tf.Tensor2D) => tf.Tensor2D;

/** x W + b: [rows × outputs] for x [rows × inputs], W [inputs × outputs] and b [1 × outputs]. */
export function affine(inputs: tf.Tensor2D, weights: tf.Tensor2D, bias: tf.Tensor2D): tf.Tensor2D {
  // One input, as of networks on scalars: an outer product, fast without explicit transposes.
  const linear = weights.shape[0] > 1 ? product(inputs, weights) : tf.matMul(inputs, weights);
  // A product with ones has a product as its gradient, faster than sums over rows.
  return tf.add(linear, tf.matMul(tf.ones<tf.Rank.R2>([inputs.shape[0], 1]), bias));
}

/**
 * One step of an optimiser (`tf.train.adam`, `tf.train.rmsprop`) down the gradient of `loss` over `variables`, all other tensors of the step
 * freed. Returns the loss before the step, a tensor that the caller disposes; with `clipNorm`, longer gradients are shortened to it.
 */
export function descend(
  optimiser: tf.Optimizer,
  variables: readonly tf.Variable[],
  loss: () => tf.Scalar,
  clipNorm = Infinity,
): tf.Scalar {
  return tf.tidy(() => {
    const { value, grads } = tf.variableGrads(loss, [...variables]);
    optimiser.applyGradients(clipNorm < Infinity ? shortened(grads, clipNorm) : grads);
    return value;
  });
}

function shortened(grads: tf.NamedTensorMap, clipNorm: number): tf.NamedTensorMap {
  const length = tf.sqrt(tf.addN(Object.values(grads).map((one) => tf.sum(tf.square(one)))));
  const scale = tf.minimum(1, tf.div(clipNorm, tf.maximum(length, 1e-30)));
  return Object.fromEntries(Object.entries(grads).map(([name, one]) => [name, tf.mul(one, scale)]));
}
