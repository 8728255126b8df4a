/** What is done about a loss that is no longer a number: how it is noticed, how much slower it goes on, when it is given up. */
import type { LossTerms } from '../../dynamics/device/device';

/** The run stopped because the loss was not a finite number, three times at ever smaller rates. */
export class NotFinite extends Error {
  override readonly name = 'NotFinite';
  readonly step: number;
  constructor(step: number) {
    super(`the loss is not finite at step ${step}`);
    this.step = step;
  }
}

const smallestRateFactor = 0.2;

/** The rate to go on with after going back, as a share of the full one; null: it has been tried often enough. */
export function halveRate(rateFactor: number): number | null {
  return rateFactor / 2 < smallestRateFactor ? null : rateFactor / 2;
}

export function totalLoss({ endpoint, cell, path, prior }: LossTerms): number {
  return endpoint + cell + path + prior;
}

export function areFinite(losses: readonly LossTerms[]): boolean {
  return losses.every((loss) => Number.isFinite(totalLoss(loss)));
}
