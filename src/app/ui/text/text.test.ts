import { expect, it } from 'vitest';
import { presets } from '../../../dynamics/settings';
import { commands } from '../../session/page/commands';
import type { AppError } from '../../session/state';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import type { LabelEvidence } from '../../../inference/diagnosis/evidence';
import { describeDiagnosis, findingTitle, notBetterYet } from '../../../present/text/diagnosis';
import { describeError, describeNotice } from './errors';
import { listOf, plural, timeLeft } from '../../../present/text/format';
import { describeRun } from '../derived/finding';
import { logText } from '../panels/drawer/LogPanel';
import { cardText, effectsText } from './effects';
import { narrationText, runStatus } from './run';
import { describeNote } from '../../../present/text/notes';
import { aPerturbationLine } from '../../../../tests/support/effects/perturbationLine';
import { datasetNotes, file, inputErrors } from '../../../../tests/support/present/testData';
import {
  edgeStabilityHint,
  moduleStabilityHint,
  modulesText,
  unstableEdgesText,
} from '../../../present/text/confidence';

/** One of each: a tag that is missing here does not compile. */
const errors: { readonly [Tag in AppError['tag']]: Extract<AppError, { tag: Tag }> } = {
  ...inputErrors,
  'storage-full': { tag: 'storage-full' },
  'storage-unavailable': { tag: 'storage-unavailable' },
  'run-damaged': { tag: 'run-damaged' },
  'all-deleted': { tag: 'all-deleted' },
  'run-deleted': { tag: 'run-deleted' },
  'run-open-elsewhere': { tag: 'run-open-elsewhere' },
  'storage-blocked': { tag: 'storage-blocked' },
  'too-many-files': { tag: 'too-many-files', files: ['a.h5ad', 'b.loom'] },
  'demo-unavailable': { tag: 'demo-unavailable', detail: '404' },
  'address-not-web': { tag: 'address-not-web', text: 'ftp://lab.example/a.h5ad' },
  'address-unreachable': { tag: 'address-unreachable', host: 'lab.example' },
  'address-refused': { tag: 'address-refused', host: 'lab.example', status: 404 },
  'address-is-page': { tag: 'address-is-page', host: 'lab.example', file: 'screen.h5ad' },
  'download-broke-off': { tag: 'download-broke-off', file: 'screen.h5ad', bytes: 2_000_000 },
  'training-lost': { tag: 'training-lost', detail: 'out of memory', step: 60 },
  'export-failed': { tag: 'export-failed', detail: 'out of memory' },
  'frozen-unavailable': { tag: 'frozen-unavailable', name: 'Sachs et al. 2005', detail: '404 Not Found' },
  'opening-failed': { tag: 'opening-failed', file, detail: 'out of memory' },
  'file-silent': { tag: 'file-silent', file, seconds: 30 },
};

