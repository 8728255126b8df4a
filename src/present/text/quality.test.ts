import { expect, it } from 'vitest';
import type { QualityReport } from '../../dataset/quality/qualityReport';
import { aQualityReport } from '../../../tests/support/dataset/recognition';
import { qualitySentences, changeText, movementText, strengthText, targetsSentences } from './quality';
import { suspectSentences } from './diagnosis';
import type { TargetEffect, TargetReport } from '../../dataset/quality/targets';

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
  suspects: [],
});

it('counts targets that change as expected, then names those that do not', () => {
  const effects: TargetEffect[] = [
    fallen,
    { ...fallen, perturbation: 'B', verdict: 'opposite', log2FoldChange: 1 },
    { ...fallen, perturbation: 'C', verdict: 'unclear' },
    { ...fallen, perturbation: 'D', kind: 'overexpression', log2FoldChange: 1 },
  ];
  expect(targetsSentences(report(effects))).toEqual([
    '1 of 3 targets decrease after knockdown, as expected.',
    'The target increases instead in B.',
    'The change is unclear in C.',
    '1 of 1 target increase after overexpression or activation, as expected.',
    'Compared with 400 control cells.',
  ]);
});

it('assesses no knockout, and states that there are no controls', () => {
  const knockout: TargetEffect = { ...fallen, kind: 'knockout', time: 2, verdict: 'nothing-expected' };
  expect(targetsSentences(report([knockout], false))).toEqual([
    'After knockout the mRNA of 1 of 1 target decreases.',
    'A knockout removes the protein; its mRNA need not decrease, so none is assessed.',
    'There are no controls: compared with 400 cells of the other perturbations, at each time point.',
  ]);
  expect(movementText(knockout)).toBe('not assessed');
  expect(targetsSentences(report([]))).toEqual(['No perturbed gene has cells to compare.']);
});

it('assesses knockouts whose mRNA decreases in general, and names labels that do not fit first', () => {
  const knockout: TargetEffect = { ...fallen, kind: 'knockout' };
  const effects = ['A', 'B', 'C', 'D', 'E'].map((perturbation): TargetEffect => {
    const isFallen = perturbation === 'C' || perturbation === 'D';
    return { ...knockout, perturbation, verdict: isFallen ? 'as-expected' : 'unclear' };
  });
  const suspects = [
    { label: 'A', reason: 'swapped', swappedWith: 'B' },
    { label: 'B', reason: 'swapped', swappedWith: 'A' },
    { label: 'E', reason: 'inert', swappedWith: null },
  ] as const;
  expect(targetsSentences({ ...report(effects), suspects })).toEqual([
    'Labels look exchanged: the cells of each show the target change of the other (A and B).',
    '1 perturbation looks inert: the target does not change as intended (E).',
    '2 of 5 targets decrease after knockout, as expected.',
    'The change is unclear in A, B and E.',
    'Compared with 400 control cells.',
  ]);
  const other = { label: 'A', reason: 'other', swappedWith: null } as const;
  expect(suspectSentences([other])).toEqual([
    '1 label does not fit: other genes change, but not the target (A).',
  ]);
});

it('prints changes as factors with intervals, and guides relative to the others', () => {
  expect(changeText(fallen)).toBe('÷ 4.0 (÷ 8.0 to ÷ 2.0)');
  expect(changeText({ ...fallen, log2FoldChange: 0, low: -1, high: 1 })).toBe('same (÷ 2.0 to × 2.0)');
  expect(movementText({ ...fallen, verdict: 'opposite', log2FoldChange: 1 })).toBe(
    'increases, opposite to expectation',
  );
  const guide = {
    guide: 'A_g1',
    target: 'A',
    cells: 30,
    strength: -0.001,
    error: 0.05,
    verdict: 'weak',
  } as const;
  expect(strengthText(guide)).toBe('0.00 ± 0.10, weak');
  expect(strengthText(undefined)).toBe('–');
});
