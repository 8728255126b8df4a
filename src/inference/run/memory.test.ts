import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { arraysOf } from '../../dynamics/device/device';
import { prepare } from '../../dynamics/prepare/prepare';
import { chosenStart } from '../../dynamics/prepare/startChoice';
import { presets } from '../../dynamics/settings';
import { memoize } from '../../numerics/lazy';
import { trainingLabels } from './fit';
import {
  bytesInAll,
  memoryOfRun,
  preparedBytes,
  problemOfRun,
  shortageOf,
  startChoiceBytes,
  workersThatFit,
  type MemoryHere,
  runSizeOf,
  type RunSize,
} from './memory';
import { bytesWithin } from '../../../tests/support/inference/testBytes';
import { screenOfSize } from '../../../tests/support/inference/testScreen';

const screens = [
  { genes: 60, regulators: 40, perturbations: 40, cellsEach: 30, controls: 100, isComposed: false },
  { genes: 60, regulators: 40, perturbations: 40, cellsEach: 30, controls: 100, isComposed: true },
  { genes: 150, regulators: 150, perturbations: 12, cellsEach: 40, controls: 0, isComposed: false },
  { genes: 400, regulators: 20, perturbations: 300, cellsEach: 3, controls: 50, isComposed: false },
] as const;

const cases = screens.flatMap((screen) =>
  (['H', 'SH', 'S0'] as const).map((preset) => ({ ...screen, preset })),
);

/** Each case is prepared once. */
const preparedOf = memoize(({ preset, ...screen }: (typeof cases)[number]) => {
  const dataset = screenOfSize(screen);
  const settings = presets[preset];
  return { dataset, settings, prepared: prepare(dataset, settings, new Set(trainingLabels(dataset))) };
});

describe('memory of a prepared fit', () => {
  it.each(cases)(
    'is as predicted for $preset on $genes genes, $perturbations perturbations of $cellsEach cells, $controls controls',
    (one) => {
      const { dataset, settings, prepared } = preparedOf(one);
      const { values } = dataset;
      const kept = bytesWithin(prepared, new Set([values.buffer]));
      const predicted = preparedBytes(runSizeOf(dataset), settings);
      expect(predicted / kept).toBeGreaterThan(0.8);
      expect(predicted / kept).toBeLessThan(1.2);
    },
  );

  it.each(cases)(
    'has a problem of the predicted size for $preset on $genes genes, $controls controls',
    (one) => {
      const {
        dataset,
        settings,
        prepared: { problem },
      } = preparedOf(one);
      const { cellRows, maskRows, startRows, shape, endpoints } = problemOfRun(runSizeOf(dataset), settings);
      const made = arraysOf(problem);
      expect({ cellRows, maskRows, startRows, shape, endpoints: endpoints.length }).toEqual({
        cellRows: made.cellRows,
        maskRows: made.maskRows,
        startRows: made.startRows,
        shape: made.shape,
        endpoints: made.endpoints.length,
      });
    },
  );
});

/** Counts the bytes of arrays larger than `least` that are created from here on. */
function countedArrays(least: number): { readonly bytes: number } {
  const counted = { bytes: 0 };
  for (const original of [Float32Array, Float64Array]) {
    class Counted extends original {
      constructor(...given: never[]) {
        super(...given);
        const isOwn = !((given[0] as unknown) instanceof ArrayBuffer);
        const bytes = isOwn ? bytesWithin(this) : 0;
        if (bytes > least) counted.bytes += bytes;
      }
    }
    vi.stubGlobal(original.name, Counted);
  }
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return counted;
}

