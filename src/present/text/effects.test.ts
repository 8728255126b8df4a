import type { GuideVerdict } from '../../effects/guides';
import { expect, it } from 'vitest';
import { aPerturbationLine as line } from '../../../tests/support/effects/perturbationLine';
import type { TargetVerdict } from '../../effects/ownTargets';
import { plannedTest } from '../../effects/power';
import {
  calibrationSentence,
  comparedSentences,
  effectsHeadline,
  foundFrom,
  guidesSentence,
  kindText,
  missedSentence,
  modelSentence,
  neededSentence,
  ownText,
  targetsText,
} from './effects';

const atDose = (of: string, value: number) => ({
  ...line(`${of} ${value} µM`, 2, 0),
  labelInFile: of,
  dose: { value, unit: 'µM', of, ofTargets: [value] },
});

it('the headline of effects counts the perturbations that act and those that act alike, or the one that changes most', () => {
  expect(effectsHeadline([line('GATA1', 2), line('SPI1', 0)])).toBe(
    '1 of 2 perturbations changes other genes. GATA1 changes 2 genes.',
  );
  expect(effectsHeadline([line('GATA1', 2), line('SPI1', 1), line('TAL1', 0)])).toBe(
    '2 of 3 perturbations change other genes. GATA1 changes 2 genes, the most.',
  );
  expect(effectsHeadline([line('GATA1', 2), line('SPI1', 2), line('TAL1', 1)])).toMatch(
    /GATA1 changes 2 genes\.$/,
  );
  const alike = [line('JAK2', 9, 0), line('CUL3', 8), line('IRF1', 7), line('IFNGR1', 6, 0)];
  expect(effectsHeadline(alike)).toBe('4 of 4 perturbations change other genes. IFNGR1 and JAK2 act alike.');
  expect(effectsHeadline([...alike, line('SPI1', 4, 1), line('BRD4', 3, 1)])).toContain(
    'IFNGR1 and JAK2 act alike, and so do BRD4 and SPI1.',
  );
  expect(effectsHeadline([atDose('JQ1', 1), atDose('JQ1', 2)])).toBe(
    '1 of 1 perturbation changes other genes at one or more doses. JQ1 1 µM changes 2 genes.',
  );
  expect(effectsHeadline([atDose('JQ1', 1), atDose('OTX', 2)])).toContain('JQ1 1 µM and OTX 2 µM act alike.');
  const three = [...alike, line('BRD4', 3, 1), line('SPI1', 3, 1), line('A', 2, 2), line('B', 2, 2)];
  expect(effectsHeadline(three)).toContain('act alike, and so do the members of 2 further groups.');
  expect(effectsHeadline([line('SPI1', 0)])).toBe('SPI1 was not found to change other genes.');
  expect(effectsHeadline([line('SPI1', 1)])).toBe('SPI1 changes 1 other gene.');
  expect(effectsHeadline([line('SPI1', 1)], false)).toMatch(/^SPI1 has one sample: its changes/);
  expect(effectsHeadline([])).toBe('No perturbation to compare.');
  expect(effectsHeadline([line('SPI1', 0), line('TAL1', 0)], false)).toBe(
    '2 perturbations with one sample each: their changes are shown, but cannot be tested.',
  );
  expect(effectsHeadline([atDose('JQ1', 1), atDose('JQ1', 2), line('SPI1', 0)], false)).toContain(
    '2 perturbations (3 with each dose counted) with one sample each:',
  );
  const sharing = { ...line('TAL1', 9), acts: false, kind: 'shared response' as const };
  expect(effectsHeadline([sharing])).toContain('1 of 1 perturbation shows only a shared response');
  expect(effectsHeadline([line('GATA1', 2), sharing])).toContain(
    'beyond a shared response, which is all that 1 more shows',
  );
});

