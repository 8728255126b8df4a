import { afterEach, expect, it } from 'vitest';
import { aDataset, aResult } from '../../../../tests/support/app/testData';
import { emptyImport, emptyRun } from '../../session/state';
import { steps } from '../../session/view/stepHistory';
import { useImport, useRun } from '../../session/stores';
import { closedReason, shownStepState } from './steps';

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

it('only the Train step changes when more edges are stable', () => {
  useRun.setState(({ summary }) => ({ phase: 'running', summary: { ...summary, stableShare: 0.5 } }));
  const before = steps.map(shownStepState);
  useRun.setState(({ summary }) => ({ summary: { ...summary, stableShare: 0.75 } }));
  const changed = steps.filter((step, place) => shownStepState(step) !== before[place]);
  expect(changed).toEqual(['train']);
});

it('a run that has ended says nothing of settled edges, whose share depends on the speed of the machine', () => {
  const lines = (['running', 'paused', 'finished', 'stopped'] as const).map((phase) => {
    useRun.setState(({ summary }) => ({ phase, summary: { ...summary, stableShare: 0.5 } }));
    return shownStepState('train').line;
  });
  expect(lines).toEqual([
    'Running, 50\u00A0% of edges settled',
    'Paused, 50\u00A0% of edges settled',
    'Finished',
    'Stopped',
  ]);
});

it('every step that cannot be opened says why', () => {
  const closed = steps.filter((step) => !shownStepState(step).open);
  const reasons = closed.map((step) => `${step}: ${closedReason(step)}`);
  expect(reasons).toEqual([
    'check: Open a file first.',
    'effects: Open a file first.',
    'model: Open a file first.',
    'explore: Train first.',
    'perturb: Train first.',
    'evaluate: Train first.',
    'methods: Train first.',
  ]);
});

function linesOfRun(): readonly string[] {
  return (['train', 'explore', 'evaluate'] as const).map((step) => shownStepState(step).line);
}

it('while another file is checked, lines about the network say that it is of an earlier run', () => {
  useRun.setState({ dataset: aDataset, result: aResult, phase: 'finished' });
  const own = linesOfRun();
  useImport.setState({ phase: 'checking' });
  expect(linesOfRun()).toEqual(own.map((line) => `Earlier run: ${line}`));
  // Steps of the new file speak of it alone.
  expect(shownStepState('check').line).not.toContain('Earlier run');
});
