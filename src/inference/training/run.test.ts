import { describe, expect, it, vi } from 'vitest';
import type { Inference } from '../run/inference';
import { DeviceLost } from '../../dynamics/device/device';
import { Run, type RunDevices, type RunListener, ThroughputEstimate } from './run';

/** An inference that only counts, and goes back to every tenth step when moved: what is tested is the loop around it. */
function counting(steps: number, failures: Record<number, Error> = {}) {
  const state = { step: 0, moves: 0 };
  const pending = new Map(Object.entries(failures));
  const inference = {
    settings: { steps },
    main: { device: {} },
    get stepsLeft() {
      return steps - state.step;
    },
    get step() {
      return state.step;
    },
    get isDone() {
      return state.step >= steps;
    },
    advance: async () => {
      const failure = pending.get(String(state.step));
      pending.delete(String(state.step));
      if (failure) throw failure;
      state.step++;
    },
    moveTo: async () => {
      state.moves++;
      state.step -= state.step % 10;
    },
    snapshot: async () => ({ step: state.step }),
    result: async () => ({ keptAt: state.step }),
  };
  return { state, inference: inference as unknown as Inference };
}

/** Devices that are never asked for. */
const noDevices: RunDevices = {
  create: async () => {
    throw new Error('nothing is made');
  },
  describe: () => ({ kind: 'wasm', name: 'CPU', workers: 0, reason: { tag: 'gpu-lost', detail: '' } }),
  replace: async () => undefined,
};

function listening() {
  const heard: { snapshots: number[]; moves: number[]; end: string | null } = {
    snapshots: [],
    moves: [],
    end: null,
  };
  const listener: RunListener = {
    snapshot: async ({ step }) => {
      heard.snapshots.push(step);
    },
    moved: (_device, step) => {
      heard.moves.push(step);
    },
    finished: (_result, reason) => {
      heard.end = reason;
    },
    failed: (error) => {
      heard.end = error.tag;
    },
  };
  return { heard, listener };
}

/** A run under way that does not end by itself. */
function endless() {
  const { state, inference } = counting(1_000_000);
  const { heard, listener } = listening();
  const run = new Run(inference, noDevices, listener, null);
  return { state, heard, run, training: run.train() };
}

/** Rejects where the condition does not hold within ten seconds. */
async function until(condition: () => boolean): Promise<void> {
  await vi.waitUntil(condition, { timeout: 10_000, interval: 1 });
}

