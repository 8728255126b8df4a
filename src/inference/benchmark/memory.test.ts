import { describe, expect, it } from 'vitest';
import { effectsWithShuffled } from '../../evaluation/referenceFree/causalBench';
import { methodNames } from '../../evaluation/methods/methodNames';
import { networkBy } from '../../evaluation/methods/methods';
import { screenOf } from '../../evaluation/methods/screen';
import { retainedBytes, benchmarkBytes, benchmarkShortage } from './memory';
import { bytesWithin } from '../../../tests/support/inference/testBytes';
import { runSizeOf } from '../run/memory';
import { screenOfSize } from '../../../tests/support/inference/testScreen';

const screens = [
  { genes: 40, regulators: 20, perturbations: 20, cellsEach: 10, controls: 60, isComposed: false },
  { genes: 60, regulators: 60, perturbations: 60, cellsEach: 3, controls: 30, isComposed: true },
  { genes: 50, regulators: 5, perturbations: 8, cellsEach: 40, controls: 0, isComposed: false },
] as const;

function toTheEnd<Result>(work: Generator<unknown, Result>): Result {
  for (let next = work.next(); ; next = work.next()) if (next.done === true) return next.value;
}

describe('memory held by the benchmark', () => {
  it.each(screens)(
    'is as predicted for $genes genes, $perturbations perturbations of $cellsEach cells, $controls controls',
    (asked) => {
      const dataset = screenOfSize(asked);
      const screen = screenOf(dataset);
      const effects = toTheEnd(effectsWithShuffled(screen.order.dataset, 1));
      // Trees take long and their networks are as large as any.
      const quick = toTheEnd(networkBy('pearson', screen, 1));
      const networks = methodNames.map(() => ({ ...quick, weights: quick.weights.slice() }));
      const kept = bytesWithin([dataset, screen, effects, networks]);
      const predicted = retainedBytes(runSizeOf(dataset));
      expect(predicted / kept).toBeGreaterThan(0.8);
      expect(predicted / kept).toBeLessThan(1.2);
    },
  );
});

describe('memory for the benchmark', () => {
  const size = runSizeOf(screenOfSize(screens[0]));

  it('suffices where all of it fits, including the copy of the page', () => {
    const bytes = benchmarkBytes(size, { copies: 2 });
    expect(bytes).toBeGreaterThan(benchmarkBytes(size, { copies: 1 }));
    expect(benchmarkShortage(size, { inAll: bytes, copies: 2 })).toBeNull();
    expect(benchmarkShortage(size, { inAll: bytes - 1, copies: 2 })).toEqual({ bytes, limit: bytes - 1 });
  });

  it('suffices in a browser for usual screens, not for a million cells of 500 genes', () => {
    const here = { inAll: 4e9, copies: 2 };
    const usual = { ...size, genes: 500, regulators: 100, cells: 50_000, trainingCells: 50_000 };
    expect(benchmarkShortage(usual, here)).toBeNull();
    expect(benchmarkShortage({ ...usual, cells: 1_000_000, trainingCells: 1_000_000 }, here)).not.toBeNull();
  });
});
