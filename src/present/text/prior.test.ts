import { describe, expect, it } from 'vitest';
import type { Knowledge } from '../../dataset/knowledge';
import { coverageText, knowledgeText, spellingOf, spellingRemark } from './prior';

const human = ['GATA1', 'SPI1', 'HLA-A', 'C1orf56', 'KLF1'];
const mouse = ['Gata1', 'Spi1', 'Klf1', 'H2-K1'];

describe('names of a prior network', () => {
  it('are described by how they are spelled', () => {
    expect(spellingOf(mouse)).toContain('mouse symbols');
    expect(spellingOf(human)).toContain('symbols in capitals');
    expect(spellingOf(['ENSG00000102145', 'ENSG00000066336'])).toContain('Ensembl genes of human');
    expect(spellingOf(['ENSMUSG00000031162'])).toContain('Ensembl genes of mouse');
    expect(spellingOf(['YKL112W', 'YNL216W', 'HO'])).toContain('systematic names of yeast');
    expect(spellingOf(['1', '2'])).toBe('1 and 2');
  });

  it('of another species are matched with a remark, those of the same without', () => {
    expect(spellingRemark(mouse, human)).toMatch(/look like mouse symbols.*differ only in case/u);
    expect(spellingRemark(human, human)).toBeNull();
    expect(spellingRemark(['ENSG00000102145'], human)).toBeNull();
    expect(spellingRemark(['ENSMUSG00000031162'], human)).toContain('Ensembl genes of mouse');
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
  const none = { all: 0, covered: 0 };
  const used: Knowledge = {
    name: 'known',
    edges: [],
    coverage: { regulators: none, genes: none, edges: none, signs: none },
    asked: 'auto',
    strength: 1,
    gain: { mean: 0.042, low: 0.011, high: 0.07 },
    shuffledGain: 0.002,
    wrongGains: [
      { share: 0.2, gain: 0.03 },
      { share: 1, gain: -0.01 },
    ],
    curve: [],
  };

  it('is a gain where its interval is above zero and the shuffled network has less', () => {
    const { title, text } = knowledgeText(used);
    expect(title).toBe('Knowledge helped');
    expect(text.replaceAll('\u00A0', ' ')).toBe(
      'Cross-validation chose strength 1. Error on unseen perturbations with knowledge, against the cells alone: −4.2 % [−7.0 %, −1.1 %]; with shuffled edges −0.2 %; with 20 % of its edges replaced −3.0 %; with 100 % of its edges replaced +1.0 %.',
    );
  });

  it('is none where strength 0 was chosen, the interval reaches zero, or the shuffled network has as much', () => {
    const gain = { mean: 0.03, low: -0.01, high: 0.07 };
    expect(knowledgeText({ ...used, strength: 0 }).title).toBe('Knowledge did not help');
    expect(knowledgeText({ ...used, strength: 0 }).text).toContain('with shuffled edges');
    const zero = { mean: 0, low: 0, high: 0 };
    expect(knowledgeText({ ...used, strength: 0, gain: zero }).text).toMatch(/from the cells alone\.$/u);
    expect(knowledgeText({ ...used, gain }).title).toBe('No gain from knowledge is shown');
    expect(knowledgeText({ ...used, shuffledGain: 0.05 }).title).toBe('No gain from knowledge is shown');
    expect(knowledgeText({ ...used, asked: 0, strength: 0 }).title).toContain('not used');
    expect(knowledgeText({ ...used, asked: 2, strength: 2, gain: null }).text).toContain(
      'cannot be measured',
    );
  });
});
