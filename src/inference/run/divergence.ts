/** Divergence of the loss: detection, reduced learning rate, and failure. */
import type { LossTerms } from '../../dynamics/device/device';

/** The loss was not finite three times at decreasing rates. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite';
  readonly step: number;
  constructor(step: number) {
    super(`the loss is not finite at step ${step}`);
    this.step = step;
  }
}

const MIN_RATE_FACTOR = 0.2;

/** Factor of the learning rate after a restart; null after too many restarts. */
export function halveRate(rateFactor: number): number | null {
  return rateFactor / 2 < MIN_RATE_FACTOR ? null : rateFactor / 2;
}

export function totalLoss({ endpoint, cell, path, prior }: LossTerms): number {
  return endpoint + cell + path + prior;
}

export function areFinite(losses: readonly LossTerms[]): boolean {
  return losses.every((loss) => Number.isFinite(totalLoss(loss)));
}
