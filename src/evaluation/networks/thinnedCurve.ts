/** A precision–recall curve with few enough points to draw and to pass on. */
import type { PrecisionRecall } from '../metrics';

/**
 * At most `most` (≥ 2) of the points, each exactly as it was: the first, the last, and of the others those at equal steps along the way the
 * curve makes, so that many are kept where it moves and few where it stands.
 */
export function thinnedCurve(curve: PrecisionRecall, most: number): PrecisionRecall {
  const { recall, precision } = curve;
  const { length } = recall;
  if (length <= most) return curve;
  const way = new Float64Array(length);
  for (let at = 1; at < length; at++)
    way[at] =
      (way[at - 1] as number) +
      Math.abs((recall[at] as number) - (recall[at - 1] as number)) +
      Math.abs((precision[at] as number) - (precision[at - 1] as number));
  const kept = new Set([0, length - 1]);
  let at = 0;
  for (let share = 1; share < most - 1; share++) {
    const wanted = (share / (most - 1)) * (way[length - 1] as number);
    while (at < length - 1 && (way[at] as number) < wanted) at++;
    kept.add(at);
  }
  const places = [...kept].toSorted((a, b) => a - b);
  return {
    recall: Float64Array.from(places, (place) => recall[place] as number),
    precision: Float64Array.from(places, (place) => precision[place] as number),
  };
}
