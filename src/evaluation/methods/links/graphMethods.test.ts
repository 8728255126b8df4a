import { beforeAll, describe, expect, test } from 'vitest';
import { groupedGenes, inputOf } from '../../../../tests/support/evaluation/groupedGenes';
import { linkScoresBy } from '../../../../tests/support/evaluation/plantedLinks';
import { slopes } from '../../../../tests/support/tfjs/slopes';
import { Random } from '../../../numerics/random';
import { auroc } from '../../networks/metrics';
import { normalTensor, openTensors, tf, variableFrom } from '../tensors';
import {
  attended,
  concatenated,
  crossEntropy,
  headProduct,
  neighbourMask,
  pairLogits,
  selection,
  startAttention,
  startTowers,
  variablesOf,
} from './attention';
import { cvgae, divergenceOf, drawnFrom } from './variational';
import { degree } from './baselines';
import { contrast, gclink, genelink } from './genelink';
import type { LinkMethod } from './link';
import { type ClassLogits, classLoss, xatgrn } from './xatgrn';

beforeAll(openTensors);

/** Of the gradient along random directions of every variable, beside differences; kinks of ReLU blur these by some hundredths. */
function largestError(loss: () => tf.Scalar, variables: readonly tf.Variable[]): number {
  const all = slopes(loss, variables);
  const largest = Math.max(...all.map(({ byDifferences }) => Math.abs(byDifferences)));
  return Math.max(...all.map((one) => Math.abs(one.byGradient - one.byDifferences))) / largest;
}

const CLOSE = 0.03;

const matrix = (random: Random, rows: number, columns: number) =>
  variableFrom(normalTensor<tf.Rank.R2>(random, [rows, columns]));

describe('gradients of', () => {
  test('attention, towers and cross-entropy', () => {
    const [genes, width] = [5, 4];
    const random = new Random(11);
    const layer = startAttention(random, 6, 2, width);
    const towers = startTowers(random, 2 * width);
    const inputs = normalTensor<tf.Rank.R2>(random, [genes, 6]);
    const edges = Uint8Array.from({ length: genes * genes }, (__, at) => Number(at % 3 === 0));
    const mask = neighbourMask(edges, genes);
    const picked = selection(Int32Array.of(0, 3, 4), genes);
    const wanted = {
      target: tf.sigmoid(normalTensor<tf.Rank.R2>(random, [genes, 3])),
      weight: tf.abs(normalTensor<tf.Rank.R2>(random, [genes, 3])),
    };
    const loss = () =>
      tf.mul<tf.Scalar>(
        1 / genes,
        crossEntropy(pairLogits(towers, concatenated(attended(layer, inputs, mask)), picked), wanted),
      );
    expect(largestError(loss, variablesOf(layer, towers))).toBeLessThan(CLOSE);
    tf.dispose([...variablesOf(layer, towers), inputs, mask, picked, ...Object.values(wanted)]);
  });

  test.each([4, 40])('products of %i rows, head by head where they are many', (rows) => {
    const random = new Random(2);
    const heads = (a: number, b: number) => variableFrom(normalTensor<tf.Rank.R3>(random, [2, a, b]));
    const [left, right] = [heads(rows, 48), heads(48, 40)];
    const weight = tf.mul<tf.Tensor3D>(0.05, normalTensor<tf.Rank.R3>(random, [2, rows, 40]));
    expect(
      largestError(() => tf.sum<tf.Scalar>(tf.mul(weight, headProduct(left, right))), [left, right]),
    ).toBeLessThan(CLOSE);
    const [ours, library] = [headProduct(left, right), tf.matMul(left, right)].map((one) => [
      ...one.dataSync(),
    ]);
    ours?.forEach((value, at) => expect(value).toBeCloseTo(library?.[at] ?? NaN, 3));
    tf.dispose([left, right, weight]);
  });

  test('the contrast of two views', () => {
    const random = new Random(4);
    const views = [matrix(random, 6, 4), matrix(random, 6, 4)] as const;
    expect(largestError(() => contrast(...views), views)).toBeLessThan(CLOSE);
    tf.dispose([...views]);
  });

  test('draws from embeddings, and their divergence', () => {
    const random = new Random(5);
    const found = { mean: matrix(random, 5, 3), logVariance: matrix(random, 5, 3) };
    expect(
      largestError(
        () => tf.add<tf.Scalar>(divergenceOf(found), tf.mean(tf.square(drawnFrom(found, new Random(1))))),
        Object.values(found),
      ),
    ).toBeLessThan(CLOSE);
    tf.dispose(Object.values(found));
  });

  test('the classes of edges', () => {
    const random = new Random(6);
    const logits: ClassLogits = [matrix(random, 4, 3), matrix(random, 4, 3), matrix(random, 4, 3)];
    const weights = () => tf.abs(normalTensor<tf.Rank.R2>(random, [4, 3]));
    const wanted = { none: weights(), activation: weights(), repression: weights(), either: weights() };
    expect(largestError(() => classLoss(logits, wanted), logits as unknown as tf.Variable[])).toBeLessThan(
      CLOSE,
    );
    tf.dispose([...logits, ...Object.values(wanted)]);
  });
});

