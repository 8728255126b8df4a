/**
 * A camera on world coordinates: pixels = world × scale + offset, on each axis. Panels and printed figures each have their own; the
 * world never changes with them. Positions scale, text does not, so that names stay readable in a small panel.
 */
import type { Box, Point } from './geometry';

export interface Camera extends Point {
  readonly scaleX: number;
  readonly scaleY: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Room for what lies over the network, in pixels. */
export interface Insets {
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

/** A few genes are not spread further than this. */
const MAX_SCALE = 1.7;
/** Maximum ratio of the two scales, which lets the network fill a panel. */
const MAX_STRETCH = 1.35;

/** The camera that shows all places with a margin for the half size of the largest mark, in the middle of the panel less its insets. */
export function cameraOn(
  places: readonly Point[],
  panel: Size,
  insets: Insets,
  mark: { readonly halfWidth: number; readonly halfHeight: number },
  stretch = MAX_STRETCH,
): Camera {
  const extent = extentOf(places);
  const room = roomOf(panel, insets);
  const middle = { x: insets.left + room.width / 2, y: insets.top + room.height / 2 };
  if (!extent) return { scaleX: 1, scaleY: 1, ...middle };
  const fitX = Math.max(60, room.width - 2 * mark.halfWidth) / Math.max(extent.right - extent.left, 1);
  const fitY = Math.max(60, room.height - 2 * mark.halfHeight) / Math.max(extent.bottom - extent.top, 1);
  const most = Math.min(MAX_SCALE, stretch * Math.min(fitX, fitY));
  const [scaleX, scaleY] = [Math.min(fitX, most), Math.min(fitY, most)];
  return {
    scaleX,
    scaleY,
    x: middle.x - ((extent.left + extent.right) / 2) * scaleX,
    y: middle.y - ((extent.top + extent.bottom) / 2) * scaleY,
  };
}

/** Whether all places lie within the panel less its insets. */
export function sees(camera: Camera, places: readonly Point[], panel: Size, insets: Insets): boolean {
  const [right, bottom] = [panel.width - insets.right, panel.height - insets.bottom];
  return places.every((place) => {
    const { x, y } = seen(camera, place);
    return x >= insets.left - 1 && x <= right + 1 && y >= insets.top - 1 && y <= bottom + 1;
  });
}

export function seen({ scaleX, scaleY, x, y }: Camera, place: Point): Point {
  return { x: place.x * scaleX + x, y: place.y * scaleY + y };
}

/** Size of circles as seen by a camera: they shrink less than the distances, and grow less. */
export function markScale({ scaleX, scaleY }: Camera): number {
  return Math.min(1.25, Math.max(0.55, (scaleX * scaleY) ** 0.25));
}

/** Names in pills are never smaller than 9 pixels. */
const LEAST_PILL = 0.72;
/** Pixels between two pills. */
const PILL_GAP = 3;

/** Size at which no pill lies on another, relative to their own, at most 1 and at least legible; `pills` as a camera sees them. */
export function pillScale(pills: readonly Box[]): number {
  let scale = 1;
  for (const [i, a] of pills.entries())
    for (const b of pills.slice(i + 1)) {
      const across = Math.abs(a.x - b.x) / (a.halfWidth + b.halfWidth + PILL_GAP);
      const down = Math.abs(a.y - b.y) / (a.halfHeight + b.halfHeight + PILL_GAP);
      scale = Math.min(scale, Math.max(across, down));
    }
  return Math.max(LEAST_PILL, scale);
}

/** Maximum ratio of the two scales where pills lie on one another otherwise. */
const STRETCH_OF_PILLS = 2;

/**
 * The camera on pills, and their size relative to their own: where they lie on one another they are smaller, reach less far over the edge
 * of the network, and use more of a panel of another shape. `pills` in world coordinates with half sizes in pixels; `fitted`: the camera
 * that shows all genes, with marks of a relative size.
 */
export function cameraOnPills(
  pills: readonly Box[],
  fitted: (size: number, stretch?: number) => Camera,
): { readonly camera: Camera; readonly size: number } {
  const sizeBy = (camera: Camera) => pillScale(pills.map((pill) => ({ ...pill, ...seen(camera, pill) })));
  let camera = fitted(1);
  let size = sizeBy(camera);
  for (const stretch of [MAX_STRETCH, STRETCH_OF_PILLS]) {
    if (size === 1) break;
    camera = fitted(size, stretch);
    size = sizeBy(camera);
  }
  return { camera, size };
}

function roomOf(panel: Size, insets: Insets): Size {
  return {
    width: Math.max(60, panel.width - insets.left - insets.right),
    height: Math.max(60, panel.height - insets.top - insets.bottom),
  };
}

function extentOf(places: readonly Point[]) {
  const first = places[0];
  if (!first) return null;
  const extent = { left: first.x, right: first.x, top: first.y, bottom: first.y };
  for (const { x, y } of places) {
    extent.left = Math.min(extent.left, x);
    extent.right = Math.max(extent.right, x);
    extent.top = Math.min(extent.top, y);
    extent.bottom = Math.max(extent.bottom, y);
  }
  return extent;
}
