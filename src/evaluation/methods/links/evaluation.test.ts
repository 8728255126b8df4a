import type { TrainingData } from '../../../dynamics/settings';
import { describe, expect, test } from 'vitest';
import { groupedGenes } from '../../../../tests/support/evaluation/groupedGenes';
import { plantedScreen } from '../../../../tests/support/evaluation/plantedScreen';
import { Random } from '../../../numerics/random';
import { type Prior, priorOn } from '../../../network/prior';
import type { TruthEdge } from '../../../network/formats/knownEdges';
import { methodNamed } from '../gallery';
import { unmetNeeds } from '../method';
import { runMethod } from '../runMethod';
import { screenOf } from '../screen';
import { calibrationOf } from './logistic';
import { degree, linkBaselines, pairLogistic } from './baselines';
import { foldsOf, linkTask, linksBy, priorInScreenOrder } from './folds';
import { linkJudge } from './evaluation';
import { geneComponents } from './features';
import { type LinkMethod, atOnce } from './link';

function priorOf(genes: readonly string[], regulators: readonly string[], pairs: readonly string[]): Prior {
  const edges = pairs.map((pair): TruthEdge => ({ source: pair[0] ?? '', target: pair[1] ?? '', sign: 0 }));
  const prior = priorOn(edges, 'known', genes, regulators);
  if (!prior.ok) throw new Error(prior.error.tag);
  return prior.value;
}

async function finished<Result>(run: AsyncGenerator<number, Result>): Promise<Result> {
  for (;;) {
    const step = await run.next();
    if (step.done === true) return step.value;
  }
}

describe('folds', () => {
  const genes = 'f e d c b a g h i j k l'.split(' ');

  test('follow the order of names among covered regulators', () => {
    const prior = priorOf(genes, genes.slice(0, 7), ['ag', 'bh', 'ci', 'dj', 'fk']);
    // Regulators f e d c b a g: a 0, b 1, c 2, d 3, f 0; e and g are not covered.
    expect([...foldsOf(prior)]).toEqual([0, -1, 3, 2, 1, 0, -1]);
  });

  test('hold regulators with the same targets out together, through others too', () => {
    const prior = priorOf(genes, genes.slice(0, 6), [
      'ag',
      'ah',
      'dg',
      'dh',
      'di',
      'fg',
      'fh',
      'fi',
      'fj',
      'bk',
      'cl',
      'eh',
    ]);
    // a and d share 2 of 3, d and f 3 of 4, a and f 2 of 4.
    const [f, e, d, c, b, a] = foldsOf(prior);
    expect([a, d, f]).toEqual([0, 0, 0]);
    expect([b, c, e]).toEqual([1, 2, 3]);
  });
});

const knockouts = () => {
  const genes = 16;
  const random = new Random(3);
  const effects = new Map<number, number>();
  for (let source = 0; source < genes; source++)
    for (let target = source + 1; target < genes; target++)
      if (random.uniform() < 0.15) effects.set(source * genes + target, random.uniform() < 0.5 ? 1 : -1);
  const dataset = plantedScreen({
    genes,
    regulation: (gene, levels) =>
      levels.reduce((sum, level, source) => sum + 0.7 * level * (effects.get(source * genes + gene) ?? 0), 0),
    noise: 0.5,
    controls: 100,
    cellsPerKnockout: 25,
    seed: 2,
  });
  const edges = Array.from(effects, ([pair, sign]): TruthEdge => ({
    source: dataset.genes[Math.floor(pair / genes)] ?? '',
    target: dataset.genes[pair % genes] ?? '',
    sign: sign > 0 ? 1 : -1,
  }));
  const prior = priorOn(edges, 'planted', dataset.genes, dataset.genes);
  if (!prior.ok) throw new Error(prior.error.tag);
  return { dataset, edges, prior: prior.value };
};

