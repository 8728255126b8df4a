/**
 * Which of two devices is quicker for a problem: a few steps on both, remembered for problems that cost the same on the same devices.
 * A large problem's step takes the processor minutes, so a part of its perturbations is tried there first.
 */
import type { DynamicsDevice } from '../../dynamics/device/device';
import type { Problem } from '../../dynamics/problem';
import type { TrainingSettings } from '../../dynamics/settings';
import { batchOfRun } from './memory';
import { parameterLayout } from '../../dynamics/parameters';
import { trainStep } from '../../dynamics/train';

/** Milliseconds of a step. */
export interface StepTimes {
  readonly gpuMs: number;
  readonly processorMs: number;
  /** The processor took that long for a part of a step alone. */
  readonly isPart: boolean;
}

/** Times by what they depend on, as text: adapter, workers and what a step costs (`costOf`). */
export interface KnownTimes {
  get(key: string): StepTimes | undefined;
  set(key: string, times: StepTimes): unknown;
}

/** Those of one build of this program in one version of a browser: in another either device may be quicker or slower. */
export function timesOfBuild(build: readonly string[], times: KnownTimes): KnownTimes {
  const own = (key: string) => JSON.stringify([...build, key]);
  return {
    get: (key) => times.get(own(key)),
    set: (key, measured) => times.set(own(key), measured),
  };
}

/** Perturbations tried on the processor first where there are several times as many. */
const PART = 32;
const MANY = 4 * PART;

type MakeDevice = (problem: Problem) => Promise<DynamicsDevice>;

/** Measures both; the devices made for it are gone afterwards. */
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
  // Clouds are drawn: their number in a step does not grow with the perturbations.
  if (problem.perturbations >= MANY && problem.clouds === null) {
    const partMs = await measure(onProcessor, firstPerturbations(problem, PART));
    if (partMs > gpuMs) return { gpuMs, processorMs: partMs, isPart: true };
  }
  return { gpuMs, processorMs: await measure(onProcessor, problem), isPart: false };
}

/** The same problem of its first perturbations alone, of which endpoints are means. */
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

/** What the time of a step depends on, as text. */
export function costOf(problem: Problem, settings: TrainingSettings): string {
  const { shape, perturbations, endpoints, solverSteps, adjoint, clouds, cellWeight } = problem;
  const batch = batchOfRun(problem, settings);
  return JSON.stringify([
    shape,
    perturbations,
    endpoints.length,
    solverSteps,
    adjoint,
    clouds !== null,
    cellWeight > 0,
    batch,
  ]);
}

/**
 * How long an optimiser step of a problem takes on a device: measured with the very problem, since nothing a browser tells
 * about a graphics processor says which of two devices is quicker for it.
 */

/** Parameters of no meaning; the time of a step does not depend on them. */
const anyParameter = 0.01;
const warmSteps = 2;
const measuredSteps = 8;
/** Slow devices are measured over fewer steps. */
const enoughMs = 400;

/** Milliseconds per step once warm. Leaves the device with parameters of no use. */
export async function stepMilliseconds(device: DynamicsDevice, settings: TrainingSettings): Promise<number> {
  const { total } = parameterLayout(device.problem.shape);
  device.setParameters(new Float32Array(total).fill(anyParameter));
  let steps = 0;
  const advance = async (count: number): Promise<number> => {
    const started = performance.now();
    for (let i = 0; i < count; i++) await trainStep(device, settings, steps++, 1);
    // Steps may resolve before they are computed; the losses do not.
    await device.losses();
    return performance.now() - started;
  };
  const warm = await advance(warmSteps);
  const count = Math.max(
    1,
    Math.min(measuredSteps, Math.floor((measuredSteps * enoughMs) / Math.max(warm, 1))),
  );
  return (await advance(count)) / count;
}
