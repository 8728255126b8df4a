import { afterEach, expect, it } from 'vitest';
import { emptyRun } from '../../session/runState';
import { useRun } from '../../session/stores';
import { shownStepState, steps } from './steps';

afterEach(() => useRun.setState(emptyRun));

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
