import { expect, test } from 'vitest';
import { abouts } from '../../../evaluation/methods/abouts';
import { MOST_WEIGHTS } from '../../../share/keptMethod';
import {
  finishedNetworks,
  keptOf,
  nextMethods,
  queued,
  statesOf,
  withoutWorth,
  type MethodState,
  type MethodStates,
} from './methodQueue';
import { workersOn } from '../pool';

const waits = { phase: 'queued' } as const;
const runs = { phase: 'running', share: 0.5 } as const;
const done = {
  phase: 'done',
  answer: {
    network: {
      genes: ['a', 'b'],
      regulators: Int32Array.of(0),
      weights: Float32Array.of(0, 1),
      stability: null,
    },
    unseen: null,
    seconds: 1,
  },
  settings: { trees: 50 },
  seed: 7,
  cells: 'cluster: early',
} as const;

test('one core is left to the page', () => {
  expect([1, 2, 3, 64].map((cores) => workersOn(cores))).toEqual([1, 1, 2, 4]);
});

test('methods start in the order of the gallery, as many as there are workers', () => {
  const states: MethodStates = { genie3: waits, pearson: waits, welch: runs, 'cell-lasso': waits };
  expect(nextMethods(states, abouts, 3)).toEqual(['pearson', 'cell-lasso']);
  expect(nextMethods(states, abouts, 1)).toEqual([]);
});

test('the consensus waits for all other methods that run or wait', () => {
  expect(nextMethods({ consensus: waits, genie3: waits }, abouts, 4)).toEqual(['genie3']);
  expect(nextMethods({ consensus: waits, genie3: runs }, abouts, 4)).toEqual([]);
  expect(nextMethods({ consensus: waits, genie3: done }, abouts, 4)).toEqual(['consensus']);
});

test('asking again for what waits or runs changes nothing, and runs again what ended', () => {
  const before: MethodStates = { welch: runs, pearson: { phase: 'cancelled' }, genie3: done };
  expect(queued(before, ['welch', 'pearson', 'genie3'])).toEqual({
    welch: runs,
    pearson: waits,
    genie3: waits,
  });
});

test('the consensus reads finished single methods that are not left out', () => {
  const states: MethodStates = { consensus: done, genie3: done, pearson: done, welch: runs };
  const names = finishedNetworks(states, abouts, new Set(['pearson'])).map(({ name }) => name);
  expect(names).toEqual(['genie3']);
});

test('finished methods come back with their settings, others do not', () => {
  const states: MethodStates = { genie3: done, jacobian: done, pearson: runs, welch: { phase: 'cancelled' } };
  const kept = keptOf(states, abouts);
  expect(kept.map(({ name, ofModel }) => [name, ofModel])).toEqual([
    ['genie3', false],
    ['jacobian', true],
  ]);
  const { genes, regulators: candidates } = done.answer.network;
  const later = [...kept, ...kept.map((one) => ({ ...one, name: 'of a later version' }))];
  expect(statesOf(later, { genes, candidates }, abouts)).toEqual({ genie3: done, jacobian: done });
});

const beyond = (low: number) => ({ value: low + 0.1, low, high: low + 0.2 });
const judged = (low: number | null) => ({
  ...done,
  answer: {
    ...done.answer,
    links: {
      regulators: 9,
      density: 0.1,
      averagePrecision: beyond(0.2),
      bars: { degree: 0.15, 'pair-logistic': null },
      beyond: { degree: low === null ? null : beyond(low), 'pair-logistic': beyond(-0.2) },
      exceedsBoth: false,
    },
  },
});

test('what learned from a known network counts only where it is better than the in-degree of genes, and keeps its verdict', () => {
  const states: MethodStates = {
    genie3: done,
    genelink: judged(-0.01),
    degree: judged(0),
    gclink: judged(null),
    'pair-logistic': judged(0.3),
    cvgae: runs,
  };
  expect(withoutWorth(states)).toEqual(['genelink', 'degree', 'gclink']);
  const { genes, regulators: candidates } = done.answer.network;
  const back = statesOf(keptOf(states, abouts), { genes, candidates }, abouts);
  expect(back['genelink']).toEqual(states['genelink']);
  expect(withoutWorth(back)).toEqual(['degree', 'genelink', 'gclink']);

  // With pairs hidden it is the product of degrees.
  const onPairs = (low: number): MethodState => {
    const { answer, ...rest } = judged(0.3);
    const { links } = answer;
    const beyondProduct = { ...links.beyond, 'degree-product': beyond(low) };
    return { ...rest, answer: { ...answer, links: { ...links, hidden: 'pairs', beyond: beyondProduct } } };
  };
  expect(withoutWorth({ genelink: onPairs(0.1), gclink: onPairs(-0.1) })).toEqual(['gclink']);
});

test('a result of a method that is no longer in the gallery is left out; errors without its parts and the embeddings that it read stay with a method', () => {
  const without = { adapter: 0.9, 'edge-perturbation': 0.5, network: 1.1 };
  const embeddings = { name: 'genes.npy', genes: { all: 2, covered: 1 } };
  const states: MethodStates = {
    'grnformer-qiu': { ...done, embeddings, answer: { ...done.answer, without } },
  };
  const { genes, regulators: candidates } = done.answer.network;
  const kept = keptOf(states, abouts);
  const former = kept.map((one) => ({ ...one, name: 'grnformer' }));
  expect(statesOf([...former, ...kept], { genes, candidates }, abouts)).toEqual(states);
});

test('of a large network the strongest pairs are kept', () => {
  const genes = Array.from({ length: 500 }, (_, g) => `g${g}`);
  const candidates = Int32Array.from(genes.keys());
  // Distinct sizes in an order of their own; signs alternate.
  const weights = Float32Array.from({ length: genes.length ** 2 }, (_, pair) =>
    pair % 501 === 0 ? 0 : (((pair * 7919) % 262_147) + 1) * (pair % 2 === 0 ? 1 : -1),
  );
  const network = { genes, regulators: candidates, weights, stability: null };
  const kept = keptOf({ pearson: { ...done, answer: { ...done.answer, network } } }, abouts);
  const count = MOST_WEIGHTS / 2;
  expect(kept[0]?.weights).toHaveLength(count);
  const back = statesOf(kept, { genes, candidates }, abouts)['pearson'];
  const least = weights.map(Math.abs).toSorted().at(-count) ?? 0;
  expect(back?.phase === 'done' && back.answer.network.weights).toEqual(
    weights.map((weight) => (Math.abs(weight) >= least ? weight : 0)),
  );
});