describe('the run in the trainer', () => {
  it('ends with a snapshot of the last step and the result', async () => {
    const { inference } = counting(20);
    const { heard, listener } = listening();
    await new Run(inference, noDevices, listener, null).train();
    expect(heard.end).toBe('finished');
    expect(heard.snapshots.at(-1)).toBe(20);
  });

  it('pauses within one step, makes single steps, resumes, and keeps its result when stopped', async () => {
    const { state, heard, run, training } = endless();
    await until(() => state.step > 3);
    run.pause();
    const atPause = state.step;
    await until(() => heard.snapshots.at(-1) === state.step && state.step >= atPause);
    const paused = state.step;
    expect(paused - atPause).toBeLessThanOrEqual(1);
    run.singleStep();
    await until(() => heard.snapshots.at(-1) === paused + 1);
    expect(state.step).toBe(paused + 1);
    run.resume();
    await until(() => state.step > paused + 5);
    run.end('stopped');
    await training;
    expect(heard.end).toBe('stopped');
    expect(state.step).toBeLessThan(1_000_000);
  });

  it('reports the step of a pause and of a single step, however late the previous snapshot is received', async () => {
    const { state, inference } = counting(1_000_000);
    const heard: number[] = [];
    const listener: RunListener = {
      ...listening().listener,
      snapshot: async ({ step }) => {
        heard.push(step);
        await new Promise((resolve) => setTimeout(resolve, 60));
      },
    };
    const run = new Run(inference, noDevices, listener, null);
    const training = run.train();
    await until(() => heard.length > 0 && state.step > (heard[0] ?? 0) + 3);
    run.pause();
    await until(() => heard.at(-1) === state.step);
    const paused = state.step;
    run.singleStep();
    await until(() => heard.at(-1) === paused + 1);
    expect(state.step).toBe(paused + 1);
    run.end('discarded');
    await training;
  });

  it('reports nothing after it is discarded', async () => {
    const { state, heard, run, training } = endless();
    await until(() => state.step > 3);
    run.end('discarded');
    await training;
    expect(heard.end).toBeNull();
  });

  it('never has two snapshots unacknowledged', async () => {
    const { inference } = counting(400);
    let open = 0;
    let most = 0;
    const listener: RunListener = {
      snapshot: async () => {
        open++;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 40));
        open--;
      },
      moved: () => undefined,
      finished: () => undefined,
      failed: () => undefined,
    };
    const run = new Run(inference, noDevices, listener, 1000);
    await run.train();
    // The last one, of the finished network, does not wait for the page.
    expect(most).toBeLessThanOrEqual(2);
  });

  it('converts exceptions into data', async () => {
    const { inference } = counting(20, { 5: new Error('lost') });
    const { heard, listener } = listening();
    await new Run(inference, noDevices, listener, null).train();
    expect(heard.end).toBe('worker-lost');
  });

  it('continues from the last measured step on other devices after every loss', async () => {
    const { state, inference } = counting(40, {
      17: new DeviceLost('unknown', 'reset by the driver'),
      23: new DeviceLost('destroyed', 'destroyed'),
    });
    const { heard, listener } = listening();
    const replaced: string[] = [];
    const devices: RunDevices = {
      ...noDevices,
      replace: async ({ reason }) => {
        replaced.push(reason);
      },
    };
    await new Run(inference, devices, listener, null).train();
    expect(replaced).toEqual(['unknown', 'destroyed']);
    expect(heard.moves).toEqual([10, 20]);
    expect(heard.end).toBe('finished');
    expect(state.step).toBe(40);
  });

  it('counts a loss once when it is also reported during replacement', async () => {
    const lost = new DeviceLost('unknown', 'reset by the driver');
    const { inference } = counting(40, { 17: lost });
    const { heard, listener } = listening();
    let replaced = 0;
    const devices: RunDevices = {
      ...noDevices,
      replace: async () => {
        replaced++;
        run.deviceLost(lost);
      },
    };
    const run = new Run(inference, devices, listener, null);
    await run.train();
    expect(replaced).toBe(1);
    expect(heard).toMatchObject({ moves: [10], end: 'finished' });
  });

  it('counts a loss during replacement as another loss', async () => {
    const { state, inference } = counting(30, { 12: new DeviceLost('unknown', 'first') });
    const moveTo = inference.moveTo.bind(inference);
    inference.moveTo = async (create) => {
      await moveTo(create);
      if (state.moves === 1) throw new DeviceLost('unknown', 'second');
    };
    const { heard, listener } = listening();
    const replaced: string[] = [];
    const devices: RunDevices = {
      ...noDevices,
      replace: async ({ message }) => {
        replaced.push(message);
      },
    };
    await new Run(inference, devices, listener, null).train();
    expect(replaced).toEqual(['first', 'second']);
    expect(heard).toMatchObject({ moves: [10], end: 'finished' });
  });

  it('replaces a device reported lost during a pause at once, and stays paused', async () => {
    const { state, heard, run, training } = endless();
    await until(() => state.step > 20);
    run.pause();
    await until(() => heard.snapshots.at(-1) === state.step);
    run.deviceLost(new DeviceLost('unknown', 'asleep'));
    await until(() => heard.moves.length === 1);
    await until(() => heard.snapshots.at(-1) === heard.moves[0]);
    expect(state.step).toBe(heard.moves[0]);
    run.end('stopped');
    await training;
    expect(heard.end).toBe('stopped');
  });
});

it('has no estimate before the first step, and nothing left at the end', () => {
  const throughput = new ThroughputEstimate();
  expect(throughput.left(10)).toBeNull();
  expect(throughput.rate).toBe(0);
  expect(throughput.left(0)).toEqual([0, 0]);
});

it('estimates the remaining time from the steps, including waiting', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) throughput.step(0.5);
  const left = throughput.left(20);
  expect(left?.[0]).toBeCloseTo(9, 9);
  expect(left?.[1]).toBeCloseTo(12, 9);
  expect(throughput.rate).toBeCloseTo(2, 9);
  expect(throughput.seconds).toBeCloseTo(5, 9);
});

it('forgets a slow start within ten seconds, and follows a machine that becomes busy', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 10; i++) throughput.step(1);
  for (let i = 0; i < 100; i++) throughput.step(0.1);
  expect(middleOf(throughput, 300)).toBeGreaterThan(0.7 * 30);
  expect(middleOf(throughput, 300)).toBeLessThan(1.3 * 30);
  for (let i = 0; i < 50; i++) throughput.step(0.2);
  expect(middleOf(throughput, 300)).toBeGreaterThan(0.7 * 60);
  expect(throughput.seconds).toBeCloseTo(30, 9);
});

it('is not misled by one slow step among steps of seconds', () => {
  const throughput = new ThroughputEstimate();
  for (let i = 0; i < 20; i++) throughput.step(i === 19 ? 12 : 6);
  expect(middleOf(throughput, 10)).toBeLessThan(1.3 * 60);
});

function middleOf(throughput: ThroughputEstimate, steps: number): number {
  const [least, most] = throughput.left(steps) ?? [0, 0];
  return (least + most) / 2;
}
