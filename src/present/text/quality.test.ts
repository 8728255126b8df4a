import { expect, it } from 'vitest';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { aQualityReport } from '../../../tests/support/dataset/qualityReport';
import { qualitySentences, changeText, movementText, strengthText, targetsSentences } from './quality';
import type { TargetEffect, TargetReport } from '../../dataset/quality/targets';

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

const fallen: TargetEffect = {
  perturbation: 'A',
  target: 'A',
  kind: 'knockdown',
  time: null,
  cells: 40,
  reference: 4,
  mean: 1,
  log2FoldChange: -2,
  low: -3,
  high: -1,
  verdict: 'as-expected',
  guides: [],
};
const report = (effects: readonly TargetEffect[], hasControls = true): TargetReport => ({
  effects,
  referenceCells: 400,
  hasControls,
  timeUnit: '',
});

it('says first how many targets move as they should, then names those that do not', () => {
  const effects: TargetEffect[] = [
    fallen,
    { ...fallen, perturbation: 'B', verdict: 'opposite', log2FoldChange: 1 },
    { ...fallen, perturbation: 'C', verdict: 'unclear' },
    { ...fallen, perturbation: 'D', kind: 'overexpression', log2FoldChange: 1 },
  ];
  expect(targetsSentences(report(effects))).toEqual([
    '1 of 3 targets fall after knockdown, as they should.',
    'The target rises instead in B.',
    'It does not move clearly in C.',
    '1 of 1 target rise after overexpression or activation, as they should.',
    'Compared with 400 control cells.',
  ]);
});

it('judges no knockout, and says where there are no controls', () => {
  const knockout: TargetEffect = { ...fallen, kind: 'knockout', time: 2, verdict: 'nothing-expected' };
  expect(targetsSentences(report([knockout], false))).toEqual([
    'After knockout the mRNA of 1 of 1 target falls.',
    'A knockout breaks the protein, and the mRNA need not fall: none is judged.',
    'There are no controls: compared with 400 cells of the other perturbations, at each time point.',
  ]);
  expect(movementText(knockout)).toBe('not judged');
  expect(targetsSentences(report([]))).toEqual(['No perturbed gene has cells to be compared.']);
});

it('prints changes as factors with their interval, and guides beside the others', () => {
  expect(changeText(fallen)).toBe('÷ 4.0 (÷ 8.0 to ÷ 2.0)');
  expect(changeText({ ...fallen, log2FoldChange: 0, low: -1, high: 1 })).toBe('same (÷ 2.0 to × 2.0)');
  expect(movementText({ ...fallen, verdict: 'opposite', log2FoldChange: 1 })).toBe('rises, the wrong way');
  const guide = {
    guide: 'A_g1',
    target: 'A',
    cells: 30,
    strength: -0.001,
    error: 0.05,
    verdict: 'weak',
  } as const;
  expect(strengthText(guide)).toBe('0.00 ± 0.10, does little');
  expect(strengthText(undefined)).toBe('–');
});
