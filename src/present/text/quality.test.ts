import { expect, it } from 'vitest';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { aQualityReport } from '../../../tests/support/dataset/qualityReport';
import { qualitySentences } from './quality';

const plain = (sentences: readonly string[]) => sentences.map((text) => text.replaceAll('\u00A0', ' '));

it('says that all pass where nothing is left out, of what there is a rule for', () => {
  expect(qualitySentences(aQualityReport, {})).toEqual(['All 5,000 cells pass.']);
  expect(qualitySentences(aQualityReport, { fewestCells: 5, leastCellsOfGene: 3 })).toEqual([
    'All 5,000 cells pass.',
    'All 40 perturbations pass.',
    'All 2,000 genes pass.',
  ]);
});

it('says how much is left out and why, with names where there are some', () => {
  const report: QualityReport = {
    ...aQualityReport,
    cells: {
      ...aQualityReport.cells,
      leftOut: 312,
      rules: [
        { rule: 'counts', limit: 500, cells: 280 },
        { rule: 'genes', limit: 200, cells: 0 },
        { rule: 'mitochondrial', limit: 0.125, cells: 40 },
      ],
    },
    genes: { ...aQualityReport.genes, leftOut: 1, kept: ['KLF1'] },
    perturbations: { ...aQualityReport.perturbations, leftOut: [{ name: 'SPI1', count: 1 }] },
  };
  expect(plain(qualitySentences(report, { fewestCells: 30, leastCellsOfGene: 10 }))).toEqual([
    '312 of 5,000 cells are left out. They are 280 with fewer than 500 counts and 40 with more than 12.5 % mitochondrial. A cell may fail several rules.',
    '1 perturbation has fewer than 30 cells. It is not learned from: SPI1 (1).',
    '1 of 2,000 genes is left out. Genes detected in fewer than 10 cells are not chosen for the model. Perturbed or asked for, and so in it all the same: KLF1.',
  ]);
});
