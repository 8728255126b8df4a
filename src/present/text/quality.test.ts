import { expect, it } from 'vitest';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { aQualityReport } from '../../../tests/support/dataset/recognition';
import { qualitySentences } from './quality';

const plain = (sentences: readonly string[]) => sentences.map((text) => text.replaceAll('\u00A0', ' '));

it('states that all pass, for each rule', () => {
  expect(qualitySentences(aQualityReport, {})).toEqual(['All 5,000 cells pass.']);
  expect(qualitySentences(aQualityReport, { fewestCells: 5, leastCellsOfGene: 3 })).toEqual([
    'All 5,000 cells pass.',
    'All 40 perturbations pass.',
    'All 2,000 genes pass.',
  ]);
});

it('states how much is excluded and why, with names', () => {
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
    '312 of 5,000 cells are left out. 280 have fewer than 500 counts and 40 have more than 12.5 % mitochondrial counts. A cell may fail several rules.',
    '1 perturbation has fewer than 30 cells. It is not used for training: SPI1 (1).',
    '1 of 2,000 genes is left out. Genes detected in fewer than 10 cells are not modelled. Exceptions, because perturbed or requested: KLF1.',
  ]);
});
