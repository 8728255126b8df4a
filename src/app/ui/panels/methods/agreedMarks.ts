/** The network of agreed edges as marks: lines with a head by sign, wider and fuller in colour with more families. Pure. */
import type { AgreedEdge } from '../../../../evaluation/methods/consensus/comparison';

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
  readonly genes: readonly { readonly name: string; readonly x: number; readonly y: number }[];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Room for names, distance of a line from the centre of its genes, and size of a head, in units of the picture. */
const [MARGIN_X, MARGIN_Y, CLEAR, HEAD] = [34, 22, 8, 6];

/** `positions` [G × 2]; genes without an agreed edge are left out. */
export function agreedMarks(
  agreed: readonly AgreedEdge[],
  names: readonly string[],
  positions: Float32Array,
  families: number,
  size: { readonly width: number; readonly height: number },
): AgreedMarks {
  const shown = [...new Set(agreed.flatMap(({ source, target }) => [source, target]))];
  const at = fitted(shown, positions, size);
  const place = (gene: number): Point => at.get(gene) ?? { x: 0, y: 0 };
  return {
    genes: shown.map((gene) => ({ name: names[gene] ?? '', ...place(gene) })),
    // The surest last, above the others.
    edges: agreed.toReversed().map(({ source, target, sign, families: found }) => {
      const share = families > 1 ? (found - 1) / (families - 1) : 1;
      return {
        key: `${source} ${target}`,
        ...lineBetween(place(source), place(target), sign),
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

function lineBetween(from: Point, to: Point, sign: AgreedEdge['sign']): Pick<AgreedLine, 'd' | 'head'> {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const [dx, dy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  // A step to the side keeps A → B apart from B → A.
  const aside = (point: Point, by: number): Point => ({
    x: point.x + by * dx - 2 * dy,
    y: point.y + by * dy + 2 * dx,
  });
  const [start, end] = [aside(from, CLEAR), aside(to, -CLEAR)];
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
