import { beforeAll, describe, expect, it } from 'vitest';
import { foundBy, scoresBy, scoresOfShuffled } from '../../../../tests/support/evaluation/algorithms';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { slopes } from '../../../../tests/support/tfjs/slopes';
import { Random } from '../../../numerics/random';
import { averagePrecision } from '../../networks/metrics';
import { inOriginalOrder, screenOf } from '../screen';
import { normalTensor, openTensors, tf, variableFrom } from '../tensors';
import { gpoVae } from './gpo-vae';
import { lossOf, misalignment, startModel, variablesOf } from './model';

type Matrix = tf.Tensor2D;

const settings = { steps: 180, width: 16, latent: 3 };
const genes = 5;
/** source × 10 + target: direct effects only, so that measured changes are the edges. */
const edges = new Set([1, 2, 34]);

const screen = plantedScreen({
  genes,
  regulation: (gene, levels) =>
    levels.reduce((sum, level, source) => sum + (edges.has(10 * source + gene) ? 0.9 * level : 0), 0),
  noise: 0.5,
  controls: 100,
  cellsPerKnockout: 30,
  seed: 4,
});

describe('GPO-VAE', () => {
  beforeAll(openTensors);

  it('has the gradient of its loss, but for the rounding of drawn edges', () => {
    const random = new Random(2);
    const model = startModel(4, 2, 5, random);
    const { scaledLogits } = model;
    // Far enough from 0 that no small change moves a drawn edge.
    scaledLogits.assign(tf.mul(tf.sign(normalTensor<tf.Rank.R2>(random, [4, 4])), 0.25));
    const dose = tf.tensor2d([0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0], [4, 4]);
    const free = tf.sub<Matrix>(1, dose);
    const normal = (rows: number, columns: number) => normalTensor<tf.Rank.R2>(random, [rows, columns]);
    const values = normal(4, 4);
    const batch = {
      values,
      free,
      dose,
      ofState: normal(4, 2),
      ofEmbedding: normal(4, 4),
      ofEdges: tf.zeros<tf.Rank.R2>([4, 4]),
    };
    const fixed = {
      cells: 9,
      dose,
      changes: tf.abs<Matrix>(normal(4, 4)),
      free,
      perturbed: tf.tensor2d([1, 1, 1, 0], [4, 1]),
    };
    const loss = () => lossOf(model, batch, fixed, { alignment: 3, sparsity: 2, hops: 2 });
    const networks = variablesOf(model).filter((variable) => variable !== scaledLogits);
    for (const { byGradient, byDifferences } of slopes(loss, networks))
      expect(Math.abs(byGradient - byDifferences)).toBeLessThan(5e-3 + 1e-2 * Math.abs(byDifferences));
    tf.dispose([variablesOf(model), dose, free, Object.values(batch), Object.values(fixed)]);
  });

  it('aligns sums over paths with the changes', () => {
    const logits = variableFrom(tf.tensor2d([0, 2, 0, 0, 0, 4, 0, 0, 0], [3, 3]));
    const dose = tf.tensor2d([1, 0, 0], [1, 3]);
    const fixed = {
      cells: 1,
      dose,
      changes: tf.tensor2d([5, 1, 2], [1, 3]),
      free: tf.sub<Matrix>(1, dose),
      perturbed: dose,
    };
    // Gene 0 changes gene 1 by 2 and, over it, gene 2 by 2 · 4 / 3; its own change does not count.
    expect(misalignment(logits, fixed, 0).dataSync()[0]).toBeCloseTo((1 + 2) / 2, 5);
    expect(misalignment(logits, fixed, 1).dataSync()[0]).toBeCloseTo((1 + 8 / 3 - 2) / 2, 5);
    for (const { byGradient, byDifferences } of slopes(() => misalignment(logits, fixed, 2), [logits]))
      expect(byGradient).toBeCloseTo(byDifferences, 2);
  });

  it('ranks planted effects first, predicts the changes of perturbations that it knows, and leaves no tensors behind', async () => {
    const before = tf.memory().numTensors;
    const { scores, predict } = await foundBy(gpoVae, screen, { settings });
    expect(tf.memory().numTensors).toBe(before);
    const { original, order, perturbations } = screenOf(screen);
    const ranked = inOriginalOrder(scores, original, order);
    const pairs = Array.from(ranked.keys()).filter((p) => Math.floor(p / genes) !== p % genes);
    const isTrue = pairs.map((p) => edges.has(10 * Math.floor(p / genes) + (p % genes)));
    expect(
      averagePrecision(
        Uint8Array.from(isTrue, Number),
        Float64Array.from(pairs, (p) => ranked[p] as number),
      ),
    ).toBe(1);

    const free = perturbations.flatMap(({ interventions, endpoints }) => {
      const predicted = predict?.(interventions) ?? [];
      return endpoints.flatMap(({ shift }) =>
        Array.from(shift, (value, g) => ({ g, value, left: value - (predicted[g] ?? NaN) })).filter(({ g }) =>
          interventions.every(({ gene }) => gene !== g),
        ),
      );
    });
    const squares = (of: (one: (typeof free)[number]) => number) =>
      free.reduce((sum, one) => sum + of(one) ** 2, 0);
    expect(squares(({ left }) => left)).toBeLessThan(0.5 * squares(({ value }) => value));
  });

  it('gives the same bits for any order of genes and cells', async () => {
    const brief = { settings: { ...settings, steps: 4 } };
    expect(await scoresOfShuffled(gpoVae, screen, brief)).toEqual(await scoresBy(gpoVae, screen, brief));
  });
});
