import { expect, it } from 'vitest';
import type { DatasetNote } from '../../dataset/annotation';
import { presets } from '../../dynamics/settings';
import { commands } from '../../session/commands';
import type { AppError } from '../../session/state';
import { aResult } from '../../session/testData';
import { describeDiagnosis, findingTitle, notBetterYet } from '../../sentences/diagnosis';
import { describeError } from './errors';
import { listOf, plural, timeLeft } from '../../sentences/format';
import { logText } from './log';
import { narrationText, refiningStep, runStatus } from './narration';
import { describeNote } from '../../sentences/notes';
import { describeNotice } from './notices';
import {
  edgeStabilityHint,
  moduleStabilityHint,
  modulesText,
  unstableEdgesText,
} from '../../sentences/stability';

const file = 'screen.h5ad';

/** One of each: a tag that is missing here does not compile. */
const errors: { readonly [Tag in AppError['tag']]: Extract<AppError, { tag: Tag }> } = {
  'unknown-format': { tag: 'unknown-format', file, extension: '.docx' },
  'unsupported-format': { tag: 'unsupported-format', file, format: 'Zarr', convert: 'convert it' },
  'empty-file': { tag: 'empty-file', file },
  'incomplete-triplet': { tag: 'incomplete-triplet', file, missing: ['features', 'barcodes'] },
  'names-mismatch': {
    tag: 'names-mismatch',
    file,
    rows: 507,
    columns: 12,
    features: { file: 'features.tsv', lines: 500 },
    barcodes: { file: 'barcodes.tsv', lines: 12 },
  },
  'unsupported-matrix': {
    tag: 'unsupported-matrix',
    file,
    header: '%%MatrixMarket matrix array real general',
  },
  'no-gene-expression': { tag: 'no-gene-expression', file, types: ['Antibody Capture'] },
  'encrypted-archive': { tag: 'encrypted-archive', file },
  'archive-too-large': { tag: 'archive-too-large', file, entry: 'a.csv', megabytes: 9000, limit: 4000 },
  'archive-without-data': { tag: 'archive-without-data', file, entries: ['picture.png'] },
  'archive-ambiguous': { tag: 'archive-ambiguous', file, entries: ['a.h5ad', 'b.h5ad'] },
  'not-hdf5': { tag: 'not-hdf5', file },
  'damaged-file': { tag: 'damaged-file', file, where: 'X/data', detail: 'chunk 3 is cut' },
  'unsupported-filter': { tag: 'unsupported-filter', file, where: 'X/data', filter: 'SZIP', id: 4 },
  'unsupported-encoding': { tag: 'unsupported-encoding', file, where: 'obs', encoding: 'rec-array' },
  'no-matrix': { tag: 'no-matrix', file },
  'shape-mismatch': { tag: 'shape-mismatch', file, where: 'X', expected: '5 rows', found: '4 rows' },
  'bad-header': { tag: 'bad-header', file, where: 'line 1', detail: 'two empty names' },
  'ragged-row': { tag: 'ragged-row', file, line: 1234, expected: 5, found: 1 },
  'not-a-number': { tag: 'not-a-number', file, line: 7, column: 'GATA1', value: '<b>x</b>' },
  'not-finite': { tag: 'not-finite', file, where: 'X', count: 3 },
  'negative-values': { tag: 'negative-values', file, where: 'X', minimum: -2.345 },
  'duplicate-cells': { tag: 'duplicate-cells', file, names: ['c1'] },
  'no-shared-cells': {
    tag: 'no-shared-cells',
    file,
    labels: 'labels.csv',
    cells: ['c1', 'c2'],
    samples: ['a', 'b'],
  },
  'too-few-cells': { tag: 'too-few-cells', file, cells: 1, needed: 20 },
  'too-few-genes': { tag: 'too-few-genes', file, genes: 2, needed: 3 },
  'no-perturbation-column': { tag: 'no-perturbation-column', file, columns: ['leiden'] },
  'no-targets-measured': { tag: 'no-targets-measured', file, labels: ['GATA1'], genes: ['ENSG1'] },
  'no-controls': { tag: 'no-controls', file, labels: ['A', 'B'] },
  'controls-lack-genes': {
    tag: 'controls-lack-genes',
    file,
    screen: 'bare.h5ad',
    genes: 200,
    shared: 3,
    perturbed: ['GATA1'],
    lacking: ['GATA1'],
    samples: ['ENSG1'],
  },
  'controls-other-values': {
    tag: 'controls-other-values',
    file,
    screen: 'bare.h5ad',
    where: 'X',
    found: 'counts',
    expected: 'log-normalised',
  },
  'controls-other-total': {
    tag: 'controls-other-total',
    file,
    screen: 'bare.h5ad',
    where: 'X',
    found: 1e6,
    expected: 1e4,
  },
  'link-damaged': { tag: 'link-damaged' },
  'link-too-new': { tag: 'link-too-new' },
  'link-empty': { tag: 'link-empty' },
  'run-file-damaged': { tag: 'run-file-damaged', file },
  'run-file-too-new': { tag: 'run-file-too-new', file, version: 2 },
  'run-file-alien': { tag: 'run-file-alien', file },
  'no-training-perturbations': { tag: 'no-training-perturbations', file },
  'no-regulators': { tag: 'no-regulators', file },
  'reader-unavailable': { tag: 'reader-unavailable', file, detail: 'Failed to fetch' },
  'out-of-memory': { tag: 'out-of-memory', file, megabytes: 2100 },
  cancelled: { tag: 'cancelled', file },
  'training-not-finite': { tag: 'training-not-finite', step: 1840 },
  'no-wasm-simd': { tag: 'no-wasm-simd' },
  'worker-lost': { tag: 'worker-lost', detail: 'unreachable' },
  'training-out-of-memory': { tag: 'training-out-of-memory', megabytes: 0 },
  'truth-empty': { tag: 'truth-empty', file },
  'truth-too-large': { tag: 'truth-too-large', file, limit: 2_000_000 },
  'truth-columns': { tag: 'truth-columns', file, columns: ['x', 'y'] },
  'truth-ragged': { tag: 'truth-ragged', file, line: 3, expected: 3, found: 2 },
  'storage-full': { tag: 'storage-full' },
  'storage-unavailable': { tag: 'storage-unavailable' },
  'run-damaged': { tag: 'run-damaged' },
  'too-many-files': { tag: 'too-many-files', files: ['a.h5ad', 'b.h5ad'] },
  'demo-unavailable': { tag: 'demo-unavailable', detail: '404' },
};

