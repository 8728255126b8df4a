/**
 * Comparison of GPU and CPU for a problem: a few steps on both, cached for problems of equal cost on the same devices. A step of a large
 * problem takes the CPU minutes, so that a part of its perturbations is tried first.
 */
import type { DynamicsDevice } from '../../dynamics/device/device';
import { type Problem, parameterLayout } from '../../dynamics/problem';
import type { TrainingSettings } from '../../dynamics/settings';
import { batchOfRun } from '../run/memory';
import { trainStep } from '../../dynamics/train';

/** Milliseconds per step. */
export interface StepTimes {
  readonly gpuMs: number;
  readonly processorMs: number;
  /** The CPU took that long for only a part of a step. */
  readonly isPart: boolean;
}

/** Times by a text key of their dependencies: adapter, workers and step cost (`costOf`). */
export interface KnownTimes {
  get(key: string): StepTimes | undefined;
  set(key: string, times: StepTimes): unknown;
}

/** Times of one build of this program in one browser version; others may differ in speed. */
export function timesOfBuild(build: readonly string[], times: KnownTimes): KnownTimes {
  const own = (key: string) => JSON.stringify([...build, key]);
  return {
    get: (key) => times.get(own(key)),
    set: (key, measured) => times.set(own(key), measured),
  };
}

/** Number of perturbations tried first on the CPU, for problems with at least four times as many. */
const PART = 32;
const MANY = 4 * PART;

type MakeDevice = (problem: Problem) => Promise<DynamicsDevice>;

/** Measures both; disposes the devices created for it. */
export async function compareDevices(
  problem: Problem,
  settings: TrainingSettings,
  onGpu: MakeDevice,
  onProcessor: MakeDevice,
): Promise<StepTimes> {
  const measure = async (make: MakeDevice, of: Problem): Promise<number> => {
    const device = await make(of);
    try {
      return await stepMilliseconds(device, settings);
    } finally {
      device.dispose();
    }
  };
  const gpuMs = await measure(onGpu, problem);
  // Clouds are sampled: their number per step does not grow with the perturbations.
  if (problem.perturbations >= MANY && problem.clouds === null) {
    const partMs = await measure(onProcessor, firstPerturbations(problem, PART));
    if (partMs > gpuMs) return { gpuMs, processorMs: partMs, isPart: true };
  }
  return { gpuMs, processorMs: await measure(onProcessor, problem), isPart: false };
}

/** The problem restricted to its first perturbations; for losses of means. */
export function firstPerturbations(problem: Problem, count: number): Problem {
  const { genes } = problem.shape;
  const isKept = ({ perturbation }: { readonly perturbation: number }): boolean => perturbation < count;
  const kept = Array.from(problem.endpoints.keys()).filter((at) =>
    isKept(problem.endpoints[at] ?? { perturbation: count }),
  );
  const rowsOf = (values: Float32Array): Float32Array => {
    const rows = new Float32Array(kept.length * genes);
    kept.forEach((at, row) => rows.set(values.subarray(at * genes, (at + 1) * genes), row * genes));
    return rows;
  };
  return {
    ...problem,
    perturbations: count,
    keep: problem.keep.slice(0, count * genes),
    clamp: problem.clamp.slice(0, count * genes),
    shifts: problem.shifts.filter(isKept),
    endpoints: problem.endpoints.filter(isKept),
    target: rowsOf(problem.target),
    weight: rowsOf(problem.weight),
  };
}

/** Everything that determines the time of a step, as text. */
export function costOf(problem: Problem, settings: TrainingSettings): string {
  const { shape, perturbations, endpoints, solverSteps, clouds, cellWeight, pathFactors } = problem;
  const batch = batchOfRun(problem, settings);
  return JSON.stringify([
    shape,
    perturbations,
    endpoints.length,
    solverSteps,
    clouds !== null,
    Boolean(pathFactors),
    cellWeight > 0,
    batch,
  ]);
}

/** Arbitrary parameters: the time of a step does not depend on them. */
const ANY_PARAMETER = 0.01;
const WARM_STEPS = 2;
const MEASURED_STEPS = 8;
/** Slow devices are measured over fewer steps. */
const ENOUGH_MS = 400;

/**
 * Milliseconds per step after warm-up, measured on the given problem, because nothing a browser reports about a GPU predicts its speed.
 * Leaves arbitrary parameters on the device.
 */
export async function stepMilliseconds(device: DynamicsDevice, settings: TrainingSettings): Promise<number> {
  const { total } = parameterLayout(device.problem.shape);
  device.setParameters(new Float32Array(total).fill(ANY_PARAMETER));
  let steps = 0;
  const advance = async (count: number): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < count; i++) await trainStep(device, settings, steps++, 1);
    // Steps may resolve before they are computed; the losses do not.
    await device.losses();
    return performance.now() - started;
  };
  const warm = await advance(WARM_STEPS);
  const count = Math.max(
    1,
    Math.min(MEASURED_STEPS, Math.floor((MEASURED_STEPS * ENOUGH_MS) / Math.max(warm, 1))),
  );
  return (await advance(count)) / count;
}
