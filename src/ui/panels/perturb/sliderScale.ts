/**
 * Where a perturbation value sits on its slider: out at 0, unchanged at 40, × 3 at 100. Linear on either side, so that
 * the reachable and the hypothetical are both fine enough to set by hand.
 */
export const unchangedAt = 40;
const most = 3;

export function toPosition(value: number): number {
  return value <= 1 ? unchangedAt * value : unchangedAt + ((100 - unchangedAt) * (value - 1)) / (most - 1);
}

/** Values come out in steps of 0.05 below unchanged and 0.1 above. */
export function toValue(position: number): number {
  if (position <= unchangedAt) return Math.round((position / unchangedAt) * 20) / 20;
  return Math.round((1 + ((position - unchangedAt) / (100 - unchangedAt)) * (most - 1)) * 10) / 10;
}
