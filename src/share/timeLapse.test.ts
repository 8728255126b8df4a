import { expect, it } from 'vitest';
import { aSnapshot } from '../../tests/support/app/snapshot';
import type { TrainingSnapshot } from '../inference/run/result';
import type { Module } from '../network/network';
import { MAX_FRAMES, noTimeLapse, rewound, type TimeLapse, withSnapshot } from './timeLapse';

const network = { genes: ['A', 'B', 'C'], regulators: Int32Array.of(0, 1) };

function snapshot(step: number, more: Partial<TrainingSnapshot> = {}): TrainingSnapshot {
  return { ...aSnapshot, step, weights: Float32Array.of(0, step, -2, 1, 0, 0), ...more };
}

function lapseOf(snapshots: readonly TrainingSnapshot[]): TimeLapse {
  return snapshots.reduce((lapse, one) => withSnapshot(lapse, one, network, () => null), noTimeLapse);
}

const upTo = (steps: number, every = 1) =>
  Array.from({ length: steps / every }, (_, i) => snapshot((i + 1) * every));

it('keeps every snapshot of a short run, with its edges strongest first', () => {
  const lapse = lapseOf([snapshot(1), snapshot(3)]);
  expect(lapse.frames.map(({ step }) => step)).toEqual([1, 3]);
  expect([...(lapse.frames[0]?.pairs ?? [])]).toEqual([2, 1, 3]);
  expect([...(lapse.frames[1]?.weights ?? [])]).toEqual([3, -2, 1]);
});

it('keeps at most sixty frames of a long run, evenly spaced from the first to nearly the last', () => {
  for (const [steps, every] of [
    [61, 1],
    [1000, 1],
    [5000, 25],
    [100_000, 7],
  ] as const) {
    const lapse = lapseOf(upTo(steps, every));
    const kept = lapse.frames.map(({ step }) => step);
    expect(kept.length).toBeLessThanOrEqual(MAX_FRAMES);
    expect(kept.length).toBeGreaterThanOrEqual(MAX_FRAMES / 2);
    expect(kept[0]).toBe(every);
    const gaps = new Set(kept.slice(1).map((step, i) => step - (kept[i] ?? 0)));
    expect(gaps.size).toBe(1);
    expect(steps - (kept.at(-1) ?? 0)).toBeLessThan(2 * (gaps.values().next().value ?? 0));
  }
});

it('asks for the agreement of edges only where a frame is due', () => {
  let asked = 0;
  const agreement = () => {
    asked++;
    return Float32Array.of(0, 0.5, 1, 0.25, 0, 0);
  };
  let lapse = withSnapshot(noTimeLapse, snapshot(5), network, agreement);
  lapse = withSnapshot(lapse, snapshot(5), network, agreement);
  expect(asked).toBe(1);
  expect([...(lapse.frames[0]?.agreement ?? [])]).toEqual([0.5, 1, 0.25]);
});

function modules(gene: number): Module[] {
  return [{ name: 'M1', genes: [gene], regulators: [], stability: null }];
}

it('ranks the edges of a long run no more than some 120 times', () => {
  let asked = 0;
  let lapse = noTimeLapse;
  for (let step = 1; step <= 3000; step++)
    lapse = withSnapshot(lapse, snapshot(step, { steps: 3000 }), network, () => {
      asked++;
      return null;
    });
  expect(asked).toBeLessThanOrEqual(120);
  expect(lapse.frames.length).toBeGreaterThanOrEqual(30);
});

it('stores modules that several frames share once', () => {
  const lapse = lapseOf([
    snapshot(1),
    snapshot(2, { modules: modules(0) }),
    snapshot(3, { modules: modules(0) }),
    snapshot(4, { modules: modules(1) }),
  ]);
  expect(lapse.frames.map((frame) => frame.modules)).toEqual([null, 0, 0, 1]);
  expect(lapse.modules).toEqual([modules(0), modules(1)]);
});

it('drops the frames after the step a run continues from', () => {
  expect(rewound(lapseOf(upTo(10)), 4).frames.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
});