describe('the evaluation', () => {
  const { dataset, edges, prior } = knockouts();
  const screen = screenOf(dataset);
  const task = linkTask(screen, prior);

  test('lays a prior over the screen by name, whatever its order', () => {
    const ordered = priorInScreenOrder(prior, screen);
    const R = ordered.regulators.length;
    for (const [g, gene] of prior.genes.entries())
      for (const [r, regulator] of prior.regulators.entries()) {
        const at = ordered.genes.indexOf(gene) * R + ordered.regulators.indexOf(regulator);
        expect(ordered.known[at]).toBe(prior.known[g * prior.regulators.length + r]);
        expect(ordered.signs[at]).toBe(prior.signs[g * prior.regulators.length + r]);
      }
    expect(ordered.genes).not.toEqual(prior.genes);
  });

  test('gives an oracle full marks, and degrees none: held-out regulators have no labels in training', async () => {
    const oracle: LinkMethod = atOnce(degree.name, ({ training }) => {
      const seen = Float32Array.from(task.prior.known, (label, at) =>
        label === 1 && training.known[at] === 0 ? 1 : 0,
      );
      return { scores: seen, signs: null };
    });
    const judge = linkJudge(task);
    const best = await finished(linksBy(oracle, task, {}, 1));
    const score = judge.score(best, 1);
    expect(score.averagePrecision).toEqual({ value: 1, low: 1, high: 1 });
    expect([score.auroc, score.perRegulator, score.precision]).toEqual([1, 1, 1]);
    const byDegree = await finished(linksBy(degree, task, {}, 1));
    const beside = judge.score(byDegree, 1);
    expect(beside.auroc ?? 1).toBeLessThan(0.75);
    expect(judge.beyond(best, byDegree, 1)?.low).toBeGreaterThan(0.3);
    expect(judge.score(await finished(linksBy(linkBaselines['degree-product'], task, {}, 1)), 1)).toEqual(
      beside,
    );
  });

  test('the pair logistic finds direct edges that no single feature separates, with their signs', async () => {
    const judge = linkJudge(task);
    const of = async (method: LinkMethod) => judge.score(await finished(linksBy(method, task, {}, 1)), 1);
    const area = async (method: LinkMethod) => (await of(method)).averagePrecision?.value ?? NaN;
    const found = await finished(linksBy(pairLogistic, task, {}, 1));
    const own = judge.score(found, 1);
    expect(own.averagePrecision?.value).toBeGreaterThan(0.8);
    for (const name of ['effect', 'correlation', 'within-conditions'] as const)
      expect(own.averagePrecision?.value).toBeGreaterThan(await area(linkBaselines[name]));
    expect(own.activation?.averagePrecision).toBeGreaterThan(0.7);
    expect(own.repression?.averagePrecision).toBeGreaterThan(0.7);
    // It is the bar, and does not exceed itself.
    expect(judge.beyond(found, found, 1)).toEqual({ value: 0, low: 0, high: 0 });
    const judged = [...task.prior.known.keys()].filter((at) => task.prior.known[at] !== 0);
    const { brier, brierOfDensity } = calibrationOf(
      Uint8Array.from(judged, (at) => Number(task.prior.known[at] === 1)),
      Float64Array.from(judged, (at) => found.probabilities[at] ?? NaN),
    );
    expect(brier).toBeLessThan(0.6 * brierOfDensity);
  });

  test('labels of held-out regulators and cells of held-out perturbations change nothing of their scores', async () => {
    const before = await finished(linksBy(pairLogistic, task, {}, 1));
    const isHeld = (at: number) => task.foldOf[at] === 0;
    const known = task.prior.known.map((label, at) => (isHeld(at) ? -label : label));
    const signs = task.prior.signs.map((sign, at) => (isHeld(at) ? -sign : sign));
    const after = await finished(
      linksBy(pairLogistic, { ...task, prior: { ...task.prior, known, signs } }, {}, 1),
    );
    const own = (values: Float32Array) => values.filter((_, at) => isHeld(at));
    for (const part of ['scores', 'probabilities'] as const) {
      expect(own(after[part])).toEqual(own(before[part]));
      expect(after[part]).not.toEqual(before[part]);
    }

    const heldOut = [dataset.genes[3] ?? ''];
    const label = dataset.conditions.findIndex((one) => one.label === heldOut[0]);
    const values = dataset.values.map((value, at) =>
      dataset.conditionOfCell[Math.floor(at / dataset.genes.length)] === label ? 9 - value : value,
    );
    const [some, others] = [
      { ...dataset, heldOut },
      { ...dataset, heldOut, values },
    ].map((one) => linkTask(screenOf(one), prior));
    expect(others?.features).toEqual(some?.features);
  });

  test('methods of the gallery learn from the known network of the data set, with its verdict', async () => {
    const method = methodNamed('pair-logistic');
    if (!method) throw new Error('it is in the gallery');
    const none = { strength: 0, asked: 0, gain: null, shuffledGain: null, wrongGains: [], curve: [] };
    const knowledge = { name: 'planted', coverage: prior.coverage, edges, ...none };
    const request = { settings: {}, seed: 1 };
    const given: TrainingData = { ...dataset, knowledge };
    const informed = screenOf(given);
    const { network, links } = await finished(runMethod(method, informed, request));
    const judge = linkJudge(task);
    const own = await finished(linksBy(pairLogistic, task, {}, 1));
    const byDegree = await finished(linksBy(degree, task, {}, 1));
    const area = judge.score(own, 1).averagePrecision;
    expect(links).toEqual({
      hidden: 'regulators',
      network: 'planted',
      regulators: new Set(edges.map(({ source }) => source)).size,
      density: edges.length / (new Set(edges.map(({ source }) => source)).size * (dataset.genes.length - 1)),
      averagePrecision: area,
      bars: {
        degree: judge.score(byDegree, 1).averagePrecision?.value,
        'pair-logistic': area?.value,
      },
      beyond: {
        degree: judge.beyond(own, byDegree, 1),
        'pair-logistic': { value: 0, low: 0, high: 0 },
      },
      exceedsBoth: false,
    });
    expect(links?.beyond.degree?.low).toBeGreaterThan(0.3);
    const { genes, candidates } = dataset;
    const [target, regulator] = [genes[1] ?? '', genes[candidates[0] ?? 0] ?? ''];
    const at =
      task.prior.genes.indexOf(target) * candidates.length + task.prior.regulators.indexOf(regulator);
    expect(Math.abs(network.weights[1] ?? NaN)).toBe(own.probabilities[at]);

    const lacks = (few: typeof edges) =>
      unmetNeeds(
        method.about,
        { ...dataset, knowledge: { ...knowledge, edges: few } },
        { run: false, networks: 0 },
      );
    const sources = [...new Set(edges.map(({ source }) => source))].slice(0, 3);
    expect(lacks(edges)).toEqual([]);
    expect(lacks(edges.filter(({ source }) => sources.includes(source)))).toEqual(['prior']);
    await expect(finished(runMethod(method, screen, request))).rejects.toThrow('pair-logistic needs prior');
  });

  test('few regulators with known edges are refused', () => {
    const [a = '', b = '', c = ''] = dataset.genes;
    const few = priorOn(
      [
        { source: a, target: b, sign: 0 },
        { source: b, target: c, sign: 0 },
      ],
      'few',
      dataset.genes,
      dataset.genes,
    );
    expect(() => few.ok && linkTask(screen, few.value)).toThrow(
      'known edges of at least 4 regulators are needed',
    );
  });
});

function product(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, k) => sum + value * (b[k] ?? NaN), 0);
}

test('components of genes keep their correlations', () => {
  const { task } = groupedGenes(0, 24);
  const { values, count } = geneComponents(task.features);
  const row = (g: number) => values.subarray(g * count, (g + 1) * count);
  const scale = product(row(0), row(0));
  for (const [a, b] of [
    [0, 3],
    [2, 7],
    [5, 11],
  ] as const) {
    const r = task.features.correlation[a * task.features.genes + b] ?? NaN;
    expect(product(row(a), row(b)) / scale).toBeCloseTo(r, 3);
  }
  expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 4);
});
