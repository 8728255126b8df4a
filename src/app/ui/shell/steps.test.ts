import { afterEach, expect, it } from 'vitest';
import { aDataset, anOpenedFile, aResult } from '../../../../tests/support/app/testData';
import type { Mapping } from '../../../dataset/mapping';
import { aMapping, aRecognition } from '../../../../tests/support/dataset/recognition';
import { sampleSnapshot } from '../../../../tests/support/share/sampleSnapshot';
import { sampleEffects } from '../../../../tests/support/share/sampleEffects';
import { emptyImport, emptyRun, noEffects } from '../../session/state';
import { steps } from '../../session/view/stepHistory';
import { useEffects, useImport, useRun } from '../../session/stores';
import { closedReason, partOf, shownStepState } from './steps';

afterEach(() => {
  useRun.setState(emptyRun);
  useImport.setState(emptyImport);
});

it('a progress tick that changes no line of the rail returns identical states, so nothing renders', () => {
  useRun.setState({ phase: 'running' });
  const before = steps.map(shownStepState);
  useRun.setState(({ summary }) => ({
    summary: { ...summary, step: 10, secondsElapsed: 1, stepsPerSecond: 10 },
  }));
  steps.forEach((step, place) => expect(shownStepState(step)).toBe(before[place]));
});

it('only the step Model changes when more edges are stable', () => {
  useRun.setState(({ summary }) => ({ phase: 'running', summary: { ...summary, stableShare: 0.5 } }));
  const before = steps.map(shownStepState);
  useRun.setState(({ summary }) => ({ summary: { ...summary, stableShare: 0.75 } }));
  const changed = steps.filter((step, place) => shownStepState(step) !== before[place]);
  expect(changed).toEqual(['model']);
});

it('a run that has ended says nothing of settled edges, whose share depends on the speed of the machine', () => {
  const lines = (['running', 'paused', 'finished', 'stopped'] as const).map((phase) => {
    useRun.setState(({ summary }) => ({ phase, summary: { ...summary, stableShare: 0.5 } }));
    return shownStepState('model').line;
  });
  expect(lines).toEqual([
    'Running, 50\u00A0% of edges settled',
    'Paused, 50\u00A0% of edges settled',
    'Finished',
    'Stopped',
  ]);
});

it('effects that came with a run of their data are its own, those of a link are shared', () => {
  const shared = {
    ...sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 }),
    fingerprint: '0123456789abcdef',
  };
  useEffects.setState({ shared });
  useRun.setState({ dataset: { ...aDataset, fingerprint: 'f'.repeat(64) } });
  const beside = shownStepState('effects').line;
  expect(beside).toMatch(/^Shared: /);
  useRun.setState({ dataset: { ...aDataset, fingerprint: shared.fingerprint.repeat(4) } });
  expect(shownStepState('effects').line).toBe(beside.replace('Shared: ', ''));
  useEffects.setState(noEffects, true);
});

it('a link whose effects are of samples is not said to be of cells', () => {
  const shared = sampleEffects(2, { perturbations: 4, genes: 6, changed: 3 });
  useRun.setState({ dataset: aDataset, shared: sampleSnapshot(4, { genes: 6, regulators: 4, modules: 5 }) });
  for (const unit of ['sample', 'cell'] as const) {
    useEffects.setState({ shared: { ...shared, unit } });
    expect(shownStepState('data').line).toMatch(new RegExp(`^Shared: [\\d,]+ ${unit}s × `, 'u'));
  }
  useEffects.setState(noEffects, true);
});

it('every step that cannot be opened says why', () => {
  const closed = steps.filter((step) => !shownStepState(step).open);
  const reasons = closed.map((step) => `${step}: ${closedReason(step)}`);
  expect(reasons).toEqual([
    'effects: Open a file first.',
    'explore: Train first.',
    'perturb: Train first.',
    'evaluate: Train first.',
  ]);
});

function linesOfRun(): readonly string[] {
  return (['explore', 'evaluate'] as const).map((step) => shownStepState(step).line);
}

it('while another file is checked, lines about the network say that it is of an earlier run', () => {
  useRun.setState({ dataset: aDataset, result: aResult, phase: 'finished' });
  const own = linesOfRun();
  useImport.setState({ phase: 'checking' });
  expect(linesOfRun()).toEqual(own.map((line) => `Earlier run: ${line}`));
  // Steps of the new file speak of it alone.
  for (const step of ['data', 'model'] as const)
    expect(shownStepState(step).line).not.toContain('Earlier run');
});

const shownParts = () => [partOf('data'), partOf('model'), partOf('evaluate')];

it('a step of two parts opens on what its data need next', () => {
  expect(shownParts()).toEqual(['data', 'train', 'evaluate']);
  // A demo is not what a person came for: Data offers to open a file, and Model shows how it is learned.
  useImport.setState({ phase: 'checking', opened: anOpenedFile, demo: 'myeloid' });
  expect(shownParts()).toEqual(['data', 'train', 'evaluate']);
  useImport.setState({ demo: null });
  expect(shownParts()).toEqual(['check', 'model', 'evaluate']);
  // It is trained.
  useImport.setState({ phase: 'ready', dataset: aDataset });
  useRun.setState({ dataset: aDataset, phase: 'running' });
  expect(shownParts()).toEqual(['check', 'train', 'evaluate']);
});

const dataLine = () => shownStepState('data').line;

it('Data says the file and what it asks', () => {
  expect(dataLine()).toBe('No data');
  useImport.setState({ phase: 'reading' });
  expect(dataLine()).toBe('Reading the file');
  const mapping: Mapping = { ...aMapping, control: { mode: 'cells', labels: ['control'] } };
  const recognition = aRecognition(mapping);
  useImport.setState({ phase: 'checking', opened: anOpenedFile, recognition, mapping });
  const { name } = anOpenedFile;
  expect(dataLine()).toContain(name);
  expect([dataLine().endsWith(name), shownStepState('data').done]).toEqual([true, true]);
  useImport.setState({ recognition: { ...recognition, blocked: 'no-targets-measured' } });
  expect([dataLine().endsWith(`${name}: needs an answer`), shownStepState('data').done]).toEqual([
    true,
    false,
  ]);
});