it('counts the cells that the choice of the start holds', () => {
  const screen = { genes: 30, regulators: 10, perturbations: 12, cellsEach: 120, controls: 100 };
  const dataset = screenOfSize({ ...screen, isComposed: false });
  const prepared = prepare(dataset, presets.H, new Set(trainingLabels(dataset)));
  const cells = { ...prepared.training, values: prepared.problem.cells, counting: () => null };
  // Arrays of cells, and no smaller ones.
  const counted = countedArrays(2 * 8 * screen.genes ** 2);
  chosenStart(cells, null, dataset.candidates, 7);
  const held = counted.bytes;
  const predicted = startChoiceBytes(runSizeOf(dataset), { ...presets.H, cap: 'off' });
  // All folds share one copy.
  expect(held).toBe(4 * 30 * 1540);
  expect(predicted / held).toBeGreaterThan(0.9);
  expect(predicted / held).toBeLessThan(1.2);
  // One more without the cap, where there is one.
  expect(startChoiceBytes(runSizeOf(dataset), presets.H) - predicted).toBe(held);
  expect(startChoiceBytes({ ...runSizeOf(dataset), perturbations: 5 }, presets.H)).toBe(0);
});

const here: MemoryHere = { inAll: 4e9, inOne: 2e9, copies: 2, workers: 8 };

function sizeOf(change: Partial<RunSize>): RunSize {
  return {
    genes: 200,
    regulators: 100,
    cells: 20_000,
    trainingCells: 20_000,
    controlCells: 1000,
    perturbations: 100,
    deltas: 0,
    times: 1,
    conditions: 101,
    isCorrected: true,
    outside: 0,
    summed: 0,
    ...change,
  };
}

describe('memory of a run', () => {
  it('suffices for every bundled and usual size', () => {
    expect(shortageOf(sizeOf({}), presets.H, here)).toBeNull();
    expect(bytesInAll(memoryOfRun(sizeOf({}), presets.H, here), here)).toBeLessThan(5e8);
    const large = { cells: 300_000, trainingCells: 300_000, perturbations: 500, conditions: 501 };
    expect(shortageOf(sizeOf(large), presets.H, here)).toBeNull();
    const wide = { genes: 5000, regulators: 500, cells: 10_000, trainingCells: 10_000 };
    expect(shortageOf(sizeOf(wide), presets.H, here)).toBeNull();
  });

  it('is reported where it is short, with smaller sizes that fit', () => {
    const size = sizeOf({
      genes: 5000,
      regulators: 500,
      cells: 60_000,
      trainingCells: 60_000,
      perturbations: 5000,
      conditions: 5001,
    });
    const shortage = shortageOf(size, presets.H, here);
    expect(shortage?.bytes).toBeGreaterThan(here.inAll);
    expect(shortage?.limit).toBe(here.inAll);
    const { genes, regulators } = shortage?.smaller ?? { genes: null, regulators: null };
    expect(regulators).toBeNull();
    expect(genes).toBeGreaterThan(20);
    const smaller = { ...size, genes: genes ?? 0, regulators: Math.min(500, genes ?? 0) };
    expect(shortageOf(smaller, presets.H, here)).toBeNull();
  });

  it('counts six moments of every group whose cells are summed, in each copy of the data', () => {
    const [summed, kept] = [5000, 0].map((groups) =>
      memoryOfRun(sizeOf({ summed: groups }), presets.H, here),
    );
    expect((summed?.base ?? 0) - (kept?.base ?? 0)).toBe(2 * 6 * 4 * 200 * 5000);
  });

  it('limits the number of workers', () => {
    const memory = { base: 1e9, instance: 4e8 };
    expect(workersThatFit(memory, here)).toBe(6);
    expect(workersThatFit(memory, { ...here, workers: 3 })).toBe(3);
    expect(workersThatFit({ ...memory, base: 3.9e9 }, here)).toBe(0);
    expect(bytesInAll({ ...memory, base: 3.5e9 }, here)).toBe(3.9e9);
    expect(bytesInAll(memory, here)).toBe(1e9 + 7 * 4e8);
  });

  it('limits the size of one instance, whatever the total', () => {
    const size = sizeOf({ genes: 5000, regulators: 5000, cells: 2000, trainingCells: 2000 });
    expect(shortageOf(size, presets.H, { ...here, inAll: 1e12, inOne: 1e9 })).not.toBeNull();
  });
});
