import { beforeAll, expect, test } from 'vitest';
import { linkScoresBy, priorOfPairs } from '../../../../tests/support/evaluation/plantedLinks';
import { slopes } from '../../../../tests/support/tfjs/slopes';
import { Random } from '../../../numerics/random';
import { auroc } from '../../networks/metrics';
import { normalTensor, openTensors, tf, variableFrom } from '../tensors';
import { degree, pairLogistic } from './baselines';
import type { LinkFeatures } from './features';
import { type LinkMethod, restricted } from './link';
import { WHOLE, neighboursOf, sageEmbeddings, startSage } from './sage';
import { divergence, measuredChanges, supgcl } from './supgcl';

beforeAll(openTensors);

const REGULATORS = 16;
const GROUPS = 4;
/** After the regulators: genes that respond when one of a group is perturbed, and genes that a group regulates without a measured change. */
const MARKERS = 12;
const TARGETS = 24;
const genes = Array.from(
  { length: REGULATORS + MARKERS + TARGETS },
  (_, g) => `g${String(g).padStart(2, '0')}`,
);
const random = new Random(3);
const correlation = new Float32Array(genes.length ** 2);
for (let a = 0; a < genes.length; a++)
  for (let b = 0; b < a; b++) {
    const r = 0.1 * random.normal();
    correlation[a * genes.length + b] = r;
    correlation[b * genes.length + a] = r;
  }
const effects = Float32Array.from({ length: genes.length * REGULATORS }, (_, at) => {
  const [gene, r] = [Math.floor(at / REGULATORS), at % REGULATORS];
  const responds = gene >= REGULATORS && gene < REGULATORS + MARKERS && gene % GROUPS === r % GROUPS;
  return (responds ? 6 : 0) + random.normal();
});
const features: LinkFeatures = {
  genes: genes.length,
  candidates: Int32Array.from({ length: REGULATORS }, (_, r) => r),
  cells: { count: 0, values: new Float32Array(0), conditionOf: new Int32Array(0) },
  targets: [],
  correlation,
  within: correlation,
  effects,
  perturbed: new Uint8Array(REGULATORS).fill(1),
};
const pairs = Array.from({ length: REGULATORS }).flatMap((_, r) =>
  genes.flatMap((__, gene) =>
    gene >= REGULATORS + MARKERS && gene % GROUPS === r % GROUPS && random.uniform() < 0.7
      ? [[r, gene] as const]
      : [],
  ),
);
const prior = priorOfPairs(pairs, genes, REGULATORS);
const input = (seed: number, steps: number, given = features) => ({
  features: given,
  training: restricted(prior, (r) => r < 8),
  validation: restricted(prior, (r) => r >= 8 && r < 12),
  settings: { steps },
  seed,
});

/** Area under the ROC of the regulators without labels, over the genes that any regulator has as target. */
async function area(method: LinkMethod, given = features, seed = 1): Promise<number> {
  const scores = await linkScoresBy(method, input(seed, 60, given));
  const places = [...prior.known.keys()].filter(
    (at) => at % REGULATORS >= 12 && at >= (REGULATORS + MARKERS) * REGULATORS,
  );
  const found = auroc(
    Uint8Array.from(places, (at) => Number(prior.known[at] === 1)),
    Float64Array.from(places, (at) => scores[at] ?? NaN),
  );
  return found ?? NaN;
}

/** One start alone decides up to .2 of the area. */
async function meanArea(method: LinkMethod, given = features): Promise<number> {
  const seeds = [1, 2, 3];
  let sum = 0;
  for (const seed of seeds) sum += await area(method, given, seed);
  return sum / seeds.length;
}

test('regulators without labels get the targets of those whose perturbation changed the same genes', async () => {
  const before = tf.memory().numTensors;
  // Whom each regulates is chance within its group: an oracle of groups has .93.
  const found = await meanArea(supgcl);
  expect(tf.memory().numTensors).toBe(before);
  const unmeasured = await meanArea(supgcl, { ...features, perturbed: new Uint8Array(REGULATORS) });
  expect(found).toBeGreaterThan(0.8);
  for (const other of [unmeasured, await area(degree), await area(pairLogistic)])
    expect(other).toBeLessThan(0.65);
});

