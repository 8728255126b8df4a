/** Placement of point labels without overlap of labels and points; labels without space are omitted. */
import { type Area, overlaps } from '../figure/geometry';
import { textWidth } from '../figure/networkFigure';
import { text, type SvgElement } from './chart';

export type LabelPlace =
  | 'top left'
  | 'bottom right'
  | 'top right'
  | 'bottom left'
  | 'top center'
  | 'bottom center';

const places: readonly LabelPlace[] = [
  'top left',
  'bottom right',
  'top right',
  'bottom left',
  'top center',
  'bottom center',
];
const lineHeight = 13;
const pointRadius = 5;
/** From the end of a name to the next. */
const nameGap = 4;
const widthOf = (name: string) => textWidth(name, 12);

interface NamedPoint {
  readonly x: number;
  readonly y: number;
  readonly name: string;
}

/** Greedy in the given order; pixels, y down. null: no space, or no name. @param fits whether a label is inside of the picture there */
export function placeLabels(
  points: readonly NamedPoint[],
  fits: (point: NamedPoint, place: LabelPlace) => boolean = () => true,
): (LabelPlace | null)[] {
  const taken: Area[] = points.map(({ x, y }) => ({
    left: x - pointRadius,
    right: x + pointRadius,
    top: y - pointRadius,
    bottom: y + pointRadius,
  }));
  return points.map((point) => {
    if (point.name === '') return null;
    for (const place of places) {
      if (!fits(point, place)) continue;
      const box = boxOf(point, place);
      if (taken.some((other) => overlaps(box, other))) continue;
      taken.push(box);
      return place;
    }
    return null;
  });
}

/** Names beside their points, in the order given, while there is space; points without a name only take theirs. */
export function namesBeside(
  points: readonly NamedPoint[],
  { left, width }: { readonly left: number; readonly width: number },
): readonly SvgElement[] {
  const placed = placeLabels(points, ({ x, y, name }, place) => {
    if (place.startsWith('top') && y - lineHeight < 0) return false;
    const side = sideOf(place);
    const from = x + side * 5 + (widthOf(name) * (side - 1)) / 2;
    return from >= left && from + widthOf(name) <= width;
  });
  return points.flatMap((point, i) => {
    const place = placed[i];
    if (!place) return [];
    const side = sideOf(place);
    const anchor = side < 0 ? 'end' : side > 0 ? 'start' : 'middle';
    const x = point.x + side * 5;
    const y = point.y + (place.startsWith('top') ? -6 : 15);
    return [text(x, y, point.name, `tick strong ${anchor} halo`)];
  });
}

function sideOf(place: LabelPlace): -1 | 0 | 1 {
  return place.endsWith('left') ? -1 : place.endsWith('right') ? 1 : 0;
}

function boxOf(point: NamedPoint, place: LabelPlace): Area {
  const width = widthOf(point.name) + nameGap;
  const left = place.endsWith('left')
    ? point.x - pointRadius - width
    : place.endsWith('right')
      ? point.x + pointRadius
      : point.x - width / 2;
  const top = place.startsWith('top') ? point.y - pointRadius - lineHeight : point.y + pointRadius;
  return { left, right: left + width, top, bottom: top + lineHeight };
}

/** [labels] heights at least `gap` apart within `from` … `to`, in order; beyond `to` if they are too many. */
export function spread(
  wanted: readonly number[],
  gap: number,
  [from, to]: readonly [number, number],
): readonly number[] {
  const order = [...wanted.keys()].toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0));
  const moved = wanted.map((height) => Math.min(Math.max(height, from), to));
  let ceiling = from - gap;
  for (const label of order) ceiling = moved[label] = Math.max(moved[label] ?? 0, ceiling + gap);
  let floor = Math.max(to, from + gap * (wanted.length - 1)) + gap;
  for (const label of order.toReversed()) floor = moved[label] = Math.min(moved[label] ?? 0, floor - gap);
  return moved;
}