const notes: { readonly [Tag in DatasetNote['tag']]: Extract<DatasetNote, { tag: Tag }> } = {
  transposed: { tag: 'transposed', reason: 'The first column holds gene names.' },
  'duplicate-genes': { tag: 'duplicate-genes', names: ['A'] },
  lzf: { tag: 'lzf', path: 'X/data' },
  'decimal-comma': { tag: 'decimal-comma' },
  'features-left-out': {
    tag: 'features-left-out',
    types: [{ name: 'CRISPR Guide Capture', count: 12 }],
  },
  'genes-of-genomes': {
    tag: 'genes-of-genomes',
    genomes: [
      { name: 'hg19', count: 300 },
      { name: 'mm10', count: 1 },
    ],
  },
  'genome-matrices': { tag: 'genome-matrices', genomes: ['hg19'], leftOut: ['mm10'] },
  'labels-file': { tag: 'labels-file', file: 'labels.csv', matched: 12 },
  'controls-file': {
    tag: 'controls-file',
    file: 'ctrl.h5ad',
    cells: 600,
    label: 'control',
    leftOut: 1,
    lacking: 7,
    samples: ['A', 'B'],
    matricesLeftOut: ['raw/X'],
  },
  'few-controls': { tag: 'few-controls', cells: 12 },
  'controls-without-time': { tag: 'controls-without-time', cells: 600 },
  'targets-not-measured': { tag: 'targets-not-measured', labels: ['A', 'B'] },
  'labels-not-genes': { tag: 'labels-not-genes', labels: ['odd'] },
  'cells-without-label': { tag: 'cells-without-label', cells: 1 },
  'small-condition': { tag: 'small-condition', label: 'ZIC2, day 2', cells: 22 },
  'regulators-not-modelled': { tag: 'regulators-not-modelled', names: ['X'] },
  'genes-not-found': { tag: 'genes-not-found', names: ['X', 'Y'] },
  'one-sample-per-condition': { tag: 'one-sample-per-condition' },
  'cells-subsampled': { tag: 'cells-subsampled', kept: 100_000, cells: 1_200_000 },
  'kind-unlike-change': {
    tag: 'kind-unlike-change',
    kind: 'knockdown',
    suggested: 'overexpression',
    change: 2,
  },
};

