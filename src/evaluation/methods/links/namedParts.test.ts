/** What each predictor of links is named after: small cases in which it decides, or its value beside sums by hand. */
import { beforeAll, describe, expect, test } from 'vitest';
import { linkScoresBy, priorOfPairs } from '../../../../tests/support/evaluation/plantedLinks';
import { Random } from '../../../numerics/random';
import { auroc } from '../../networks/metrics';
import type { SettingValues } from '../method';
import { openTensors, tf } from '../tensors';
import { variablesOf, wantedOf } from './attention';
import { startNetwork } from './deepmcl';
import type { LinkFeatures } from './features';
import { gclink, genelink } from './genelink';
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