it.each(Object.values(errors))('states for $tag what happened, why and what to do', (error) => {
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

it('writes every note in complete sentences', () => {
  for (const note of Object.values(datasetNotes)) {
    const { title, detail } = describeNote(note);
    expect(`${title} ${detail}`).not.toMatch(/undefined|NaN|\[object/);
    expect(detail).toMatch(/\.$/);
  }
  expect(describeNote(datasetNotes['targets-not-measured']).title).toBe(
    '2 perturbations have a target that is not measured',
  );
});

it('narrates in one line', () => {
  const strongestNew = { source: 'GATA1', target: 'KLF1', sign: 1 } as const;
  expect(narrationText({ step: 800, stableEdges: 231, strongestNew })).toBe(
    'Step 800: 231 edges have settled; strongest new edge: GATA1 activates KLF1.',
  );
  expect(narrationText({ step: 1200, stableEdges: 1, strongestNew: null })).toBe(
    'Step 1,200: 1 edge has settled.',
  );
});

it('ends the status of a run in Finished or Stopped', () => {
  const summary = { ...emptySummaryAt(400), steps: 500 };
  const rest = { preparing: null, stopping: false, summary, narration: null, demo: null, shared: null };
  expect(runStatus({ ...rest, phase: 'finished' })).toMatch(/Finished$/);
  expect(runStatus({ ...rest, phase: 'stopped' })).toMatch(/Stopped$/);
  expect(runStatus({ ...rest, phase: 'running', stopping: true })).not.toMatch(/Stopped$/);
});

function emptySummaryAt(step: number) {
  const unknown = {
    loss: null,
    heldOutError: null,
    stableShare: null,
    stepsPerSecond: null,
    secondsLeft: null,
  };
  return { step, steps: 0, secondsElapsed: 0, ...unknown };
}

function ask(diagnosis: Partial<typeof aResult.diagnosis>, genes = 20) {
  return describeDiagnosis({
    diagnosis: { ...aResult.diagnosis, ...diagnosis },
    crossValidation: null,
    model: {
      settings: presets.default,
      genes: Array.from({ length: genes }, (_, gene) => `G${gene}`),
      shared: null,
      measured: null,
      lossesReplaced: false,
    },
  });
}

it('answers the four questions by the thresholds of the method', () => {
  const attention = (answers: ReturnType<typeof ask>) => answers.map((answer) => answer.attention);
  expect(attention(ask({}))).toEqual([false, false, false, true]);
  expect(attention(ask({ signal: 1.1 }))).toEqual([true, false, false, true]);
  expect(attention(ask({ agreement: 0.04 }))).toEqual([false, true, false, true]);
  expect(ask({ typicalCorrelation: 0.08 })[2]?.sentence).toContain('Its influence was reduced');
  expect(ask({ typicalCorrelation: 0.08 }, 19)[2]?.sentence).toContain('Its influence was not reduced');
  expect(ask({ typicalCorrelation: 0.06, sharedFactor: 4 })[2]?.sentence).toContain('No:');
  expect(ask({ sharedFactor: 4 })[2]?.sentence).toContain('Its influence was reduced');
  expect(ask({ signal: null, agreement: null, sharedFactor: null })).toHaveLength(1);
});

function told(labels: Partial<LabelEvidence>) {
  const nothing = { ownChange: 0.2, ownScore: 0, contradicted: 0, covariation: 0.5, expected: 1 };
  const answer = ask({ labels: { ...nothing, ...labels } })[1];
  return [answer?.attention, answer?.sentence];
}

function trusted(
  kappa: number,
  shared: typeof aResult.model.shared,
  measured = aResult.model.measured,
): string | undefined {
  const model = { ...aResult.model, shared, measured };
  return describeDiagnosis({ ...aResult, crossValidation: { ...noFolds, kappa }, model }).at(-1)?.sentence;
}

function predicts(shrunkError: number): string | undefined {
  return describeDiagnosis({ ...aResult, crossValidation: { ...noFolds, shrunkError } }).find(
    ({ question }) => question === 'Does it predict?',
  )?.sentence;
}

it('states the cross-validated error, and where it is hardly or no better than no change', () => {
  expect(predicts(0.64)).toBe('Cross-validated error 0.64 (no change = 1).');
  expect(predicts(0.97)).toBe('Cross-validated error 0.97 (no change = 1): hardly better than no change.');
  expect(predicts(1)).toBe('Cross-validated error 1.00 (no change = 1): no better than no change.');
});

function questions(lossesReplaced: boolean): readonly string[] {
  const model = { ...aResult.model, lossesReplaced };
  return describeDiagnosis({ ...aResult, model }).map(({ question }) => question);
}

it('mentions dropout only where it was imputed', () => {
  expect(questions(true)).toContain('Is there dropout?');
  expect(questions(false)).not.toContain('Is there dropout?');
});

it('states the scaling of effects, and the shared response that is not from the network', () => {
  expect(trusted(0.6, null)).toBe(
    'Effects are scaled to 60\u00a0% of the model’s output, as cross-validation suggests.',
  );
  expect(trusted(1.1, null)).toContain('scaled to 110\u00a0%');
  const measured = { kappa: 0.9, lowered: new Int32Array(), raised: new Int32Array() };
  expect(trusted(0.45, null, measured)).toBe(
    'Effects of perturbations that were not measured are scaled to 45\u00a0% of the model’s output, as cross-validation suggests. Effects of genes perturbed alone in training are scaled to 90\u00a0%.',
  );
  const shared = { weight: 0.8, fullAt: 0, times: Float64Array.of(6), response: new Float64Array() };
  expect(trusted(0.2, shared)).toContain('Predictions include 80\u00a0% of the mean effect');
  expect(trusted(0.2, shared, measured)).toContain(
    'Low confidence: effects of perturbations that were not measured are scaled to 20\u00a0%',
  );
  expect(trusted(0.2, shared, measured)).toContain(
    'Predictions of perturbations that were not measured include 80\u00a0% of the mean effect',
  );
});

const noFolds = {
  folds: 3,
  steps: [],
  errors: [],
  error: 1.3,
  shrunkError: 1.02,
  kappa: 0.2,
  perPerturbation: [],
};

it('states the evidence for and against the labels, or that it is undetermined', () => {
  const moved = { ownChange: 1, ownScore: 9 };
  expect(told({ ...moved, covariation: 5 })).toEqual([
    false,
    'Yes: targets change as expected, and other effects match cell-to-cell covariation (z-score 5.0).',
  ]);
  expect(told({ ...moved })[1]).toContain('is undetermined (z-score 0.5)');
  expect(told({ ...moved, covariation: -0.4, expected: 6 })).toEqual([
    true,
    'Targets change as expected, but other effects do not match cell-to-cell covariation (z-score −0.4), so the two kinds of evidence for edges disagree.',
  ]);
  expect(told({ covariation: 2.4 })[1]).toContain('Yes: perturbation effects match');
  expect(told({ contradicted: 0.75 })).toEqual([
    true,
    expect.stringMatching(/^75\u00a0% of the perturbations that should change their target do not/),
  ]);
  expect(told({ expected: 4 })[1]).toContain('cell-to-cell covariation disagree');
  expect(told({})).toEqual([true, expect.stringContaining('Undetermined')]);
});

it('states that a model does not beat “no change”, during and after training', () => {
  const bad = { ...aResult, crossValidation: noFolds };
  expect(findingTitle(bad, 'none')).toBe('The model does not beat “no change”');
  expect(notBetterYet(1.2, 840)?.text).toContain('Cross-validated error 1.20');
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
  expect(timeLeft([5.1, 7.2])).toBe('about 5–8 s left');
  expect(timeLeft([80, 100])).toBe('about 80 s–1:40 min left');
  expect(timeLeft([21, 28])).toBe('about 20–30 s left');
  expect(timeLeft([22.4, 29.9])).toBe('about 20–30 s left');
  expect(timeLeft([1501, 2001])).toBe('about 25:00–34:00 min left');
});

it('writes a log line for an error and the recovery', () => {
  const at = 0;
  expect(logText({ at, event: { tag: 'error', error: errors['no-controls'] } })).toContain(
    'No control cells',
  );
  expect(logText({ at, event: { tag: 'recovered', step: 60 } })).toContain('step 60');
  expect(describeNotice({ tag: 'recovered', step: 0 }).why).toContain('restarted from step 0');
  const processor = { kind: 'wasm', name: 'CPU', workers: 0 } as const;
  const device = { ...processor, reason: { tag: 'gpu-lost', detail: '' } } as const;
  const moved = { tag: 'moved', step: 80, device } as const;
  expect(logText({ at, event: moved })).toContain('from step 80 on the CPU');
  expect(describeNotice(moved).why).toContain('from step 80 on the CPU');
  expect(logText({ at, event: { tag: 'slowed', step: 70 } })).toContain('step 70');
  expect(describeNotice({ tag: 'slowed', step: 70 }).why).toContain('from step 70 at half the step size');
  expect(describeNotice({ tag: 'storage-full' }).title).toContain('no room');
});

it('defines stability: refits, the averaged fits of earlier versions too, or recurring units', () => {
  const members = [{ preset: 'H', horizon: 6 } as const];
  const compact = { ...aResult, model: { ...aResult.model, settings: presets.compact } };
  expect(edgeStabilityHint(null)).not.toContain('averaged');
  expect(edgeStabilityHint({ ...aResult, members })).toContain('averaged');
  expect(unstableEdgesText({ ...aResult, members })).toContain('averaged');
  expect(unstableEdgesText(aResult)).not.toContain('averaged');
  expect(moduleStabilityHint({ ...aResult, members })).toContain('averaged');
  expect(moduleStabilityHint(compact)).toContain('unit');
  expect(modulesText(compact)).toContain('hidden units');
  expect(modulesText(aResult)).not.toContain('hidden units');
});

it('the demo of measured proteins is not called simulated while it is learned', () => {
  const { title } = describeRun(aDataset, 'sachs', 'running', '');
  expect(title).toMatch(/^Learning an? .*from measured signalling proteins, live$/);
});

it('the perturbations of a link, of which it has the genes only, are not counted', () => {
  const linked = { ...aDataset, conditionOfCell: new Int32Array() };
  expect(describeRun(aDataset, null, 'finished', '').line).toMatch(/ perturbations?, .*\. Click a gene/u);
  expect(describeRun(linked, null, 'finished', '').line).toBe('Click a gene to see its edges.');
});

it('the card of a perturbation says other genes only beside targets, as the headline does', () => {
  const compound = { ...aPerturbationLine('JQ1', 2), hasTarget: false };
  const card = (lines: (typeof compound)[]) => cardText(compound, { unit: 'cell', isTested: true, lines });
  expect(card([compound])).toContain(' 2 genes change.');
  expect(card([compound, aPerturbationLine('GATA1', 1)])).toContain(' 2 other genes change.');
  expect(effectsText.andMore(1)).toBe('and 1 more gene');
});
