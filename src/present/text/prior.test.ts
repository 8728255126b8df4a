import { describe, expect, it } from 'vitest';
import { knownNetwork } from '../../../tests/support/dataset/knownNetwork';
import {
  coverageText,
  knowledgeText,
  spellingOf,
  spellingRemark,
  trainedEdgesText,
  trainedHint,
} from './prior';

const human = ['GATA1', 'SPI1', 'HLA-A', 'C1orf56', 'KLF1'];
const mouse = ['Gata1', 'Spi1', 'Klf1', 'H2-K1'];

describe('names of a prior network', () => {
  it('are described by how they are spelled', () => {
    expect(spellingOf(mouse)).toContain('mouse symbols');
    expect(spellingOf(human)).toContain('upper-case symbols');
    expect(spellingOf(['ENSG00000102145', 'ENSG00000066336'])).toContain('human Ensembl ids');
    expect(spellingOf(['ENSMUSG00000031162'])).toContain('mouse Ensembl ids');
    expect(spellingOf(['YKL112W', 'YNL216W', 'HO'])).toContain('systematic yeast names');
    expect(spellingOf(['1', '2'])).toBe('1 and 2');
  });

  it('of another species are matched with a remark, those of the same without', () => {
    expect(spellingRemark(mouse, human)).toMatch(/look like mouse symbols.*differ only in case/u);
    expect(spellingRemark(human, human)).toBeNull();
    expect(spellingRemark(['ENSG00000102145'], human)).toBeNull();
    expect(spellingRemark(['ENSMUSG00000031162'], human)).toContain('mouse Ensembl ids');
  });
});

it('coverage is told in one sentence', () => {
  const coverage = {
    regulators: { all: 795, covered: 12 },
    genes: { all: 2862, covered: 60 },
    edges: { all: 8427, covered: 40 },
    signs: { all: 40, covered: 21 },
  };
  expect(coverageText(coverage, 30).replaceAll(' ', ' ')).toBe(
    'It covers 12 of 30 candidate regulators with 40 of its 8,427 edges, 21 of them with a sign.',
  );
});

describe('what a known network gave', () => {
  const used = knownNetwork([], 1, {
    asked: 'auto',
    gain: { mean: 0.042, low: 0.011, high: 0.07 },
    shuffledGain: 0.002,
    wrongGains: [
      { share: 0.2, gain: 0.03 },
      { share: 1, gain: -0.01 },
    ],
  });

  it('is a gain where its interval is above zero and the shuffled network has less', () => {
    const { title, text } = knowledgeText(used);
    expect(title).toBe('The known network helped');
    expect(text.replaceAll('\u00A0', ' ')).toBe(
      'Cross-validation chose strength 1. Error on unseen perturbations, relative to the data alone: −4.2 % [−7.0 %, −1.1 %]; with shuffled edges −0.2 %; with 20 % of its edges replaced −3.0 %; with 100 % of its edges replaced +1.0 %.',
    );
  });

  it('is none where strength 0 was chosen, the interval reaches zero, or the shuffled network has as much', () => {
    const gain = { mean: 0.03, low: -0.01, high: 0.07 };
    expect(knowledgeText({ ...used, strength: 0 }).title).toBe('The known network did not help');
    expect(knowledgeText({ ...used, strength: 0 }).text).toContain('with shuffled edges');
    const zero = { mean: 0, low: 0, high: 0 };
    expect(knowledgeText({ ...used, strength: 0, gain: zero }).text).toMatch(/from the data alone\.$/u);
    expect(knowledgeText({ ...used, gain }).title).toBe('The known network did not clearly help');
    expect(knowledgeText({ ...used, shuffledGain: 0.05 }).title).toBe(
      'The known network did not clearly help',
    );
    expect(knowledgeText({ ...used, asked: 0, strength: 0 }).title).toContain('not used');
    expect(knowledgeText({ ...used, asked: 2, strength: 2, gain: null }).text).toContain(
      'cannot be measured',
    );
  });
});

describe('a reference with edges that training was given', () => {
  const uncovered = { regulators: 3, pairs: 30, trueEdges: 3, density: 0.1, auprc: 0.25, auroc: 0.7 };
  const half = { name: 'known', strength: 2, edges: 8, given: 4, uncovered };
  const told = (one: typeof half) => {
    const { title, text } = trainedEdgesText(one);
    return `${title}. ${text}`.replaceAll('\u00A0', ' ');
  };

  it('is no evidence at these edges; regulators that the known network does not cover test it', () => {
    expect(told(half)).toBe(
      'The run was trained with 4 of these 8 edges (50 %): agreement on them is no evidence. Known network: known, strength 2. Other methods were not given these edges. Test on 3 regulators without given edges: AUPRC 0.25, 2.5 × chance.',
    );
    expect(trainedHint(half)).toMatch(/^50.% of these edges given in training: weak evidence$/u);
  });

  it('tests nothing where all were given and every regulator is covered', () => {
    const all = { ...half, given: 8, uncovered: { ...uncovered, auprc: null } };
    expect(trainedEdgesText(all).title).toBe(
      'The run was trained with these edges: agreement is no evidence',
    );
    expect(trainedEdgesText(all).text).toMatch(
      /covers every regulator .* nothing here tests the learned network\.$/u,
    );
    expect(trainedHint(all)).toMatch(/no evidence$/u);
  });
});