it('what a model can learn from depends on the perturbations that act', () => {
  const idle = { ...line('SPI1', 0), acts: false };
  expect(modelSentence([idle])).toContain('nothing to learn');
  expect(modelSentence([{ ...idle, kind: 'shared response' }])).toContain(
    'regulates which from a shared response',
  );
  expect(modelSentence([line('GATA1', 2), idle])).toContain('too few to test a model');
  expect(modelSentence([line('GATA1', 2), line('TAL1', 1), idle])).toContain(
    'learn from the 2 perturbations that change other genes, and little from the other one.',
  );
  expect(modelSentence([line('GATA1', 2), line('TAL1', 1)])).toContain('other genes. Training tests');
});

it('a perturbation with changed genes that does not act as a whole is not confirmed', () => {
  expect(kindText({ ...line('IRF1', 0), kind: 'inert' })).toBe('nothing found');
  expect(kindText({ ...line('IRF1', 3), kind: 'inert' })).toBe('not confirmed');
  expect(kindText({ ...line('IRF1', 3), kind: 'specific' })).toBe('specific');
});

it('what effects were compared with names the controls, or all that does not change', () => {
  const found = {
    genes: ['A', 'B'],
    lines: [line('GATA1', 2), line('APART', 0)],
    isPooled: false,
    depth: null,
    dominating: [],
    controls: { cells: 30, guides: 4 },
    unit: 'cell',
    values: 'counts',
    isTested: true,
  } as const;
  expect(comparedSentences(found)).toMatch(
    /^Each perturbation is compared with 30 control cells \(4 guides\), in the 2 genes/,
  );
  expect(comparedSentences(found)).toContain(
    'Not compared, because their batches lack reference cells: APART.',
  );
  const pooled = { ...found, isPooled: true, controls: { cells: 0, guides: 0 }, dominating: ['MALAT1'] };
  expect(comparedSentences(pooled)).toContain(
    'compared with the perturbations that do not change the gene, in',
  );
  const ratios = { ...found, values: 'log-ratio' as const, controls: pooled.controls };
  expect(comparedSentences(ratios)).toContain('compared with the control, which is 0 in these ratios, in');
  expect(comparedSentences(pooled)).toContain('depth of a cell is counted without MALAT1');
  expect(comparedSentences({ ...found, batchReplicates: 6 })).toContain(
    'the cells of a perturbation in each of the 6 batches count as one replicate.',
  );
  expect(comparedSentences(found)).not.toContain('replicate');
  const confounded = { column: 'lane', labels: ['GATA1', 'APART'] };
  expect(comparedSentences({ ...found, confounded })).toMatch(
    /^The effects of GATA1 and APART cannot be told from those of their batches \(column “lane”, not used as batch\), where fewer than 20 cells are controls\. Each /,
  );
  const ofColumn = { ...pooled, depth: { column: 'n_counts', share: 0.2 } };
  expect(comparedSentences(ofColumn)).toMatch(
    /is its “n_counts”, because the file holds only 20\s% of these counts\. It is counted without MALAT1/,
  );
  const broad = { ...found, lines: [{ ...line('GATA1', 2), kind: 'broad' }] } as const;
  expect(comparedSentences(broad)).toContain('the others can seem to rise where most fall');
  expect(comparedSentences({ ...broad, values: 'log-normalised' })).not.toContain('few genes');
  expect(comparedSentences(found)).not.toContain('few genes');
  expect(comparedSentences({ ...found, depth: { column: null, share: 0.5 } })).toContain(
    'is what its values were divided by',
  );
  const samples = { ...found, unit: 'sample', values: 'log-ratio' } as const;
  expect(comparedSentences(samples)).toContain('30 control samples');
  expect(comparedSentences(samples)).toContain('in the 2 genes with values');
  expect(comparedSentences({ ...samples, isTested: false })).toContain(
    'relative to the spread of all samples',
  );
  expect(comparedSentences({ ...found, values: 'log-normalised' })).toContain('counts are safer');
  expect(comparedSentences({ ...found, isRecovered: true })).toContain(
    'the counts behind them were recovered',
  );
});