test('what a perturbation changed is its direction without its own gene, of perturbed regulators alone', () => {
  const { removable, directions } = measuredChanges({
    ...features,
    genes: 3,
    candidates: Int32Array.of(2, 0, 1),
    // [G × R]: of gene 0, then 1, then 2.
    effects: Float32Array.of(3, 9, 0, 4, 1, 0, 9, 2, 0),
    perturbed: Uint8Array.of(1, 0, 1),
  });
  expect([...removable]).toEqual([2, 1]);
  [0.6, 0.8, 0, 0, 0, 0].forEach((value, at) => expect(directions[at]).toBeCloseTo(value, 6));
});

/** [k][l] softmax over l ≠ k of cosine/0.2. */
const shares = (rows: readonly (readonly number[])[]) =>
  rows.map((one, k) => {
    const weights = rows.map((other, l) => {
      const inner = one.reduce((sum, value, at) => sum + value * (other[at] ?? NaN), 0);
      return k === l ? 0 : Math.exp(inner / Math.hypot(...one) / Math.hypot(...other) / 0.2);
    });
    const all = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => weight / all);
  });

test('the divergence of likenesses and its gradient agree with sums by hand', () => {
  const draw = new Random(5);
  const [measured, predicted] = [6, 3].map((width) =>
    variableFrom(normalTensor<tf.Rank.R2>(draw, [4, width])),
  ) as [tf.Variable<tf.Rank.R2>, tf.Variable<tf.Rank.R2>];
  const [p, q] = [measured.arraySync(), predicted.arraySync()].map(shares);
  const byHand = (p ?? []).flatMap((row, k) =>
    row.map((share, l) => (k === l ? 0 : (share * Math.log(share / (q?.[k]?.[l] ?? NaN))) / 4)),
  );
  expect(divergence(measured, predicted).dataSync()[0]).toBeCloseTo(
    byHand.reduce((sum, one) => sum + one, 0),
    4,
  );
  expect(divergence(measured, measured).dataSync()[0]).toBeCloseTo(0, 6);
  for (const { byGradient, byDifferences } of slopes(() => divergence(measured, predicted), [predicted]))
    expect(byGradient).toBeCloseTo(byDifferences, 2);
  tf.dispose([measured, predicted]);
});

test('a view without a gene is the graph without it: as that gene had no edges and no expression', async () => {
  const draw = new Random(6);
  const layers = startSage(draw, 4);
  const inputs = normalTensor<tf.Rank.R2>(draw, [5, 4]);
  const edges = Uint8Array.from({ length: 25 }, (_, at) => Number(at % 3 === 1));
  const both = rowsOf(sageEmbeddings(layers, inputs, neighboursOf(edges, 5), [WHOLE, 2]), 2);
  const alone = edges.map((edge, at) => (at % 5 === 2 || Math.floor(at / 5) === 2 ? 0 : edge));
  const empty = tf.tensor2d(inputs.arraySync().map((row, g) => row.map((value) => (g === 2 ? 0 : value))));
  expect(both[0]).toEqual(rowsOf(sageEmbeddings(layers, inputs, neighboursOf(edges, 5), [WHOLE]), 1)[0]);
  const expected = rowsOf(sageEmbeddings(layers, empty, neighboursOf(alone, 5), [WHOLE]), 1)[0] ?? [];
  expected.forEach((row, g) => row.forEach((value, k) => expect(both[1]?.[g]?.[k]).toBeCloseTo(value, 5)));
  expect(both[1]).not.toEqual(both[0]);
});

/** Of each view, the rows of its genes. */
function rowsOf(embeddings: tf.Tensor2D, views: number): readonly (readonly (readonly number[])[])[] {
  const rows = embeddings.arraySync();
  return Array.from({ length: views }, (_, view) => rows.filter((__, at) => at % views === view));
}
