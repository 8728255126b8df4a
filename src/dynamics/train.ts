/**
 * The schedule of one fit: its learning rate and the batch of each step. The device holds parameters and optimiser
 * state; all random draws are functions of (seed, step), so that a resumed run continues bit for bit.
 */
import { Random } from '../numerics/random';
import type { Batch, DynamicsDevice } from './device/device';
import type { CloudBatch, Problem } from './problem';
import type { TrainingSettings } from './settings';

/** Linear warm-up from 0 (none where warmupSteps is 0), times a cosine from the full rate to 2 % of it at the last step. */
export function learningRate(settings: TrainingSettings, step: number): number {
  const { warmupSteps } = settings;
  const warmup = step < warmupSteps ? step / warmupSteps : 1;
  const cosine = 0.5 * (1 + Math.cos((Math.PI * step) / settings.steps));
  return settings.learningRate * warmup * (0.98 * cosine + 0.02);
}

/** Independent draws for every step and purpose. */
function randomAt(settings: TrainingSettings, step: number, purpose: number): Random {
  return new Random(
    Math.imul(settings.seed + 1, 0x9e3779b1) ^
      Math.imul(step + 1, 0x85ebca6b) ^
      Math.imul(purpose, 0xc2b2ae35),
  );
}

/**
 * The batch of a step. The cells of the cell term, which are grouped by condition, are divided into as many equal parts as are drawn, and one comes from
 * each: every batch has the conditions in their proportions (stratified sampling; docs/decisions/0080-time-to-network.md).
 */
export function drawBatch(problem: Problem, settings: TrainingSettings, step: number): Batch {
  const cells = problem.maskOfCell.length;
  const random = randomAt(settings, step, 0);
  const count = cells === 0 || problem.cellWeight === 0 ? 0 : settings.cellBatch;
  return {
    cells: Int32Array.from({ length: count }, (_, part) =>
      Math.floor(((part + random.uniform()) * cells) / count),
    ),
    clouds: drawClouds(problem, settings, step),
  };
}

/** Distinct endpoints; start cells with replacement, measured cells without where there are enough. */
function drawClouds(
  { clouds, endpoints, shape }: Problem,
  settings: TrainingSettings,
  step: number,
): CloudBatch | null {
  if (!clouds) return null;
  const random = randomAt(settings, step, 1);
  const drawn = random.permutation(endpoints.length).slice(0, settings.cloudEndpoints);
  const starts = clouds.start.length / shape.genes;
  const measured = [...drawn].flatMap((endpoint) => {
    const rows = clouds.measured[endpoint] ?? new Int32Array();
    const order = random.permutation(rows.length);
    return Array.from(
      { length: settings.cloudCells },
      (_, i) => rows[order[i] ?? random.integer(rows.length)] ?? 0,
    );
  });
  return {
    endpoints: Int32Array.from(drawn),
    start: Int32Array.from(measured, () => random.integer(starts)),
    measured: Int32Array.from(measured),
  };
}

/** Advances `device` by optimiser step `step` (from 0). `rateFactor` is below 1 after a restart from a non-finite loss. */
export async function trainStep(
  device: DynamicsDevice,
  settings: TrainingSettings,
  step: number,
  rateFactor: number,
): Promise<void> {
  device.setBatch(drawBatch(device.problem, settings, step));
  await device.step({
    learningRate: rateFactor * learningRate(settings, step),
    betas: settings.betas,
    clipNorm: settings.clipNorm,
    rowNorm: settings.rowNorm,
  });
}