const value = (a: tf.Tensor2D, b: tf.Tensor2D) => contrast(a, b).dataSync()[0] ?? NaN;

test('the contrast is near 0 where each gene is alike in both views, and large where it is like another', () => {
  const [one, shifted] = [
    tf.eye(6),
    tf.tensor2d(
      [1, 2, 3, 4, 5, 0].flatMap((at) => [0, 1, 2, 3, 4, 5].map((k) => Number(k === at))),
      [6, 6],
    ),
  ];
  expect(value(one, one)).toBeCloseTo(Math.log(1 + 5 * Math.exp(-5)), 4);
  expect(value(one, shifted)).toBeCloseTo(5 + Math.log(1 + 5 * Math.exp(-5)), 4);
});

const rows = (all: readonly number[]) => [all.slice(0, 4), all.slice(4, 8), all.slice(8)];

test('an attention layer of genes without neighbours maps each alone; attention is shared among neighbours', () => {
  const random = new Random(8);
  const layer = startAttention(random, 3, 1, 4);
  const inputs = normalTensor<tf.Rank.R2>(random, [3, 3]);
  const values = (edges: readonly number[]) =>
    Array.from(attended(layer, inputs, neighbourMask(Uint8Array.from(edges), 3)).dataSync());
  const alone = values([0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const linked = values([0, 1, 0, 0, 0, 0, 0, 0, 0]);
  expect(rows(linked)[2]).toEqual(rows(alone)[2]);
  expect(rows(linked)[0]).not.toEqual(rows(alone)[0]);
  expect(rows(linked)[1]).not.toEqual(rows(alone)[1]);
});

/** GENELink's encoder makes neighbours alike, so that its regulators and targets must be; the others need not. */
const methods: readonly (readonly [string, LinkMethod, 0 | 1])[] = [
  ['GENELink', genelink, 0],
  ['GCLink', gclink, 0],
  ['CVGAE', cvgae, 1],
  ['XATGRN', xatgrn, 1],
];

describe.each(methods)('%s', (_, method, next) => {
  test('learns whom genes regulate by whom they vary with, for regulators without labels', async () => {
    const { task } = groupedGenes(next);
    const before = tf.memory().numTensors;
    const places = [...task.foldOf.keys()].filter((at) => task.foldOf[at] === 0);
    const area = async (one: LinkMethod, seed: number) => {
      const scores = await linkScoresBy(one, { ...inputOf(task, 60), seed });
      return (
        auroc(
          Uint8Array.from(places, (at) => Number(task.prior.known[at] === 1)),
          Float64Array.from(places, (at) => scores[at] ?? NaN),
        ) ?? NaN
      );
    };
    // One start alone decides up to .4 of the area, so that three are averaged.
    const areas: number[] = [];
    for (const seed of [1, 2, 3]) areas.push(await area(method, seed));
    // Which of a group's genes are regulated is chance: an oracle of groups has .89; degrees alone, .5.
    expect(areas.reduce((sum, one) => sum + one, 0) / areas.length).toBeGreaterThan(0.6);
    expect(tf.memory().numTensors).toBe(before);
    expect(await area(degree, 1)).toBeLessThan(0.52);
  });
});

test('XATGRN tells activation from repression', async () => {
  const { task } = groupedGenes(1);
  const run = xatgrn.train(inputOf(task, 60));
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  const { signs } = step.value;
  const edges = [...task.prior.known.keys()].filter(
    (at) => task.prior.known[at] === 1 && task.foldOf[at] === 0,
  );
  const right = edges.filter((at) => Math.sign(signs?.[at] ?? 0) === task.prior.signs[at]);
  expect(right.length / edges.length).toBeGreaterThan(0.8);
});