it('the calibration tells guides from parts of the controls', () => {
  const all = { name: 'all', cells: 9, tests: 1000, below05: 0.0349, below001: 0, quantiles: [] };
  const isTested = true;
  expect(
    calibrationSentence({
      calibration: [all],
      calibrated: 'guides',
      isTested,
      unit: 'cell',
      cells: Float64Array.of(300, 50),
      many: null,
    }),
  ).toBe(
    'Control guides tested against each other: 3.5 % of the 1,000 p-values are ≤ .05 and 0 % ≤ .001; where nothing differs, 5 % and 0.1 % are expected.',
  );
  expect(
    calibrationSentence({
      calibration: [all],
      calibrated: 'parts',
      isTested,
      unit: 'cell',
      cells: Float64Array.of(300, 50),
      many: null,
    }),
  ).toMatch(/^Random parts of the controls/);
  expect(
    calibrationSentence({
      calibration: [],
      calibrated: 'parts',
      isTested,
      unit: 'cell',
      cells: Float64Array.of(300, 50),
      many: null,
    }),
  ).toContain('too few');
  expect(
    calibrationSentence({
      calibration: [],
      calibrated: 'parts',
      isTested: false,
      unit: 'cell',
      cells: Float64Array.of(300, 50),
      many: null,
    }),
  ).toContain('nothing can be tested');
});

it('single samples are compared with single controls', () => {
  const samples = {
    calibration: [],
    calibrated: 'parts',
    isTested: true,
    unit: 'sample',
    many: null,
  } as const;
  expect(calibrationSentence({ ...samples, cells: Float64Array.of(40, 1) })).toContain('single controls');
  expect(calibrationSentence({ ...samples, cells: Float64Array.of(4, 3) })).toContain('too few');
});

it('several guides in a cell are told, with those that cannot be told apart', () => {
  const many = { perCell: 5.21, inseparable: [['GATA1_g1', 'KLF1_g2']] };
  const none = { calibration: [], calibrated: 'guides', isTested: true, unit: 'cell' } as const;
  const text = calibrationSentence({ ...none, cells: Float64Array.of(300, 50), many });
  expect(text).toContain('A cell has 5.2 guides on average, so effects of single targets come from');
  expect(text).toContain(
    '2 guides cannot be separated, because they occur together (such as GATA1_g1 and KLF1_g2), and are left out.',
  );
});

it('what could have been missed is said for falls and rises, with what would find less', () => {
  const typical = {
    tests: [plannedTest(1, 60, 3)],
    cells: 180,
    guides: 3,
    replicates: 'guides',
    unit: 'cell',
  } as const;
  expect(missedSentence(typical)).toMatch(
    /^With 80 % power, a change of a typical gene is found from × \d\.\d+ or ÷ \d\.\d+ on\.$/,
  );
  expect(neededSentence(typical, 0.7)).toMatch(
    /^To find × 1\.6 or ÷ 1\.6 in a typical gene, a perturbation needs (?:[\d,]+ cells with 3 guides, or )?\d+ guides of 60 cells each \(now 180 cells with 3 guides\)\./,
  );
  expect(neededSentence(typical, 0.7, 'fewest cells')).toMatch(
    /^Enough to find × 1\.6 or ÷ 1\.6 in a typical gene: \d+ guides of 60 cells each \(now 180 cells with 3 guides\)\.$/,
  );
  expect(neededSentence({ ...typical, replicates: 'batches' }, 0.7)).toMatch(
    /\d+ batches of 60 cells each \(now 180 cells in 3 batches\)\./,
  );
  expect(neededSentence(typical, 0.05)).toContain('too few controls');
  const samples = { ...typical, unit: 'sample', cells: 3, guides: 1 } as const;
  expect(neededSentence(samples, 2)).toMatch(
    /^To find × 4\.0 or ÷ 4\.0 in a typical gene, a perturbation needs \d+ samples \(now 3 samples\)\.$/,
  );
  const sure = { ...samples, tests: samples.tests.map((test) => ({ ...test, critical: 0.1 })) };
  expect(neededSentence(sure, 3)).toContain('a perturbation needs 2 samples (now');
  expect(neededSentence(samples, 0.05)).toMatch(/^No number of samples would show/);
  expect(foundFrom({ rise: 1, fall: -Infinity })).toBe('from × 2.0 on, and no fall, however large');
});

const aGuide = (name: string, verdict: GuideVerdict) => ({
  name,
  cells: 9,
  strength: 1,
  low: 1,
  high: 1,
  verdict,
  responding: null,
});

