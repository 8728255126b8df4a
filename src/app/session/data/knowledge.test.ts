import { beforeEach, expect, it } from 'vitest';
import type { Knowledge } from '../../../dataset/knowledge';
import { chooseBundled, chooseKnowledge, knowledgeOf, turnNetwork, undoKnowledge } from './knowledge';
import { formerKnowledge } from './nextSettings';
import { useKnowledge } from '../stores';

const whole = useKnowledge.getState();
beforeEach(() => useKnowledge.setState(whole, true));

const chosen = () => useKnowledge.getState().choice;

it('a choice is taken back step by step, to that of the data set', async () => {
  await chooseBundled('trrust-mouse', 'auto');
  const { network } = chosen() ?? {};
  expect(network).toMatchObject({ bundled: 'trrust-mouse', source: { name: 'TRRUST v2, mouse' } });
  chooseKnowledge({ network: network ?? null, strength: 1 });
  chooseKnowledge({ network: null, strength: 1 });
  undoKnowledge();
  expect(chosen()).toMatchObject({ network: { bundled: 'trrust-mouse' }, strength: 1 });
  undoKnowledge();
  expect(chosen()?.strength).toBe('auto');
  undoKnowledge();
  expect(chosen()).toBeNull();
});

it('without a choice, a data set is learned as before: without for a new one', () => {
  const none = { all: 1, covered: 1 };
  const knowledge: Knowledge = {
    name: 'TRRUST v2, human',
    edges: [{ source: 'A', target: 'B', sign: 1 }],
    coverage: { regulators: none, genes: none, edges: none, signs: none },
    asked: 2,
    strength: 2,
    gain: null,
    shuffledGain: null,
    wrongGains: [],
    curve: [],
  };
  expect(knowledgeOf(null, knowledge)).toMatchObject({
    network: { bundled: 'trrust-human', source: { edges: knowledge.edges } },
    strength: 2,
  });
  expect(knowledgeOf(null, undefined)).toEqual({ network: null, strength: 'auto' });
  // Read again from its file, the data set is learned with what the run of it was; another one is not.
  const onScreen = { fingerprint: 'a', knowledge };
  expect(formerKnowledge({ fingerprint: 'a' }, onScreen)).toBe(knowledge);
  expect(formerKnowledge({ fingerprint: 'b' }, onScreen)).toBeUndefined();
  expect(formerKnowledge(null, { fingerprint: 'a', knowledge })).toBeUndefined();
  const other = { network: null, strength: 0 };
  expect(knowledgeOf(other, knowledge)).toBe(other);
});

it('a file that does not say which column is the regulator can be turned', () => {
  const source = {
    name: 'pairs.txt',
    edges: [{ source: 'A', target: 'B', sign: -1 as const }],
    directionAssumed: true as const,
  };
  turnNetwork({ source, bundled: null }, 'auto');
  expect(chosen()?.network?.source).toEqual({
    name: 'pairs.txt',
    edges: [{ source: 'B', target: 'A', sign: -1 }],
  });
});
