/**
 * Several implementations timed in turns within one run, so that other load on the machine affects all of them alike.
 * Reports medians of wall time and of processor time.
 */
import { median } from '../../src/numerics/statistics';
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import { createWasmDevice } from '../../src/dynamics/device/wasm/wasmDevice';
import type { ShardRunner } from '../../src/dynamics/device/wasm/runner';
import { processorMs } from './machine';
import { hyper } from './problems';

/** Of one step. Processor time is that of the whole process that computes. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

export interface Contender {
  readonly name: string;
  /** One step, computed to its end. */
  readonly step: () => Promise<Cost>;
}

export interface Timing extends Cost {
  readonly name: string;
  /** Steps that were timed. */
  readonly steps: number;
  readonly fastestMs: number;
}

/** Limits for slow contenders, so that they do not delay the others. */
export interface TimingLimits {
  readonly repeats: number;
  /**
   * Once its steps took this long in total, it is left out of later turns; at least three are timed, or one after one
   * warm-up step where a single step takes this long.
   */
  readonly milliseconds: number;
}

/** Timed steps, unless a single step exceeds the limit. */
const minSteps = 3;
/** Steps this slow need only one warm-up step. */
const slowMs = 3000;

/** Rounds of one step each in the given order, after two uncounted steps of each (one of slow ones). */
export async function interleaved(
  contenders: readonly Contender[],
  { repeats, milliseconds }: TimingLimits,
): Promise<Timing[]> {
  const costs = contenders.map((): Cost[] => []);
  const warm: number[] = [];
  for (const { step } of contenders) warm.push(await warmUp(step));
  for (let round = 0; round < repeats; round++)
    for (const [c, { step }] of contenders.entries()) {
      const own = costs[c] ?? [];
      const spent = own.reduce((sum, { wallMs }) => sum + wallMs, 0);
      const atLeast = (warm[c] ?? 0) > milliseconds ? 1 : minSteps;
      if (own.length < atLeast || spent < milliseconds) own.push(await step());
    }
  return contenders.map(({ name }, c) => ({ name, ...summary(costs[c] ?? []) }));
}

/** Milliseconds of its first step. */
async function warmUp(step: Contender['step']): Promise<number> {
  const { wallMs } = await step();
  if (wallMs < slowMs) await step();
  return wallMs;
}

function summary(costs: readonly Cost[]): Omit<Timing, 'name'> {
  const wall = costs.map(({ wallMs }) => wallMs);
  return {
    wallMs: median(wall),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
    fastestMs: Math.min(...wall),
    steps: costs.length,
  };
}

/** Cost of work in this process, its threads included. */
export async function timed(work: () => Promise<unknown>): Promise<Cost> {
  const cpu = processorMs();
  const start = performance.now();
  await work();
  return { wallMs: performance.now() - start, cpuMs: processorMs() - cpu };
}

/** Our own step on the CPU; `runner`: threads that run shards, otherwise this thread. */
export async function wasmContender(
  name: string,
  { problem, parameters, batch }: RandomProblem,
  runner?: ShardRunner,
): Promise<Contender> {
  const device = await createWasmDevice(problem, runner);
  device.setParameters(parameters);
  device.setBatch(batch);
  return { name, step: () => timed(() => device.step(hyper)) };
}
