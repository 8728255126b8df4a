/**
 * The mapping from layout coordinates to pixels at zoom 1. Fitting scales positions but not text, so that labels stay
 * readable in a small panel.
 */
export interface Mapping {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly x: number;
  readonly y: number;
}

/** Margins around the network, in pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Minimum scale: below it genes would overlap, and the rest is reached by panning. */
const MIN_SCALE = 0.25;
const MAX_SCALE = 1.7;
/** Maximum ratio of the two scales, which lets the network fill the panel. */
const MAX_STRETCH = 1.35;

/** Fits all positions ([G × 2], with the half size of the largest box around them) into the panel less the margins. */
export function fitting(
  positions: Float32Array,
  panel: { readonly width: number; readonly height: number },
  insets: Insets,
  box: { readonly halfWidth: number; readonly halfHeight: number },
): Mapping {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 2) {
    const x = positions[i] ?? 0;
    const y = positions[i + 1] ?? 0;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  if (left > right) return { scaleX: 1, scaleY: 1, x: panel.width / 2, y: panel.height / 2 };
  const room = {
    width: Math.max(60, panel.width - insets.left - insets.right - 2 * box.halfWidth),
    height: Math.max(60, panel.height - insets.top - insets.bottom - 2 * box.halfHeight),
  };
  const [fitX, fitY] = [room.width / Math.max(right - left, 1), room.height / Math.max(bottom - top, 1)];
  const bounded = (scale: number) =>
    Math.max(MIN_SCALE, Math.min(MAX_SCALE, MAX_STRETCH * Math.min(fitX, fitY), scale));
  const [scaleX, scaleY] = [bounded(fitX), bounded(fitY)];
  return {
    scaleX,
    scaleY,
    x: insets.left + box.halfWidth + room.width / 2 - ((left + right) / 2) * scaleX,
    y: insets.top + box.halfHeight + room.height / 2 - ((top + bottom) / 2) * scaleY,
  };
}

/** When new positions are refitted to the panel: never while genes are pinned. */
export type Refit = 'never' | 'ifNeeded' | 'always';

function isSimilar(now: number, then: number): boolean {
  return now > then * 0.95 && now < then * 1.2;
}

/** Whether an earlier mapping still shows the network: not too large, not outside the panel, not far off centre. */
export function stillFits(earlier: Mapping, fresh: Mapping): boolean {
  const shift = Math.hypot(fresh.x - earlier.x, fresh.y - earlier.y);
  return isSimilar(fresh.scaleX, earlier.scaleX) && isSimilar(fresh.scaleY, earlier.scaleY) && shift < 36;
}
