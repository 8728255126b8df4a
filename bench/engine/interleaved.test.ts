import { expect, it } from 'vitest';
import { interleaved, type Contender } from './interleaved';

/** Given costs instead of measured ones, with the order of calls. */
function scripted(name: string, milliseconds: readonly number[], calls: string[]): Contender {
  let next = 0;
  return {
    name,
    step: async () => {
      calls.push(name);
      const wallMs = milliseconds[next++] ?? Number.NaN;
      return { wallMs, cpuMs: 2 * wallMs };
    },
  };
}

it('alternates after two uncounted steps of each, and reports medians of wall and CPU time', async () => {
  const calls: string[] = [];
  const timings = await interleaved(
    [scripted('a', [900, 900, 5, 1, 9], calls), scripted('b', [900, 900, 7, 8, 90], calls)],
    { repeats: 3, milliseconds: 1000 },
  );
  expect(calls.join('')).toBe('aabbababab');
  expect(timings).toEqual([
    { name: 'a', wallMs: 5, cpuMs: 10, fastestMs: 1, steps: 3 },
    { name: 'b', wallMs: 8, cpuMs: 16, fastestMs: 7, steps: 3 },
  ]);
});

it('times a slow contender three times, a very slow one once and the others as often as requested; one slow step is the warm-up', async () => {
  const calls: string[] = [];
  const always = (name: string, milliseconds: number) =>
    scripted(
      name,
      Array.from({ length: 9 }, () => milliseconds),
      calls,
    );
  const timings = await interleaved([always('s', 5000), always('v', 7000), always('q', 1)], {
    repeats: 5,
    milliseconds: 6000,
  });
  expect(timings.map(({ steps }) => steps)).toEqual([3, 1, 5]);
  expect(calls.join('')).toBe('svqqsvqsqsqqq');
});