it.each(Object.values(errors))('tells of $tag what happened, why and what next', (error) => {
  const { title, why, next } = describeError(error);
  const hole = /undefined|NaN|\[object|\bnull\b|\.\.|something went wrong/i;
  for (const part of [title, why, next]) {
    expect(part).toMatch(/^\S.{6,}\S$/u);
    expect(part).not.toMatch(hole);
  }
  for (const part of [why, next]) expect(part).toMatch(/[.:]$/);
  expect(`${title} ${why}`).toContain('file' in error ? file : '');
});

it('names the place where a person has to look', () => {
  expect(describeError(errors['ragged-row']).title).toContain('Line 1,234');
  expect(describeError(errors['not-a-number']).why).toContain('column GATA1');
  expect(describeError(errors['unsupported-filter']).why).toContain('X/data');
});

it('offers only buttons that exist', () => {
  const ids = commands.map((command) => command.id);
  const offered = Object.values(errors).flatMap((error) => describeError(error).action?.command ?? []);
  expect(ids).toEqual(expect.arrayContaining(offered));
});

it('quotes a file name so that the command to convert it stays one command', () => {
  const code = describeError({ ...errors['unsupported-filter'], file: 'a"; import os' }).code ?? '';
  expect(code).toContain(String.raw`"a\"; import os"`);
  expect(code.split('\n')).toHaveLength(2);
});

it('says every note in whole sentences', () => {
  for (const note of Object.values(notes)) {
    const { title, detail } = describeNote(note);
    expect(`${title} ${detail}`).not.toMatch(/undefined|NaN|\[object/);
    expect(detail).toMatch(/\.$/);
  }
  expect(describeNote(notes['targets-not-measured']).title).toBe(
    '2 perturbations have a target that is not measured',
  );
});

it('narrates in one line', () => {
  const strongestNew = { source: 'GATA1', target: 'KLF1', sign: 1 } as const;
  expect(narrationText({ step: 800, stableEdges: 231, strongestNew })).toBe(
    'Step 800: 231 edges are stable; strongest new: GATA1 activates KLF1.',
  );
  expect(narrationText({ step: 1200, stableEdges: 1, strongestNew: null })).toBe(
    'Step 1,200: 1 edge is stable.',
  );
});

it('ends the status of a run in Finished or Stopped', () => {
  const summary = { ...emptySummaryAt(400), steps: 500 };
  const rest = { preparing: null, stopping: false, summary, narration: null, demo: null, shared: null };
  expect(runStatus({ ...rest, phase: 'finished' })).toMatch(/Finished$/);
  expect(runStatus({ ...rest, phase: 'stopped' })).toMatch(/Stopped$/);
  expect(runStatus({ ...rest, phase: 'running', stopping: true })).not.toMatch(/Stopped$/);
});

it('says which fit refines the network, what it averages by then, and what a stop then kept', () => {
  const refining = { fit: 3, fits: 3, step: 120, steps: 350 };
  const summary = { ...emptySummaryAt(350), steps: 350, averaged: 2, refining };
  const rest = { preparing: null, stopping: false, narration: null, demo: null, shared: null };
  expect(runStatus({ ...rest, summary, phase: 'running' })).toBe(
    'Refining: fit 3 of 3. The network now averages the ranks of two fits.',
  );
  expect(refiningStep(summary)).toBe('Step 120 of 350');
  expect(runStatus({ ...rest, summary, phase: 'paused' })).toBe('Paused at step 120 of fit 3 of 3');
  expect(runStatus({ ...rest, summary, phase: 'stopped' })).toBe(
    'Ended while refining: the network averages the ranks of two fits, not three. Stopped',
  );
  const alone = { ...summary, averaged: 1 };
  expect(runStatus({ ...rest, summary: alone, phase: 'stopped' })).toContain('the first fit alone');
  const done = { ...summary, averaged: 3, refining: null };
  expect(runStatus({ ...rest, summary: done, phase: 'finished' })).toBe(
    'Three fits of 350 steps done. Finished',
  );
  expect(logText({ at: 0, event: { tag: 'averaged', fits: 3 } })).toContain('three fits');
});

function emptySummaryAt(step: number) {
  const unknown = {
    loss: null,
    heldOutError: null,
    stableShare: null,
    averaged: 1,
    refining: null,
    stepsPerSecond: null,
    secondsLeft: null,
  };
  return { step, steps: 0, secondsElapsed: 0, ...unknown };
}

function ask(diagnosis: Partial<typeof aResult.diagnosis>) {
  return describeDiagnosis({ diagnosis: { ...aResult.diagnosis, ...diagnosis }, crossValidation: null });
}

it('answers the four questions by the thresholds of the method', () => {
  const attention = (answers: ReturnType<typeof ask>) => answers.map((answer) => answer.attention);
  expect(attention(ask({}))).toEqual([false, false, false, true]);
  expect(attention(ask({ signal: 1.1 }))).toEqual([true, false, false, true]);
  expect(attention(ask({ agreement: 0.04 }))).toEqual([false, true, false, true]);
  expect(attention(ask({ agreement: 0.04, labelRank: 4 }))).toEqual([false, false, false, true]);
  expect(ask({ sharedFactor: 4 })[2]?.sentence).toContain('it was damped');
  expect(ask({ signal: null, agreement: null, sharedFactor: null })).toHaveLength(1);
});

it('says that a model does not beat “no change”, while it trains and afterwards', () => {
  const crossValidation = {
    folds: 3,
    steps: [],
    errors: [],
    error: 1.3,
    shrunkError: 1.02,
    kappa: 0.2,
    perPerturbation: [],
  };
  const bad = { ...aResult, crossValidation };
  expect(findingTitle(bad)).toBe('The model does not beat “no change”');
  expect(notBetterYet(1.2, 840)?.text).toContain('1.20 times');
  expect(notBetterYet(0.9, 840)).toBeNull();
  expect(notBetterYet(null, 840)).toBeNull();
  expect(describeDiagnosis(bad).at(-1)?.attention).toBe(true);
});

it('puts lists, plurals and times into words', () => {
  expect(listOf(['A'])).toBe('A');
  expect(listOf(['A', 'B', 'C'], 2)).toBe('A, B and 1 more');
  expect(listOf([])).toBe('');
  expect(plural(1, 'cell')).toBe('1 cell');
  expect(plural(1169, 'cell')).toBe('1,169 cells');
  expect(timeLeft([5.1, 8.2])).toBe('about 5–8 s left');
  expect(timeLeft([80, 100])).toBe('about 80 s–1:40 min left');
});

it('writes a log line for an error and for what followed', () => {
  const at = 0;
  expect(logText({ at, event: { tag: 'error', error: errors['no-controls'] } })).toContain(
    'No control cells',
  );
  expect(logText({ at, event: { tag: 'recovered', step: 60 } })).toContain('step 60');
  expect(describeNotice({ tag: 'recovered', step: 0 }).why).toContain('began again');
  const processor = { kind: 'wasm', name: 'Processor', workers: 0 } as const;
  const device = { ...processor, reason: { tag: 'gpu-lost', detail: '' } } as const;
  const moved = { tag: 'moved', step: 80, device } as const;
  expect(logText({ at, event: moved })).toContain('from step 80 on the processor');
  expect(describeNotice(moved).why).toContain('from step 80 on the processor');
  expect(logText({ at, event: { tag: 'slowed', step: 70 } })).toContain('step 70');
  expect(describeNotice({ tag: 'slowed', step: 70 }).why).toContain('from step 70 at half the step size');
  expect(describeNotice({ tag: 'storage-full' }).title).toContain('no room');
});

it('says what stability counts: leave-out fits, averaged fits too, or units found again', () => {
  const members = [{ preset: 'H', horizon: 6, weights: new Float32Array(4) } as const];
  const compact = { ...aResult, model: { ...aResult.model, settings: presets.compact } };
  expect(edgeStabilityHint(null)).not.toContain('averaged');
  expect(edgeStabilityHint({ members })).toContain('averaged');
  expect(unstableEdgesText({ members })).toContain('averaged');
  expect(unstableEdgesText({ members: [] })).not.toContain('averaged');
  expect(moduleStabilityHint({ ...aResult, members })).toContain('averaged');
  expect(moduleStabilityHint(compact)).toContain('unit');
  expect(modulesText(compact)).toContain('hidden units');
  expect(modulesText(aResult)).not.toContain('hidden units');
});
