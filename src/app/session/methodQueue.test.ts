import { expect, test } from 'vitest';
import { abouts } from '../../evaluation/methods/abouts';
import { finishedNetworks, nextMethods, queued, workersOn, type MethodStates } from './methodQueue';

const waits = { phase: 'queued' } as const;
const runs = { phase: 'running', share: 0.5 } as const;
const done = {
  phase: 'done',
  answer: {
    network: {
      genes: ['a', 'b'],
      regulators: Int32Array.of(0),
      weights: Float32Array.of(0, 1),
      stability: null,
    },
    scores: Float32Array.of(0, 1),
    unseen: null,
    seconds: 1,
  },
} as const;

test('one core is left to the page', () => {
  expect([1, 2, 3, 64].map(workersOn)).toEqual([1, 1, 2, 4]);
});

test('methods start in the order of the gallery, as many as there are workers', () => {
  const states: MethodStates = { genie3: waits, pearson: waits, welch: runs, 'cell-lasso': waits };
  expect(nextMethods(states, abouts, 3)).toEqual(['pearson', 'cell-lasso']);
  expect(nextMethods(states, abouts, 1)).toEqual([]);
});

test('the consensus waits for all other methods that run or wait', () => {
  expect(nextMethods({ consensus: waits, genie3: waits }, abouts, 4)).toEqual(['genie3']);
  expect(nextMethods({ consensus: waits, genie3: runs }, abouts, 4)).toEqual([]);
  expect(nextMethods({ consensus: waits, genie3: done }, abouts, 4)).toEqual(['consensus']);
});

test('asking again for what waits or runs changes nothing, and runs again what ended', () => {
  const before: MethodStates = { welch: runs, pearson: { phase: 'cancelled' }, genie3: done };
  expect(queued(before, ['welch', 'pearson', 'genie3'])).toEqual({
    welch: runs,
    pearson: waits,
    genie3: waits,
  });
});

test('the consensus reads finished single methods that are not left out', () => {
  const states: MethodStates = { consensus: done, genie3: done, pearson: done, welch: runs };
  const names = finishedNetworks(states, abouts, new Set(['pearson'])).map(({ name }) => name);
  expect(names).toEqual(['genie3']);
});
