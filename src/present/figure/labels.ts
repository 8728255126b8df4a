/**
 * Which names are printed beside their circles, and where: no name lies on another name or on a larger circle. Names are placed by
 * rank, so that where room is short those of hubs stay; zooming in makes room for all. Faded circles have none.
 */
import { type Area, areaOf, type Box, overlaps, shared } from './geometry';
import { fadedGene, type FigureNode, textWidth } from './networkFigure';

export interface Label {
  readonly gene: number;
  readonly text: string;
  /** Left end of the text and its baseline, in pixels. */
  readonly x: number;
  readonly y: number;
  readonly fontSize: number;
  readonly ink: string;
}

/** What of a node decides where its name stands. */
type LabelledNode = Pick<
  FigureNode,
  'gene' | 'name' | 'shape' | 'rank' | 'opacity' | 'badge' | 'fontSize' | 'ink'
>;

const GAP = 3;
/** Least size of printed names, in pixels. */
const MIN_FONT = 9;

/**
 * `boxes`: circles on screen by gene. `size`: multiplies the figure's font sizes. `within`: names outside are left out. `taken`:
 * other text. `widthOf`: of a name at a font size.
 */
export function placeLabels(
  figure: { readonly nodes: readonly LabelledNode[] },
  boxes: ReadonlyMap<number, Box>,
  size: number,
  within: Area,
  taken: readonly Area[],
  widthOf = textWidth,
): Label[] {
  const circles = figure.nodes.flatMap((node) => {
    const box = boxes.get(node.gene);
    return box && node.shape === 'circle' ? [{ node, box, area: areaOf(box) }] : [];
  });
  const visible = circles.filter(({ area }) => overlaps(area, within));
  const texts = [...taken, ...placeBadges(figure.nodes, boxes, within).map(({ area }) => area)];
  const labels: Label[] = [];
  for (const { node, box, area } of visible.toSorted((a, b) => a.node.rank - b.node.rank)) {
    // A badge has the name.
    if (node.opacity <= fadedGene || node.badge !== null) continue;
    const fontSize = Math.max(MIN_FONT, node.fontSize * size);
    const [width, height] = [widthOf(node.name, fontSize), fontSize * 1.05];
    const places = candidates(box, width, height).filter(
      (place) => isInside(place, within) && !texts.some((other) => overlaps(place, other)),
    );
    const others = visible.filter((other) => other.node !== node);
    const isClear = (place: Area, least: number) =>
      !others.some((other) => other.box.halfWidth >= least && overlaps(place, other.area));
    const best =
      places.find((place) => isClear(place, 0)) ??
      places.find((place) => isClear(place, box.halfWidth * 0.8));
    if (!best) continue;
    texts.push(best, area);
    labels.push({
      gene: node.gene,
      text: node.name,
      x: best.left,
      y: best.top + fontSize * 0.88,
      fontSize,
      ink: node.ink,
    });
  }
  return labels;
}

const BADGE_HEIGHT = 17;

export interface Badge {
  readonly text: string;
  readonly area: Area;
}

/**
 * The levels set by the user: across the lower edge of a gene whose name stands in it, the upper one where that would reach below
 * `lowest`; beside a circle, with the name, where it hides least of other circles and badges.
 */
export function placeBadges(
  nodes: readonly LabelledNode[],
  boxes: ReadonlyMap<number, Box>,
  within: Area,
  lowest = within.bottom,
): Badge[] {
  const placed: Badge[] = [];
  for (const node of nodes) {
    const box = boxes.get(node.gene);
    if (!box || node.badge === null) continue;
    const isCircle = node.shape === 'circle';
    const text = isCircle ? `${node.name} ${node.badge}` : node.badge;
    const width = Math.max(34, textWidth(text, 11) + 16);
    const [top, left] = [box.y + box.halfHeight - 3, box.x - width / 2];
    const below = { left, right: left + width, top, bottom: top + BADGE_HEIGHT };
    const hidden = [
      ...nodes.flatMap(({ gene }) => boxes.get(gene) ?? []).map(areaOf),
      ...placed.map(({ area }) => area),
    ];
    if (!isCircle) {
      const bottom = box.y - box.halfHeight + 3;
      const above = { ...below, top: bottom - BADGE_HEIGHT, bottom };
      placed.push({ text, area: below.bottom <= lowest ? below : above });
      continue;
    }
    const places = candidates(box, width, BADGE_HEIGHT);
    const hides = (place: Area) => hidden.reduce((sum, other) => sum + shared(place, other), 0);
    const [best] = places
      .filter((place) => isInside(place, within))
      .toSorted((one, other) => hides(one) - hides(other));
    placed.push({ text, area: best ?? below });
  }
  return placed;
}

/** To the right, left, below and above of a circle; then between these (Christensen, Marks and Shieber 1995, figure 1, in our order). */
function candidates({ x, y, halfWidth, halfHeight }: Box, width: number, height: number): Area[] {
  const at = (left: number, top: number) => ({ left, right: left + width, top, bottom: top + height });
  return [
    at(x + halfWidth + GAP, y - height / 2),
    at(x - halfWidth - GAP - width, y - height / 2),
    at(x - width / 2, y + halfHeight + 1),
    at(x - width / 2, y - halfHeight - 1 - height),
    ...[1, -1].flatMap((down) => {
      const top = y + down * (0.7 * halfHeight + height / 2) - height / 2;
      return [at(x + 0.7 * halfWidth + 1, top), at(x - 0.7 * halfWidth - 1 - width, top)];
    }),
  ];
}

function isInside(area: Area, within: Area): boolean {
  return (
    area.left >= within.left &&
    area.right <= within.right &&
    area.top >= within.top &&
    area.bottom <= within.bottom
  );
}
