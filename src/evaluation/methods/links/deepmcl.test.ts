import { expect, test } from 'vitest';
import { linkScoresBy, priorOfPairs } from '../../../../tests/support/evaluation/plantedLinks';
import { Random } from '../../../numerics/random';
import { openTensors, tf } from '../tensors';
import type { LinkFeatures } from './features';
import { restricted } from './link';
import { contrastive, deepmcl } from './deepmcl';
import { patches, pictures } from './deepmcl';

const REGULATORS = 8;
const CELLS = 300;
/** Each regulator has a target that follows its square, and so is not correlated with it. */
const genes = Array.from({ length: 3 * REGULATORS }, (_, g) => `g${String(g).padStart(2, '0')}`);
const random = new Random(4);
const values = new Float32Array(CELLS * genes.length);
for (let cell = 0; cell < CELLS; cell++)
  for (let g = 0; g < genes.length; g++) {
    const cause = values[cell * genes.length + g - REGULATORS] ?? 0;
    const isTarget = g >= REGULATORS && g < 2 * REGULATORS;
    values[cell * genes.length + g] = (isTarget ? cause ** 2 : 0) + (isTarget ? 0.3 : 1) * random.normal();
  }
const features: LinkFeatures = {
  genes: genes.length,
  candidates: Int32Array.from({ length: REGULATORS }, (_, r) => r),
  cells: { count: CELLS, values, conditionOf: new Int32Array(CELLS) },
  targets: [[]],
  correlation: new Float32Array(genes.length ** 2),
  within: new Float32Array(genes.length ** 2),
  effects: new Float32Array(genes.length * REGULATORS),
  perturbed: new Uint8Array(REGULATORS),
};
const pairs = Array.from({ length: REGULATORS }, (_, r) => [r, r + REGULATORS] as const);
const prior = priorOfPairs(pairs, genes, REGULATORS);
const input = (seed: number, steps: number) => ({
  features,
  training: restricted(prior, (r) => r < 4),
  validation: restricted(prior, (r) => r >= 4 && r < 6),
  settings: { steps },
  seed,
});

test('bent dependences are recognised, for regulators without labels', async () => {
  const scores = await linkScoresBy(deepmcl, input(1, 40));
  for (const r of [6, 7]) {
    const own = genes.map((_, g) => (g === r ? -Infinity : (scores[g * REGULATORS + r] ?? NaN)));
    expect(own.indexOf(Math.max(...own))).toBe(r + REGULATORS);
  }
});

test('pictures count the cells of each pair of octiles, without those in which the target was set', () => {
  // Gene 1 equals gene 0 in 16 cells, and was set in 16 further ones.
  const count = 32;
  const two = Float32Array.from({ length: 2 * count }, (_, at) => {
    const [cell, gene] = [Math.floor(at / 2), at % 2];
    return gene === 1 && cell >= 16 ? 100 : cell % 16;
  });
  const seen = pictures({
    ...features,
    genes: 2,
    candidates: Int32Array.of(0),
    cells: {
      count,
      values: two,
      conditionOf: Int32Array.from({ length: count }, (_, cell) => +(cell >= 16)),
    },
    targets: [[], [1]],
  });
  // [G × R × sources × 8 × 8]: the pair of regulator 0 and gene 1, all cells. Half of gene 1's values are 100: its octiles differ.
  const picture = seen.subarray(2 * 64, 3 * 64);
  const total = picture.reduce((sum, value) => sum + Math.exp(value), 0);
  expect(Number.isFinite(total)).toBe(true);
  for (let row = 0; row < 8; row++) {
    const filled = [...picture.subarray(row * 8, row * 8 + 8)].filter((value) => value > 0.3);
    expect(filled).toHaveLength(1);
  }
});

test('patches are all nine by nine neighbourhoods of each quarter', () => {
  const image = Float32Array.from({ length: 128 }, (_, at) => at);
  const parts = patches(image, Int32Array.of(0));
  expect(parts).toHaveLength(2 * 36 * 9);
  const corners = Array.from({ length: 36 }, (_, patch) => parts[patch * 9] ?? NaN);
  expect(corners.slice(0, 9)).toEqual([0, 1, 2, 8, 9, 10, 16, 17, 18]);
  expect(corners.slice(27)).toEqual([27, 28, 29, 35, 36, 37, 43, 44, 45]);
  expect([...parts.subarray(0, 9)]).toEqual([0, 1, 2, 8, 9, 10, 16, 17, 18]);
});

test('the contrastive loss and its gradient agree with sums by hand', async () => {
  await openTensors();
  const [rows, width] = [5, 3];
  const draw = new Random(8);
  const hidden = Float64Array.from({ length: rows * width }, () => draw.normal());
  const isEdge = [1, 1, 0, 0, 1];
  const byHand = (at: ArrayLike<number>) => {
    const unit = isEdge.map((_, i) => {
      const row = [0, 1, 2].map((k) => at[i * width + k] ?? NaN);
      return row.map((value) => value / Math.hypot(...row));
    });
    let sum = 0;
    for (const [i, a] of unit.entries())
      for (const [j, b] of unit.entries()) {
        const distance = Math.hypot(...a.map((value, k) => value - (b[k] ?? NaN)));
        sum += isEdge[i] === isEdge[j] ? distance ** 2 : Math.max(0, 1 - distance) ** 2;
      }
    return sum / rows ** 2;
  };
  const labels = tf.tensor2d(isEdge, [rows, 1]);
  const { value, grad } = tf.valueAndGrad((at: tf.Tensor2D) => contrastive(at, labels))(
    tf.tensor2d(Float32Array.from(hidden), [rows, width]),
  );
  expect(value.dataSync()[0]).toBeCloseTo(byHand(hidden), 4);
  const gradient = grad.dataSync();
  for (const p of hidden.keys()) {
    const moved = (step: number) => byHand(hidden.map((one, q) => (p === q ? one + step : one)));
    expect(gradient[p]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 3);
  }
});
