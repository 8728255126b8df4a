import { expect, test } from 'vitest';
import { presets } from '../../dynamics/settings';
import { memoryOfRun, runSizeOf } from '../run/memory';
import { resampledFitBytes, workersWithRoom } from './memory';
import { screenOfSize } from '../../../tests/support/inference/testScreen';

const size = runSizeOf(
  screenOfSize({
    genes: 60,
    regulators: 40,
    perturbations: 40,
    cellsEach: 30,
    controls: 100,
    isComposed: false,
  }),
);
const each = resampledFitBytes(size, presets.H);
const workers = (fits: number, inAll: number) => workersWithRoom(size, presets.H, fits, { inAll, copies: 1 });

test('the number of workers fits into memory beside the shuffled run and the outcomes, and is at least one', () => {
  const { base, instance } = memoryOfRun(size, presets.H, { copies: 2, workers: 0 });
  const held = base + instance + 20 * 8 * 40 * 60;
  expect(workers(20, held + 2.5 * each)).toBe(3);
  expect(workers(20, held + 1.99 * each)).toBe(2);
  expect(workers(20, 1)).toBe(1);
  expect(workers(50, held + 2 * each)).toBe(2);
});

test('a fit of many genes needs memory for their similarities', () => {
  const wide = { ...size, genes: 5000, regulators: 500 };
  expect(resampledFitBytes(wide, presets.H)).toBeGreaterThan(2 * 8 * 5000 ** 2);
});
