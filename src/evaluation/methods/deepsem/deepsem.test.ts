import { beforeAll, describe, expect, it } from 'vitest';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { slopes } from '../../../../tests/support/tfjs/slopes';
import { Random } from '../../../numerics/random';
import { averagePrecision } from '../../networks/metrics';
import { normalTensor, openTensors, tf } from '../tensors';
import { deepsem, lossOf, networkVariables, startModel } from './deepsem';

/** source × 10 + target → coefficient of a linear structural equation model without cycles, noise of equal size. */
const planted = new Map([
  [1, 0.9],
  [2, -0.8],
  [13, 0.9],
  [24, 0.8],
  [35, -0.9],
]);
const genes = 6;

const screen = plantedScreen({
  genes,
  regulation: (gene, levels) =>
    levels.reduce((sum, level, source) => sum + level * (planted.get(10 * source + gene) ?? 0), 0),
  noise: 0.5,
  controls: 150,
  cellsPerKnockout: 30,
  seed: 4,
});

const pairs = Array.from({ length: genes * genes }, (_, p) => ({
  p,
  source: Math.floor(p / genes),
  target: p % genes,
})).filter(({ source, target }) => source !== target);

describe('DeepSEM', () => {
  beforeAll(openTensors);

  it('has the gradient of its loss, in which mean edges cost their sparsity', () => {
    const random = new Random(2);
    const model = startModel(4, 5, random);
    // Away from 0, where the penalty has a kink.
    const start = Float32Array.from({ length: 16 }, (_, p) => (p % 3 === 0 ? -0.2 : 0.15) + 0.01 * p);
    model.edges.assign(tf.tensor2d(start, [4, 4]));
    const size: [number, number] = [7, 4];
    const batch = {
      values: normalTensor<tf.Rank.R2>(random, size),
      free: tf.tensor2d(
        Float32Array.from({ length: 28 }, (_, p) => Number(p % 5 > 0)),
        size,
      ),
      noise: normalTensor<tf.Rank.R2>(random, size),
    };
    const allowed = tf.sub<tf.Tensor2D>(1, tf.eye(4));
    const variables = [model.edges, ...networkVariables(model)];
    const loss = () => lossOf(model, batch, allowed, { divergence: 0.7, sparsity: 0.3 });
    for (const { byGradient, byDifferences } of slopes(loss, variables))
      expect(Math.abs(byGradient - byDifferences)).toBeLessThan(2e-3 + 1e-2 * Math.abs(byDifferences));
    const valueAt = (strength: number) =>
      tf.tidy(
        () => lossOf(model, batch, allowed, { divergence: 0.7, sparsity: strength }).dataSync()[0] ?? NaN,
      );
    const free = start.filter((_, p) => p % 5 !== 0);
    const meanEdge = free.reduce((sum, edge) => sum + Math.abs(edge), 0) / 16;
    expect(valueAt(3) - valueAt(0)).toBeCloseTo(3 * meanEdge, 4);
    tf.dispose([variables, allowed, Object.values(batch)]);
  });

  it('recovers a linear structural equation model with its signs', async () => {
    const settings = { members: 1, steps: 150, width: 8 };
    const before = tf.memory().numTensors;
    const scores = await scoresBy(deepsem, screen, { settings });
    expect(tf.memory().numTensors).toBe(before);
    const isTrue = ({ source, target }: (typeof pairs)[number]) => planted.has(10 * source + target);
    expect(
      averagePrecision(
        Uint8Array.from(pairs, (pair) => Number(isTrue(pair))),
        Float64Array.from(pairs, ({ p }) => Math.abs(scores[p] as number)),
      ),
    ).toBeGreaterThan(0.9);
    for (const { p, source, target } of pairs.filter(isTrue))
      expect(Math.sign(scores[p] as number)).toBe(Math.sign(planted.get(10 * source + target) ?? 0));
  });

  it('gives the same bits for any order of genes and cells', async () => {
    const brief = { settings: { members: 2, steps: 6, width: 8 } };
    expect(await scoresOfShuffled(deepsem, screen, brief)).toEqual(await scoresBy(deepsem, screen, brief));
  });
});
