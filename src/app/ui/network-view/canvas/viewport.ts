/**
 * From layout coordinates to pixels at zoom 1. Fitting scales positions, never the text: a small panel brings nodes
 * closer together and keeps labels readable.
 */
export interface Mapping {
  readonly scaleX: number;
  readonly scaleY: number;
  readonly x: number;
  readonly y: number;
}

/** Room kept free around the network, in pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** Closer together than this nothing could be told apart; the rest is reached by panning. */
const leastScale = 0.25;
const mostScale = 1.7;
/** How much more one direction may be drawn out than the other, to fill the panel. */
const mostStretch = 1.35;

/** Puts all positions ([G × 2], with the half size of the largest box around them) into the panel less the insets. */
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
    Math.max(leastScale, Math.min(mostScale, mostStretch * Math.min(fitX, fitY), scale));
  const [scaleX, scaleY] = [bounded(fitX), bounded(fitY)];
  return {
    scaleX,
    scaleY,
    x: insets.left + box.halfWidth + room.width / 2 - ((left + right) / 2) * scaleX,
    y: insets.top + box.halfHeight + room.height / 2 - ((top + bottom) / 2) * scaleY,
  };
}

/** Whether new positions are fitted to the panel: not while genes are pinned, where they no longer fit, or in any case. */
export type Refit = 'held' | 'ifOff' | 'anew';

function alike(now: number, then: number): boolean {
  return now > then * 0.95 && now < then * 1.2;
}

/** Whether a mapping made earlier still shows the network well: not too large, not lost, not off the middle. */
export function stillFits(kept: Mapping, fresh: Mapping): boolean {
  const shift = Math.hypot(fresh.x - kept.x, fresh.y - kept.y);
  return alike(fresh.scaleX, kept.scaleX) && alike(fresh.scaleY, kept.scaleY) && shift < 36;
}
