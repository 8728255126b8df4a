import { expect, it } from 'vitest';
import type { LinkVerdict } from '../../evaluation/methods/method';
import { linkColumnTexts, linkVerdictText, partsText } from './gallery';

function verdict(network: string, inDegree: number, exceedsBoth = false): LinkVerdict {
  return {
    network,
    regulators: 8,
    density: 0.05,
    averagePrecision: { value: 0.3, low: 0.2, high: 0.4 },
    bars: { degree: inDegree, 'pair-logistic': 0.2 },
    beyond: { degree: null, 'pair-logistic': null },
    exceedsBoth,
  };
}

const genelink = { name: 'genelink', title: 'GENELink' };
const grgnn = { name: 'grgnn', title: 'GRGNN' };

it('names which methods exceed the bars of the one network that all learned from', () => {
  expect(linkColumnTexts([])).toEqual([]);
  expect(
    linkColumnTexts([
      [genelink, verdict('a.tsv', 0.1)],
      [grgnn, verdict('a.tsv', 0.1, true)],
    ]),
  ).toEqual([
    'Unseen links: average precision on the known edges of regulators whose edges a method had not seen; in-degree 0.100, pair logistic 0.200, random order 0.050. GRGNN exceeds both the in-degree and the pair logistic.',
  ]);
});

it('keeps the bars of two networks apart, each with the methods that learned from it', () => {
  const [first, second, ...more] = linkColumnTexts([
    [genelink, verdict('a.tsv', 0.1)],
    [grgnn, verdict('b.tsv', 0.4, true)],
  ]);
  expect(more).toEqual([]);
  expect(first).toContain('GENELink, from a.tsv: ');
  expect(first).toContain('in-degree 0.100');
  expect(first).toContain('No method exceeds');
  expect(second).toContain('GRGNN, from b.tsv: ');
  expect(second).toContain('in-degree 0.400');
  expect(second).toContain('GRGNN exceeds both');
});

it('keeps what was judged on hidden pairs apart, beside the product of degrees', () => {
  const pairs: LinkVerdict = {
    ...verdict('a.tsv', 0.4, true),
    hidden: 'pairs',
    bars: { degree: 0.4, 'degree-product': 0.3, 'pair-logistic': 0.2 },
    beyond: {
      degree: null,
      'degree-product': { value: 0.1, low: 0.05, high: 0.2 },
      'pair-logistic': { value: 0.1, low: -0.05, high: 0.2 },
    },
  };
  const [first, second, ...more] = linkColumnTexts([
    [genelink, verdict('a.tsv', 0.1)],
    [grgnn, pairs],
  ]);
  expect(more).toEqual([]);
  expect(first).toContain('the known edges of regulators whose edges a method had not seen; in-degree 0.100');
  expect(second).toBe(
    'Unseen links: GRGNN, from a.tsv: average precision on known edges that a method had not seen; product of degrees 0.300, pair logistic 0.200, random order 0.050. GRGNN exceeds both the product of degrees and the pair logistic.',
  );
  expect(linkVerdictText({ ...pairs, exceedsBoth: false }, genelink)).toBe(
    'Learned from a.tsv. Judged on pairs of 8 regulators that it had not seen: average precision 0.300 [0.200, 0.400] (product of degrees 0.300, pair logistic 0.200, random order 0.050). GENELink does not exceed the pair logistic, so no advantage is claimed for it.',
  );
});

it('says of a method that predicts what it is without its parts, and claims the network only where it is better with it', () => {
  const without = { adapter: 0.9, 'edge-perturbation': 0.5, network: 1.1 };
  expect(partsText(0.6, without)).toBe(
    'Error 0.60; without the network 0.90, without perturbed edges 0.50, with a shuffled network 1.10. The network helps here.',
  );
  for (const [error, parts] of [
    [0.85, without],
    [1.05, { ...without, adapter: 1.2 }],
    [0.6, { ...without, network: null }],
  ] as const)
    expect(partsText(error, parts)).toMatch(/No gain from the network is shown here\.$/u);
});
