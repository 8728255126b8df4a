import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { descend, normalTensor, openTensors, tf, variableFrom } from './tensors';

const lent = () => ['__dirname', 'WorkerGlobalScope'].filter((name) => name in globalThis);
const lentByImport = lent();

beforeAll(openTensors);

describe('tensors', () => {
  it('are computed by WebAssembly, and leave no globals behind, neither by the import nor by opening', async () => {
    expect(lentByImport).toEqual([]);
    expect(await openTensors()).toBe('wasm');
    expect(lent()).toEqual([]);
  });

  it('multiplies as arithmetic says, and draws what the seed says', async () => {
    const [a, b] = [
      normalTensor<tf.Rank.R2>(new Random(1), [5, 7]),
      normalTensor<tf.Rank.R2>(new Random(2), [7, 3]),
    ];
    const product = await tf.matMul(a, b).data();
    const [left, right] = [await a.data(), await b.data()];
    for (let i = 0; i < 5; i++)
      for (let j = 0; j < 3; j++) {
        let sum = 0;
        for (let k = 0; k < 7; k++) sum += (left[i * 7 + k] as number) * (right[k * 3 + j] as number);
        expect(product[i * 3 + j]).toBeCloseTo(sum, 5);
      }
    const random = new Random(1);
    expect(Array.from(left)).toEqual(Array.from({ length: 35 }, () => Math.fround(random.normal())));
  });

  it('steps down a gradient and frees everything else', async () => {
    const before = tf.memory().numTensors;
    const x = variableFrom(tf.tensor1d([3, -2]));
    const optimiser = tf.train.sgd(0.1);
    const loss = () => tf.sum<tf.Scalar>(tf.square(x));
    const first = descend(optimiser, [x], loss);
    expect(await first.data()).toEqual(Float32Array.of(13));
    expect(Array.from(await x.data())).toEqual([2.4, -1.6].map(Math.fround));
    first.dispose();
    // The gradient (4.8, −3.2) is shortened to length 1.
    descend(optimiser, [x], loss, 1).dispose();
    const length = Math.hypot(4.8, 3.2);
    expect((await x.data())[0]).toBeCloseTo(2.4 - 0.48 / length, 5);
    x.dispose();
    optimiser.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
