/**
 * The myeloid differentiation network of Krumsiek, Marr, Schroeder and Theis (2011), "Hierarchical differentiation of
 * myeloid progenitors is encoded in the transcription factor network", PLoS ONE 6(8): e22649, table 1: eleven factors and
 * their Boolean rules, restated. From one progenitor state it reaches four: erythrocyte, megakaryocyte, monocyte and
 * granulocyte. Names are gene symbols where there is one: SPI1 is PU.1, KLF1 is EKLF, TAL1 is SCL; FOG1 as in the
 * publication; EGRNAB stands for the joint action of EGR and NAB factors.
 */
import { parseRule, type Rule } from './rules';

const published: Readonly<Record<string, string>> = {
  GATA2: 'GATA2 & !(GATA1 & FOG1) & !SPI1',
  GATA1: '(GATA1 | GATA2 | FLI1) & !SPI1',
  FOG1: 'GATA1',
  KLF1: 'GATA1 & !FLI1',
  FLI1: 'GATA1 & !KLF1',
  TAL1: 'GATA1 & !SPI1',
  CEBPA: 'CEBPA & !(GATA1 & FOG1 & TAL1)',
  SPI1: '(CEBPA | SPI1) & !(GATA1 | GATA2)',
  JUN: 'SPI1 & !GFI1',
  EGRNAB: 'SPI1 & JUN & !GFI1',
  GFI1: 'CEBPA & !EGRNAB',
};

export const myeloidGenes: readonly string[] = Object.keys(published);

export const myeloidRules: readonly Rule[] = Object.values(published).map((rule) =>
  parseRule(rule, myeloidGenes),
);

/** Genes that are on in the common myeloid progenitor, from which the four lineages are reached (ibid., figure 2). */
export const progenitorGenes: readonly string[] = ['GATA2', 'CEBPA', 'SPI1'];
