/** Networks of two simulated contexts: edges that differ are found, and none is claimed where none does. */
import { expect, it } from 'vitest';
import { families, measured } from './contexts';

const { loops, 'same loops': same } = families;

it('ranks the edges that differ first, and claims few others', async () => {
  if (!loops) throw new Error('there are loops');
  const [auprc = 0, supported = 0, wrong = 0] = await measured({ ...loops, seed: 3001 });
  expect(auprc).toBeGreaterThan(0.6);
  expect(supported).toBeGreaterThan(wrong + 2);
  expect(wrong).toBeLessThan(3);
}, 300_000);

it('claims no difference between equal networks', async () => {
  if (!same) throw new Error('there are equal networks');
  const [, supported] = await measured({ ...same, seed: 3001 });
  expect(supported).toBe(0);
}, 300_000);
