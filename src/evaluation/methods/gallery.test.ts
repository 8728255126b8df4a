import { expect, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { formulaScreen } from '../../../tests/support/evaluation/formulaScreen';
import { abouts } from './abouts';
import { gallery, methodNamed } from './gallery';
import {
  type AboutMethod,
  type Algorithm,
  type FoundByMethod,
  type Method,
  MethodRefusal,
  type SettingValues,
  problemSize,
  settingsOf,
  unmetNeeds,
} from './method';
import { networkBy } from './methods';
import { type MethodRequest, type MethodResult, runMethod } from './runMethod';
import { inScreenOrder, screenOf } from './screen';

const dataset = formulaScreen();
const alone = { run: false, networks: 0 };

async function result(method: Method, request: Partial<MethodRequest> = {}): Promise<MethodResult> {
  const run = runMethod(method, screenOf(dataset), { settings: {}, seed: 1, ...request });
  let step = await run.next();
  while (step.done !== true) step = await run.next();
  return step.value;
}

function* atOnce(found: FoundByMethod): Generator<number, FoundByMethod> {
  yield 1;
  return found;
}

function named(name: string): Method {
  const method = methodNamed(name);
  if (method === null) throw new Error(name);
  return method;
}

test('every method has its code', () => {
  expect(gallery.map(({ about }) => about.name)).toEqual(abouts.map(({ name }) => name));
});

test('names are distinct and fit the command line; settings have their default within their range; every method has a source and a cost', () => {
  const size = problemSize(dataset);
  expect(new Set(gallery.map(({ about }) => about.name)).size).toBe(gallery.length);
  for (const { about } of gallery) {
    expect(about.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/u);
    expect(about.citation.url).toMatch(/^https:\/\//u);
    const settings = settingsOf(about.settings, {});
    expect(about.cost(size, settings).seconds).toBeGreaterThan(0);
  }
});

test.each(['pearson', 'ko-z', 'cell-lasso', 'grnboost2'] as const)(
  '%s of the gallery equals the method that runs are compared with',
  async (name) => {
    const { network } = await result(named(name));
    const run = networkBy(name, screenOf(dataset), 1);
    let step = run.next();
    while (step.done !== true) step = run.next();
    expect(network).toEqual(step.value);
  },
);

test('the chosen cells and the seed reach the method', async () => {
  const cells = new Uint8Array(dataset.cells).fill(1);
  const asked: unknown[] = [];
  const { about } = named('jacobian');
  const load = async (): Promise<Algorithm> =>
    function (input) {
      asked.push(input.cells, input.seed);
      return atOnce({ scores: new Float32Array(7 * 8), predict: null });
    };
  await result({ about: { ...about, needs: [] }, load }, { cells, seed: 5 });
  expect(asked).toEqual([cells, 5]);
});

test('weights in the order of the data set go back to the scores of the method', async () => {
  const screen = screenOf(dataset);
  const scores = Float32Array.from({ length: 7 * 8 }, (_, pair) => pair);
  const { about } = named('pearson');
  const { network } = await result({ about, load: async () => () => atOnce({ scores, predict: null }) });
  expect(dataset.genes).not.toEqual(screen.dataset.genes);
  expect(network.weights).not.toEqual(scores);
  expect(inScreenOrder(network.weights, screen)).toEqual(scores);
});

test('predictions of unseen perturbations are in the order of the data set, and within what the training cells have', async () => {
  const about: AboutMethod = { ...named('pearson').about, predicts: true };
  const screen = screenOf(dataset);
  const { genes } = screen.dataset;
  // Genes move by the code of their name, in thousandths and as it is.
  const predicted = async (unit: number) => {
    const found: FoundByMethod = {
      scores: new Float32Array(7 * 8),
      predict: () => Float64Array.from(genes, (gene) => unit * (gene.codePointAt(0) ?? NaN)),
    };
    const { predictions } = await result({ about, load: async () => () => atOnce(found) });
    expect(predictions.map(({ label }) => label)).toEqual(['e']);
    return Array.from(predictions[0]?.predicted ?? []);
  };
  expect(await predicted(0.001)).toEqual(dataset.genes.map((gene) => 0.001 * (gene.codePointAt(0) ?? NaN)));
  const { count, values } = screen.cells;
  const most = dataset.genes.map((gene) =>
    Math.max(
      ...Array.from({ length: count }, (_, cell) => values[cell * genes.length + genes.indexOf(gene)] ?? NaN),
    ),
  );
  expect(await predicted(1)).toEqual(most);
});

test('settings outside their range, unknown settings, and scores that are not numbers are refused', async () => {
  const ridge = { name: 'ridge', meaning: '', value: 1, least: 0, most: 2, whole: false };
  const settings = [ridge];
  const check = (given: SettingValues) => () => settingsOf(settings, given);
  expect(settingsOf(settings, { ridge: 0.5 })).toEqual({ ridge: 0.5 });
  expect(check({ ridge: 3 })).toThrow('ridge is 3; allowed are numbers from 0 to 2.');
  expect(check({ ridge: NaN })).toThrow(RangeError);
  expect(check({ rigde: 1 })).toThrow('There is no setting “rigde”; there are ridge.');
  expect(() => settingsOf([{ ...ridge, whole: true }], { ridge: 0.5 })).toThrow('whole numbers');
  const both = [ridge, { ...ridge, name: 'steps', otherwise: { where: 'ridge', value: 0.25 } }];
  expect([0, 0.5].map((given) => settingsOf(both, { ridge: given })['steps'])).toEqual([ridge.value, 0.25]);
  expect(settingsOf(both, { ridge: 0.5, steps: 0.75 })).toEqual({ ridge: 0.5, steps: 0.75 });
  const scores = new Float32Array(56).fill(NaN);
  const broken: Method = {
    about: named('pearson').about,
    load: async () => () => atOnce({ scores, predict: null }),
  };
  await expect(result(broken)).rejects.toThrow('did not converge');
});

test('a method whose needs are not met is refused, with the need', async () => {
  await expect(result(named('consensus'))).rejects.toThrow(MethodRefusal);
  const needs = (about: AboutMethod['needs'], change: Partial<Dataset>, beside = alone) =>
    unmetNeeds({ needs: about }, { ...dataset, ...change }, beside);
  const at = (times: readonly number[]) => ({
    conditions: dataset.conditions.map((one, index) => ({ ...one, time: times[index % times.length] ?? 0 })),
  });
  const allHeldOut = { heldOut: dataset.conditions.slice(1).map(({ label }) => label) };
  expect(needs(['perturbations', 'controls'], {})).toEqual([]);
  expect(needs(['perturbations', 'controls'], allHeldOut)).toEqual(['perturbations']);
  expect(needs(['controls'], { conditions: dataset.conditions.slice(1) })).toEqual(['controls']);
  expect(needs(['times'], {})).toEqual(['times']);
  expect(needs(['times'], at([0, 1]))).toEqual([]);
  expect(needs(['run', 'networks'], {}, { run: true, networks: 1 })).toEqual(['networks']);
});

test('the size of the problem counts what methods learn from', () => {
  expect(problemSize(dataset)).toEqual({
    genes: 8,
    regulators: 7,
    perturbedCells: 110,
    controls: 44,
    perturbations: 5,
    times: 0,
  });
});
