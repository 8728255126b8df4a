/** What each predictor of links is named after: small cases in which it decides, or its value beside sums by hand. */
import { beforeAll, describe, expect, test } from 'vitest';
import { linkScoresBy, priorOfPairs } from '../../../../tests/support/evaluation/plantedLinks';
import { Random } from '../../../numerics/random';
import { auroc } from '../../networks/metrics';
import type { SettingValues } from '../method';
import { normalTensor, openTensors, tf } from '../tensors';
import { variablesOf, wantedOf } from './attention';
import { startNetwork } from './deepmcl';
import type { LinkFeatures } from './features';
import { gclink, genelink } from './genelink';
import { graphOf, startLayer, transformed } from './grnformer';
import { restricted, type LinkInput, type LinkMethod } from './link';
import { cvgae } from './variational';
import { xatgrn } from './xatgrn';

beforeAll(openTensors);

const REGULATORS = 12;
const genes = Array.from({ length: 28 }, (_, g) => `g${String(g).padStart(2, '0')}`);
const G = genes.length;
const isRegulator = (g: number) => g < REGULATORS;

/** Even regulators vary together, odd ones too, and all targets together: with `alike` = 1 no expression tells one target from another. */
function twins(alike: number): LinkFeatures {
  const correlation = Float32Array.from({ length: G * G }, (_, at) => {
    const [a, b] = [Math.floor(at / G), at % G];
    if (a === b || isRegulator(a) !== isRegulator(b)) return 0;
    return isRegulator(a) ? (a % 2 === b % 2 ? 0.8 : 0) : alike;
  });
  return {
    genes: G,
    candidates: Int32Array.from({ length: REGULATORS }, (_, r) => r),
    cells: { count: 0, values: new Float32Array(0), conditionOf: new Int32Array(0) },
    targets: [],
    correlation,
    within: correlation,
    effects: new Float32Array(G * REGULATORS),
    perturbed: new Uint8Array(REGULATORS),
  };
}

/** Even regulators regulate the even targets, odd ones the odd targets. */
const prior = priorOfPairs(
  [...genes.keys()].flatMap((r) =>
    [...genes.keys()]
      .filter((g) => isRegulator(r) && !isRegulator(g) && g % 2 === r % 2)
      .map((g) => [r, g] as const),
  ),
  genes,
  REGULATORS,
);

function inputOf(features: LinkFeatures, labelled: number, settings: SettingValues): LinkInput {
  return {
    features,
    training: restricted(prior, (r) => r < labelled),
    validation: restricted(prior, (r) => r >= labelled && r < 1.5 * labelled),
    settings,
    seed: 1,
  };
}

const scoresBy = (method: LinkMethod, features: LinkFeatures, labelled: number, settings: SettingValues) =>
  linkScoresBy(method, inputOf(features, labelled, settings));

const places = (r: number) => [...genes.keys()].filter((g) => !isRegulator(g)).map((g) => g * REGULATORS + r);

/** XATGRN sees nothing of regulators without known targets but their expression, and is asked for those that it has learned from. */
const methods: readonly (readonly [string, LinkMethod, readonly number[]])[] = [
  ['GENELink', genelink, [9, 10, 11]],
  ['CVGAE', cvgae, [9, 10, 11]],
  ['XATGRN', xatgrn, [0, 1, 2]],
];

test.each(methods)(
  '%s tells targets of the same expression apart by who is known to regulate them',
  async (_, method, regulators) => {
    const scores = await scoresBy(method, twins(1), 6, { steps: 40 });
    for (const r of regulators) {
      const isTarget = Uint8Array.from(places(r), (at) => Number(prior.known[at] === 1));
      const found = Float64Array.from(places(r), (at) => scores[at] ?? NaN);
      expect(auroc(isTarget, found)).toBe(1);
    }
  },
);

/** Mean over regulators of the standard deviation over the targets: how far a method tells them apart. */
function spread(scores: Float32Array = new Float32Array()): number {
  const each = Array.from({ length: REGULATORS }, (_, r) => {
    const own = places(r).map((at) => scores[at] ?? NaN);
    const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
    return Math.sqrt(own.reduce((sum, one) => sum + (one - mean) ** 2, 0) / own.length);
  });
  return each.reduce((sum, one) => sum + one, 0) / REGULATORS;
}

describe('without any label', () => {
  test('the divergence of CVGAE, which alone trains it then, draws all genes together', async () => {
    const [without, beside] = await Promise.all(
      [0, 0.1].map((divergence) => scoresBy(cvgae, twins(0.5), 0, { steps: 60, divergence })),
    );
    expect(spread(beside)).toBeLessThan(0.5 * spread(without));
  });

  test('the contrast of GCLink, which alone trains it then, sets genes apart, in the second half of the steps', async () => {
    const features = twins(0.5);
    const untrained = await scoresBy(genelink, features, 0, { steps: 1 });
    expect(await scoresBy(gclink, features, 0, { steps: 1 })).toEqual(untrained);
    expect(spread(await scoresBy(gclink, features, 0, { steps: 60 }))).toBeGreaterThan(2 * spread(untrained));
  });
});

