/** What is told of a kernel that a GPU refuses, with a mock that never gives a pipeline of it. Dawn itself: src/cli/devices/dawn.test.ts. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Submissions, pipelineOf, stepsTogether } from './execute';
import type { Kernel } from './kernel';

const kernel: Kernel = { name: 'halved', lanes: 64, uniforms: [], slots: [], body: '' };

beforeEach(() => {
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** `messages`: of the compiler. `refused`: what the scope of the module and its layout has caught. */
function gpuWith(messages: readonly object[], refused: string | null): GPUDevice {
  const scopes: string[] = [];
  const device = {
    pushErrorScope: (filter: string) => scopes.push(filter),
    popErrorScope: async () =>
      scopes.pop() === 'validation' && refused !== null ? { message: refused } : null,
    createBindGroupLayout: () => ({}),
    createShaderModule: () => ({ getCompilationInfo: async () => ({ messages }) }),
    createPipelineLayout: () => ({}),
    createComputePipelineAsync: () => new Promise(() => undefined),
  };
  return device as unknown as GPUDevice;
}

it('a kernel that does not compile is refused with the compiler’s errors, without a pipeline to wait for', async () => {
  const messages = [
    { type: 'warning', lineNum: 2, message: 'unreachable' },
    { type: 'error', lineNum: 3, message: "unresolved value 'x'" },
    { type: 'error', lineNum: 7, message: "unresolved value 'y'" },
  ];
  await expect(pipelineOf(gpuWith(messages, 'Error while parsing WGSL'), kernel)).rejects.toThrow(
    /^halved: line 3: unresolved value 'x'; line 7: unresolved value 'y'$/,
  );
});

it('where the compiler has no message, the reason of the refusal is told', async () => {
  await expect(pipelineOf(gpuWith([], 'too many storage buffers'), kernel)).rejects.toThrow(
    'halved: too many storage buffers',
  );
});

/** A queue whose work is done when it is told so; it writes down which steps came with which submission. */
function queue() {
  const submitted: string[] = [];
  const working: (() => void)[] = [];
  const device = {
    createCommandEncoder: () => {
      const steps: string[] = [];
      return { steps, finish: () => steps.join(' ') };
    },
    queue: {
      submit: ([commands]: string[]) => void submitted.push(commands ?? ''),
      onSubmittedWorkDone: () => new Promise<void>((resolve) => working.push(resolve)),
    },
  };
  let time = 0;
  const submissions = new Submissions(device as unknown as GPUDevice, () => time, 8);
  let made = 0;
  return {
    submitted,
    submissions,
    step: async (): Promise<void> => {
      await submissions.room();
      submissions.add((encoder, place) => {
        (encoder as unknown as { steps: string[] }).steps.push(`${made++}@${place}`);
      });
    },
    /** The oldest submission is done after so long. */
    done: async (milliseconds: number): Promise<void> => {
      time += milliseconds;
      working.shift()?.();
      await new Promise((resolve) => setTimeout(resolve));
    },
  };
}

describe('submissions of steps', () => {
  it('contain one step until the time of a step is known', async () => {
    const { step, submitted } = queue();
    await step();
    await step();
    expect(submitted).toEqual(['0@0', '1@0']);
  });

  it('contain several steps while they stay short, each step at its own place', async () => {
    const { step, done, submitted } = queue();
    await step();
    await done(16);
    for (let i = 0; i < 4; i++) await step();
    expect(submitted).toEqual(['0@0', '1@0 2@1 3@2']);
    // Three steps in 300 ms: what waits goes with the next one, and from then on each alone.
    await done(300);
    await step();
    await step();
    expect(submitted.slice(2)).toEqual(['4@0 5@1', '6@0']);
  });

  it('wait while two are unfinished', async () => {
    const { step, done, submitted } = queue();
    await step();
    await step();
    let third = false;
    const waiting = step().then(() => (third = true));
    await new Promise((resolve) => setTimeout(resolve));
    expect(third).toBe(false);
    await done(100);
    await waiting;
    expect(submitted).toHaveLength(3);
  });

  it('are timed from the end of the previous one, not from their own submission', async () => {
    const { step, done, submitted } = queue();
    await step();
    await step();
    await done(50);
    // Handed over 70 ms ago, but its own work took 20.
    await done(20);
    await step();
    expect(submitted).toHaveLength(2);
    await step();
    expect(submitted.at(-1)).toBe('2@0 3@1');
  });

  it('are flushed before any other use of the GPU', async () => {
    const { step, done, submitted, submissions } = queue();
    await step();
    await done(1);
    await step();
    expect(submitted).toHaveLength(1);
    submissions.flush();
    submissions.flush();
    expect(submitted).toEqual(['0@0', '1@0']);
  });
});

it.each([
  [0, 8],
  [1, 8],
  [6.25, 8],
  [10, 5],
  [26, 1],
  [4000, 1],
])('of steps of %s ms, %s go together', (milliseconds, together) => {
  expect(stepsTogether(milliseconds, 8)).toBe(together);
});