it('guides that stand out are named', () => {
  expect(guidesSentence([aGuide('g1', 'agrees')])).toBe('');
  expect(guidesSentence([aGuide('g1', 'inert'), aGuide('g2', 'differs')])).toBe(
    'Little or no effect was found for g1, unlike the other guides of the target. g2 acts differently from the other guides of the target, perhaps off-target.',
  );
  expect(guidesSentence([aGuide('g1', 'one differs'), aGuide('g2', 'one differs')])).toBe(
    'g1 and g2 differ: one may be inactive, or act off-target.',
  );
});

const onTargetLine = (
  label: string,
  mode: 'knockdown' | 'knockout' | 'overexpression',
  onTarget: TargetVerdict,
) => ({
  ...line(label, 0),
  mode,
  onTarget,
  own: { log2: -1.6, low: -2, high: -1, p: 0 },
});

it('targets that change as they should are counted, the others named, after labels that do not fit', () => {
  const lines = [
    onTargetLine('A', 'knockdown', 'as expected'),
    onTargetLine('B', 'knockdown', 'opposite'),
    onTargetLine('C', 'knockdown', 'unclear'),
    onTargetLine('E', 'knockdown', 'weak'),
    onTargetLine('D', 'overexpression', 'as expected'),
  ];
  expect(targetsText({ lines, suspects: [], guides: [] })).toBe(
    '1 of 4 targets fall after knockdown, as expected. The change is less than half of what is usual here in E. The target rises instead in B. The change is unclear in C. 1 of 1 target rise after overexpression or activation, as expected.',
  );
  const suspects = [
    { label: 'A', reason: 'swapped', swappedWith: 'B' },
    { label: 'B', reason: 'swapped', swappedWith: 'A' },
    { label: 'E', reason: 'inert', swappedWith: null },
  ] as const;
  const told = {
    suspects,
    guides: [aGuide('E_g1', 'inert'), aGuide('A_g2', 'weak'), aGuide('A_g3', 'differs')],
  };
  expect(targetsText({ lines: [onTargetLine('F', 'knockout', 'as expected')], ...told })).toBe(
    'Labels look swapped: the cells of each show the change expected of the other (A and B). 1 perturbation looks inert: the target does not change as intended (E). 1 of 1 target fall after knockout, as expected. Little or no effect was found for E_g1, unlike the other guides of the target. Less than half of the effect of the other guides was found for A_g2. A_g3 acts differently from the other guides of the target, perhaps off-target.',
  );
  expect(
    targetsText({ lines: [onTargetLine('F', 'knockout', 'not assessed')], suspects: [], guides: [] }),
  ).toBe(
    'After knockout the mRNA of 1 of 1 target falls significantly; it need not, because a knockout removes the protein.',
  );
  const rising = {
    ...onTargetLine('F', 'knockout', 'not assessed'),
    own: { log2: 2, low: 1, high: 3, p: 0.01 },
  };
  expect(targetsText({ lines: [rising], suspects: [], guides: [] })).toBe(
    'The mRNA of 1 of 1 target rises, as it does not after knockout. If they were activated or overexpressed, or their activity was blocked by an inhibitor, change the perturbation kind.',
  );
  expect(targetsText({ lines: [line('G', 3)], suspects: [], guides: [] })).toBe('');
  expect(lines.map(ownText)).toEqual(['÷ 3.0', '÷ 3.0, opposite', '÷ 3.0, unclear', '÷ 3.0, weak', '÷ 3.0']);
  expect(ownText(line('G', 3))).toBe('–');
});

it('of perturbations without a measured target says that they change genes, and are inputs of a model unless there is one alone', () => {
  const lines = [line('JQ1', 2), line('MG132', 0)].map((one) => ({ ...one, hasTarget: false }));
  expect(effectsHeadline(lines)).toBe('1 of 2 perturbations changes genes. JQ1 changes 2 genes.');
  expect(modelSentence(lines)).toMatch(/a model takes each as an input/);
  expect(modelSentence(lines.slice(1))).toMatch(/^No network can be trained: .* A network needs two/);
});
