import { describe, expect, it } from 'vitest';
import type { Inference } from '../src/inference/inference';
import type { RunListener } from './run';
import { Run } from './run';

/** An inference that only counts: what is tested is the loop around it. */
function counting(steps: number, failAt = Infinity) {
  const state = { step: 0, disposed: false };
  const inference = {
    settings: { steps },
    get step() {
      return state.step;
    },
    get isDone() {
      return state.step >= steps;
    },
    advance: async () => {
      if (state.step === failAt) throw new Error('lost');
      state.step++;
    },
    snapshot: async () => ({ step: state.step }),
    result: async () => ({ keptAt: state.step }),
  };
  // A whole Inference holds devices and data; the loop uses these six members only.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return { state, inference: inference as unknown as Inference };
}

function listening() {
  const heard: { snapshots: number[]; end: string | null } = { snapshots: [], end: null };
  const listener: RunListener = {
    snapshot: async ({ step }) => {
      heard.snapshots.push(step);
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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('the run in the trainer', () => {
  it('ends with a snapshot of the last step and the result', async () => {
    const { inference } = counting(20);
    const { heard, listener } = listening();
    await new Run(inference, listener, null).train();
    expect(heard.end).toBe('finished');
    expect(heard.snapshots.at(-1)).toBe(20);
  });

  it('pauses within one step, makes single steps, goes on, and keeps what it has when stopped', async () => {
    const { state, inference } = counting(1_000_000);
    const { heard, listener } = listening();
    const run = new Run(inference, listener, null);
    const training = run.train();
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

  it('says nothing once it is discarded', async () => {
    const { state, inference } = counting(1_000_000);
    const { heard, listener } = listening();
    const run = new Run(inference, listener, null);
    const training = run.train();
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
      finished: () => undefined,
      failed: () => undefined,
    };
    const run = new Run(inference, listener, 1000);
    await run.train();
    // The last one, of the finished network, does not wait for the page.
    expect(most).toBeLessThanOrEqual(2);
  });

  it('turns what was thrown into data', async () => {
    const { inference } = counting(20, 5);
    const { heard, listener } = listening();
    await new Run(inference, listener, null).train();
    expect(heard.end).toBe('worker-lost');
  });
});
