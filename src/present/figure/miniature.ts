/** A network in miniature, coloured by the predicted change of one scenario: marks as data, which the page and printed figures draw. */
import type { Edge } from '../../network/network';
import { changeColor, type Palette } from './palette';

export interface MiniatureOf {
  /** All names. */
  readonly genes: readonly string[];
  /** [G × 2] */
  readonly positions: Float32Array;
  readonly edges: readonly Pick<Edge, 'source' | 'target'>[];
  readonly hidden: readonly number[];
  /** [G] */
  readonly log2FoldChange: Float32Array;
  /** Genes that are set, drawn as empty rings, few of them with their names. */
  readonly changed: readonly number[];
}

export interface Miniature {
  readonly viewBox: readonly [left: number, top: number, width: number, height: number];
  readonly edges: { readonly d: string; readonly color: string; readonly width: number };
  readonly genes: readonly {
    readonly gene: number;
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly fill: string;
    readonly border: string;
    readonly width: number;
  }[];
  readonly names: readonly {
    readonly text: string;
    readonly x: number;
    readonly y: number;
    readonly size: number;
    readonly ink: string;
    readonly halo: string;
    readonly haloWidth: number;
  }[];
}

/** Names of more genes would lie on each other. */
const NAMED = 3;

/** In the shape of `size` in pixels; `nameSize` in pixels. */
export function miniatureOf(
  { genes, positions, edges, hidden, log2FoldChange, changed }: MiniatureOf,
  size: readonly [width: number, height: number],
  nameSize: number,
  palette: Palette,
): Miniature {
  const isHidden = new Set(hidden);
  const shown = drawnGenes(genes.length, edges, changed).filter((gene) => !isHidden.has(gene));
  const { box, radius, pixel } = frameOf(positions, shown, size);
  const at = (gene: number) => [positions[2 * gene] ?? 0, positions[2 * gene + 1] ?? 0] as const;
  const place = (gene: number) =>
    at(gene)
      .map((value) => value.toFixed(1))
      .join(' ');
  return {
    viewBox: box,
    edges: {
      d: edges
        .filter(({ source, target }) => !isHidden.has(source) && !isHidden.has(target))
        .map(({ source, target }) => `M${place(source)}L${place(target)}`)
        .join(''),
      color: palette.neutralEdge,
      width: 0.7 * pixel,
    },
    genes: shown.map((gene) => {
      const [x, y] = at(gene);
      const isSet = changed.includes(gene);
      return {
        gene,
        x,
        y,
        radius,
        fill: isSet ? palette.panel : changeColor(palette, log2FoldChange[gene] ?? 0),
        border: isSet ? palette.text : palette.outline,
        width: pixel * (isSet ? 2 : 0.8),
      };
    }),
    names: (changed.length <= NAMED ? changed : [])
      .filter((gene) => !isHidden.has(gene))
      .map((gene) => {
        const [x, y] = at(gene);
        return {
          text: genes[gene] ?? '',
          x,
          y: y - 1.5 * radius,
          size: nameSize * pixel,
          ink: palette.text,
          halo: palette.panel,
          haloWidth: 3 * pixel,
        };
      }),
  };
}

/** Genes with a shown edge, and those that are set: the others lie apart and would take the room. */
export function drawnGenes(
  genes: number,
  edges: MiniatureOf['edges'],
  changed: readonly number[],
): readonly number[] {
  const drawn = new Set([...edges.flatMap(({ source, target }) => [source, target]), ...changed]);
  return Array.from({ length: genes }, (_, gene) => gene).filter((gene) => drawn.has(gene));
}

interface Frame {
  readonly box: Miniature['viewBox'];
  /** Radius of a gene and size of a pixel, in the units of the box. */
  readonly radius: number;
  readonly pixel: number;
}

/** `positions`: [G × 2]; contains the `shown` genes with a margin, in the shape `width` : `height`. Genes are smaller where there are many. */
export function frameOf(
  positions: Float32Array,
  shown: readonly number[],
  [width, height]: readonly [number, number],
): Frame {
  const [left, right] = extent(shown.map((gene) => positions[2 * gene] ?? 0));
  const [top, bottom] = extent(shown.map((gene) => positions[2 * gene + 1] ?? 0));
  const inner = Math.max((right - left) / width, (bottom - top) / height, 1e-6);
  const pixel = inner * (1 + MARGIN);
  const [w, h] = [pixel * width, pixel * height];
  const radius = pixel * Math.max(1.6, Math.min(6.5, 28 / Math.sqrt(Math.max(1, shown.length))));
  return { box: [(left + right - w) / 2, (top + bottom - h) / 2, w, h], radius, pixel };
}

/** Of the frame beside its genes, which have radii too. */
const MARGIN = 0.22;

function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    values.length === 0 ? [0, 0] : [Infinity, -Infinity],
  );
}