test('GRNFormer attends by likeness and by correlation, which may be negative, to genes with |r| > .1', () => {
  const [rows, inputs, width, heads] = [4, 3, 2, 4];
  const upper = [0.05, 0.4, -0.6, 0.9, -0.02, 0.3];
  const correlation = new Float32Array(rows * rows);
  let next = 0;
  for (let i = 0; i < rows; i++)
    for (let j = i + 1; j < rows; j++) {
      correlation[i * rows + j] = correlation[j * rows + i] = upper[next++] ?? NaN;
    }
  const random = new Random(3);
  const layer = startLayer(random, inputs, width);
  layer.ofCorrelation.assign(tf.tensor3d([2, -1, 0.5, 0], [heads, 1, 1]));
  layer.bias.assign(normalTensor<tf.Rank.R2>(random, [1, heads * width]));
  const x = normalTensor<tf.Rank.R2>(random, [rows, inputs]);
  const graph = graphOf({ ...twins(1), genes: rows, candidates: Int32Array.of(1), correlation });
  const found = transformed(layer, x, graph.mask, graph.edges, null).arraySync();

  const [values, query, key, value, skip, bias] = [
    x,
    layer.query,
    layer.key,
    layer.value,
    layer.skip,
    layer.bias,
  ].map((one) => one.arraySync());
  const times = (row: number, weights: number[][] | undefined, column: number) =>
    (weights ?? []).reduce((sum, line, k) => sum + (values?.[row]?.[k] ?? NaN) * (line[column] ?? NaN), 0);
  const strengths = [2, -1, 0.5, 0];
  for (let i = 0; i < rows; i++)
    for (let c = 0; c < heads * width; c++) {
      const head = Math.floor(c / width);
      const weights = Array.from({ length: rows }, (_, j) => {
        const r = correlation[i * rows + j] ?? NaN;
        if (i !== j && Math.abs(r) <= 0.1) return 0;
        let likeness = 0;
        for (let k = head * width; k < (head + 1) * width; k++)
          likeness += times(i, query, k) * times(j, key, k);
        return Math.exp(likeness / Math.sqrt(width) + (strengths[head] ?? NaN) * r);
      });
      const total = weights.reduce((sum, one) => sum + one, 0);
      const mean = weights.reduce((sum, one, j) => sum + (one / total) * times(j, value, c), 0);
      const expected = Math.max(0, times(i, skip, c) + (bias?.[0]?.[c] ?? NaN) + mean);
      expect(found[i]?.[c]).toBeCloseTo(expected, 4);
    }
  tf.dispose([...variablesOf(layer), x, ...Object.values(graph)]);
});

test('the loss of DeepMCL is the cross-entropy and half of the contrast of its embeddings', () => {
  const random = new Random(9);
  const count = 60;
  const features: LinkFeatures = {
    ...twins(1),
    cells: {
      count,
      values: Float32Array.from({ length: count * G }, () => random.normal()),
      conditionOf: new Int32Array(count),
    },
    targets: [[]],
  };
  const { layers, logits, loss } = startNetwork(random, features);
  const pairs = Int32Array.of(150, 171, 195, 222, 301);
  const known = Int8Array.from(pairs, (at) => prior.known[at] ?? 0);
  const wanted = wantedOf({ known, regulators: [''] });
  const found = tf.tidy(() => loss(pairs, wanted).dataSync()[0]);
  const scores = tf.tidy(() => logits(pairs).dataSync());

  // A last layer that passes one unit on shows the embeddings.
  const width = layers.last.shape[0];
  const embedding = Array.from({ length: width }, (_, k) =>
    tf.tidy(() => {
      layers.last.assign(
        tf.tensor2d(
          Float32Array.from({ length: width }, (__, at) => Number(at === k)),
          [width, 1],
        ),
      );
      return logits(pairs).dataSync();
    }),
  );
  const unit = Array.from(pairs, (_, pair) => {
    const row = embedding.map((column) => column[pair] ?? NaN);
    return row.map((one) => one / Math.hypot(...row));
  });
  let [entropy, contrast] = [0, 0];
  known.forEach((label, i) => {
    const target = label === 1 ? 0.975 : 0.025;
    const probability = 1 / (1 + Math.exp(-(scores[i] ?? NaN)));
    entropy -= (target * Math.log(probability) + (1 - target) * Math.log(1 - probability)) / known.length;
    known.forEach((other, j) => {
      const distance = Math.hypot(...(unit[i] ?? []).map((one, k) => one - (unit[j]?.[k] ?? NaN)));
      contrast += (label === other ? distance ** 2 : Math.max(0, 1 - distance) ** 2) / known.length ** 2;
    });
  });
  expect(new Set(known)).toEqual(new Set([1, -1]));
  expect(contrast).toBeGreaterThan(0.01);
  expect(found).toBeCloseTo(entropy + contrast / 2, 3);
  tf.dispose([...variablesOf(layers), ...Object.values(wanted)]);
});
