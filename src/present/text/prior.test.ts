import { describe, expect, it } from 'vitest';
import { coverageText, spellingOf, spellingRemark } from './prior';

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
    expect(spellingRemark(['ENSG00000102145'], human)).toContain('tables of gene names');
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
