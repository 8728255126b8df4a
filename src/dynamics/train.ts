/**
 * One fit as it trains: which cells a step draws and how fast it moves. The device holds parameters and optimiser state;
 * everything random here is a function of (seed, step), so that a run taken up again goes on bit for bit.
 */
import { Random } from '../numerics/random';
import type { DynamicsDevice, LossTerms } from './device/device';
import type { TrainingSettings } from './settings';

/** Linear warm-up, then cosine from the full rate to 2 % of it at the last step. */
export function learningRate(settings: TrainingSettings, step: number): number {
  const warmup = Math.min(1, step / settings.warmupSteps);
  const cosine = 0.5 * (1 + Math.cos((Math.PI * step) / settings.steps));
  return settings.learningRate * warmup * (0.98 * cosine + 0.02);
}

/** [batch] rows of Problem.cells for this step, drawn with replacement. */
export function drawCells(cells: number, settings: TrainingSettings, step: number): Int32Array {
  const random = new Random(Math.imul(settings.seed + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b));
  return Int32Array.from({ length: settings.cellBatch }, () => random.integer(cells));
}

/** Advances `device` by optimiser step number `step` (from 0). `rateFactor` below 1 after a restart from a non-finite loss. */
export async function trainStep(
  device: DynamicsDevice,
  settings: TrainingSettings,
  step: number,
  rateFactor: number,
): Promise<LossTerms> {
  const cells = device.problem.maskOfCell.length;
  device.setBatch(cells > 0 ? drawCells(cells, settings, step) : new Int32Array(0));
  return device.step({
    learningRate: rateFactor * learningRate(settings, step),
    betas: settings.betas,
    clipNorm: settings.clipNorm,
    rowNorm: settings.rowNorm,
  });
}
