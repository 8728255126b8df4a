/**
 * The network of agreed edges as marks: lines with a head by sign, wider and fuller in colour with more families; genes larger with more
 * edges, and named where there is room, those with most edges first. Pure.
 */
import type { AgreedEdge } from '../../../../evaluation/methods/consensus/comparison';
import type { Point } from '../../../../present/figure/geometry';
import { type Label, placeLabels } from '../../../../present/figure/labels';
import { nodeLabel } from '../../../../present/figure/networkFigure';

interface AgreedLine {
  readonly key: string;
  /** Paths of the line and of its head: an arrow, or a bar for a repressing edge; none without a sign. */
  readonly d: string;
  readonly head: string;
  readonly width: number;
  readonly opacity: number;
  readonly sign: AgreedEdge['sign'];
}

export interface AgreedMarks {
  readonly edges: readonly AgreedLine[];
  readonly genes: readonly (Point & { readonly name: string; readonly radius: number })[];
  readonly labels: readonly Label[];
}

/** Room for names, distance of a line from its genes, size of a head and of text, in units of the picture. */
const [MARGIN_X, MARGIN_Y, CLEAR, HEAD, FONT] = [34, 22, 3, 6, 11];
/** Of the circle of a gene with one edge, and what the most edges add. */
const [RADIUS, GROWTH] = [3.5, 5];

/** `positions` [G × 2]; genes without an agreed edge are left out. */
export function agreedMarks(
  agreed: readonly AgreedEdge[],
  names: readonly string[],
  positions: Float32Array,
  families: number,
  size: { readonly width: number; readonly height: number },
): AgreedMarks {
  const counts = new Map<number, number>();
  for (const gene of agreed.flatMap(({ source, target }) => [source, target]))
    counts.set(gene, (counts.get(gene) ?? 0) + 1);
  const shown = [...counts.keys()].toSorted((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  const most = Math.max(2, ...counts.values());
  const at = fitted(shown, positions, size);
  const circles = shown.map((gene) => {
    const radius = RADIUS + GROWTH * Math.sqrt(((counts.get(gene) ?? 1) - 1) / (most - 1));
    return { gene, name: names[gene] ?? '', radius, ...(at.get(gene) ?? { x: 0, y: 0 }) };
  });
  const circleOf = new Map(circles.map((circle) => [circle.gene, circle]));
  const labels = placeLabels(
    {
      nodes: circles.map(({ gene, name }, rank) => ({
        gene,
        name: nodeLabel(name),
        shape: 'circle',
        rank,
        opacity: 1,
        badge: null,
        fontSize: FONT,
        ink: '',
      })),
    },
    new Map(circles.map(({ gene, x, y, radius }) => [gene, { x, y, halfWidth: radius, halfHeight: radius }])),
    1,
    { left: 0, right: size.width, top: 0, bottom: size.height },
    [],
  );
  return {
    genes: circles,
    labels,
    // The surest last, above the others.
    edges: agreed.toReversed().map(({ source, target, sign, families: found }) => {
      const share = families > 1 ? (found - 1) / (families - 1) : 1;
      return {
        key: `${source} ${target}`,
        ...lineBetween(circleOf.get(source), circleOf.get(target), sign),
        width: 1 + 1.6 * share,
        opacity: 0.3 + 0.7 * share,
        sign,
      };
    }),
  };
}

/** The genes spread over the picture, along each axis; all in its middle where they lie on one point. */
function fitted(
  genes: readonly number[],
  positions: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
): ReadonlyMap<number, Point> {
  const along = (axis: 0 | 1, margin: number, length: number) => {
    const values = genes.map((gene) => positions[2 * gene + axis] ?? 0);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return (gene: number) => {
      const share = most > least ? ((positions[2 * gene + axis] ?? 0) - least) / (most - least) : 0.5;
      return margin + share * (length - 2 * margin);
    };
  };
  const [x, y] = [along(0, MARGIN_X, width), along(1, MARGIN_Y, height)];
  return new Map(genes.map((gene) => [gene, { x: x(gene), y: y(gene) }]));
}

type Circle = Point & { readonly radius: number };
const nowhere: Circle = { x: 0, y: 0, radius: 0 };

function lineBetween(
  from = nowhere,
  to = nowhere,
  sign: AgreedEdge['sign'] = null,
): Pick<AgreedLine, 'd' | 'head'> {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  // A step to the side keeps A → B apart from B → A.
  const aside = (point: Point, by: number): Point => ({
    x: point.x + by * dx - 2 * dy,
    y: point.y + by * dy + 2 * dx,
  });
  const [start, end] = [aside(from, from.radius + CLEAR), aside(to, -to.radius - CLEAR)];
  const corner = (back: number, side: number): string =>
    text({ x: end.x - back * dx - side * dy, y: end.y - back * dy + side * dx });
  const head =
    sign === null
      ? ''
      : sign < 0
        ? `M${corner(0, -HEAD / 2)}L${corner(0, HEAD / 2)}`
        : `M${corner(HEAD, -HEAD / 2)}L${text(end)}L${corner(HEAD, HEAD / 2)}`;
  return { d: `M${text(start)}L${text(end)}`, head };
}

function text({ x, y }: Point): string {
  return `${x.toFixed(1)} ${y.toFixed(1)}`;
}
