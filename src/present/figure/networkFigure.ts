/**
 * A network figure as data: nodes, edges, module outlines, legend and warning, with every colour and width. The canvas and
 * the SVG export both draw it; positions are separate. Node sizes follow from names alone, because workers cannot measure text.
 */
import { truncateName } from '../../numerics/format';
import { MAX_PILLS } from './palette';
import { type ResponseKind, responseKinds } from './scene';

interface NodeSize {
  readonly shape: 'pill' | 'circle';
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** The node together with its label. */
  readonly boxWidth: number;
  readonly boxHeight: number;
}

/** Gene name, shortened to 24 characters. */
export function nodeLabel(name: string): string {
  return truncateName(name, 24);
}

/**
 * Size of a gene's node in a network of `genes` genes, in pixels. `hub`: its number of targets, as a share of the largest;
 * it sets the size of circles.
 */
export function nodeSize(fullName: string, genes: number, hub: number): NodeSize {
  const name = nodeLabel(fullName);
  if (genes <= MAX_PILLS) {
    const width = Math.max(44, 2 * Math.round(textWidth(name, 12.5) / 2 + 11));
    return { shape: 'pill', width, height: 28, fontSize: 12.5, boxWidth: width, boxHeight: 28 };
  }
  const share = Math.sqrt(hub);
  const side = (genes <= 120 ? 10 : 8) + 24 * share;
  const fontSize = 10.5 + 6 * share;
  return {
    shape: 'circle',
    width: side,
    height: side,
    fontSize,
    boxWidth: side + 4 + textWidth(name, fontSize),
    boxHeight: Math.max(side, fontSize + 3),
  };
}

/** [G] number of targets of each gene among the edges, as a share of the largest. */
export function hubShares(edges: readonly { readonly source: number }[], genes: number): Float64Array {
  const targets = new Float64Array(genes);
  for (const { source } of edges) targets[source] = (targets[source] ?? 0) + 1;
  const most = targets.reduce((a, b) => Math.max(a, b), 1);
  return targets.map((count) => count / most);
}

const narrow = new Set("iIljtfr.,:;'|!()[]-1 ");
const wide = new Set('mwMWOQGCDHNU@%&');

/** Width in pixels of text in semi-bold Inter, within about 6 %, from three classes of letter width. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const letter of text) ems += narrow.has(letter) ? 0.36 : wide.has(letter) ? 0.77 : 0.62;
  return ems * fontSize;
}

/** Letters by the room that they take in bold Arial and semi-bold Inter, in font sizes: at least as wide as either. */
const rooms: readonly (readonly [letters: ReadonlySet<string>, ems: number])[] = [
  [new Set("iIjl.,:;'|!"), 0.34],
  [new Set('frt()[]- '), 0.42],
  [new Set('EFJLPSTZ'), 0.67],
  [new Set('mwMW@%&'), 1],
  [new Set('ABCDGHKNOQRUVXY'), 0.78],
];

/** Width in pixels that semi-bold text takes at most where it is printed, whichever of our fonts is there. */
export function printedWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const letter of text) ems += rooms.find(([letters]) => letters.has(letter))?.[1] ?? 0.64;
  return ems * fontSize;
}

/** Opacity of edges outside the focus. */
export const fadedEdge = 0.13;
/** Opacity of genes outside the focus: their names stay readable. */
export const fadedGene = 0.4;

/** Share of its opacity that a gene or an edge keeps while others are under the pointer. */
export const asideGene = 0.7;
export const asideEdge = 0.3;

export interface FigureNode extends NodeSize {
  readonly gene: number;
  readonly name: string;
  /** Perturbed in the screen; drawn with an inner ring. */
  readonly perturbed: boolean;
  readonly selected: boolean;
  readonly pinned: boolean;
  readonly fill: string;
  readonly ink: string;
  readonly border: string;
  /** Colour of the inner ring. */
  readonly ring: string;
  readonly opacity: number;
  /** Names of lower rank are printed first, where there is room (labels.ts); pills always hold theirs. */
  readonly rank: number;
  /** Level set by the user: 'out', '× 2'. */
  readonly badge: string | null;
}

/** Comparison of an edge with a reference network; plain without one. */
export type TruthMark = 'plain' | 'found' | 'missed' | 'wrong';

/** What a line is: an edge, or a measured response beside the edges. */
export type EdgeMark = TruthMark | ResponseKind;

/** SVG dash patterns of lines that these marks break; those of responses are unlike those of edges. */
export const markDashes: Readonly<Partial<Record<EdgeMark, string>>> = {
  wrong: '2 5',
  explained: '9 3',
  unexplained: '3 3',
  unseen: '9 3 2 3',
  measured: '6 2',
};

/** Edges of level 1 are drawn above those of 0: missed edges, measured responses, and what is faded. */
export function levelOf({ mark, isAside }: Pick<FigureEdge, 'mark' | 'isAside'>): 0 | 1 {
  return mark === 'missed' || isResponse(mark) || isAside ? 0 : 1;
}

export function isResponse(mark: EdgeMark): mark is ResponseKind {
  return responseKinds.some((kind) => kind === mark);
}

export interface FigureEdge {
  /** 'source>target' as gene indices, of responses followed by a word; the same in every figure of a run. */
  readonly id: string;
  readonly source: number;
  readonly target: number;
  /** `responds`: a dot at the gene that a perturbation changes. */
  readonly head: 'activates' | 'represses' | 'unknown' | 'responds';
  /** Pixels. */
  readonly width: number;
  readonly dashed: boolean;
  readonly mark: EdgeMark;
  readonly color: string;
  readonly opacity: number;
  /** Outside what the figure is about or what is under the pointer: faded, and beneath the others. */
  readonly isAside: boolean;
  /** Thin line with a small head, for networks of many genes. */
  readonly slim: boolean;
  /** Distance of the control point from the straight line, as a share of the line's length; 0 is straight. */
  readonly bow: number;
  /** The opposite edge is drawn too, so each keeps to its side. */
  readonly mutual: boolean;
}

export interface FigureModule {
  readonly module: number;
  readonly name: string;
  /** Gene indices. */
  readonly members: readonly number[];
  readonly fill: string;
  readonly stroke: string;
  /** SVG dash pattern of the outline; undefined: solid. */
  readonly line: string | undefined;
  readonly ink: string;
  readonly opacity: number;
}

export type LegendEntry =
  | {
      readonly kind: 'edge';
      readonly label: string;
      readonly head: FigureEdge['head'];
      readonly dashed: boolean;
      readonly mark: EdgeMark;
      readonly color: string;
    }
  | { readonly kind: 'width'; readonly label: string; readonly color: string }
  /** Text only: what the figure leaves out. */
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'fill'; readonly label: string; readonly color: string }
  /** The second outline of a perturbed gene. */
  | {
      readonly kind: 'ring';
      readonly shape: 'pill' | 'circle';
      readonly label: string;
      readonly color: string;
    }
  | {
      readonly kind: 'scale';
      /** What it measures; '': the predicted change that the page is about. */
      readonly label: string;
      /** The middle is marked: no change. */
      readonly hasMiddle: boolean;
      readonly low: string;
      readonly high: string;
      /** Evenly spaced, from `low` to `high`. */
      readonly colors: readonly string[];
    };

export interface NetworkFigure {
  readonly nodes: readonly FigureNode[];
  readonly edges: readonly FigureEdge[];
  readonly modules: readonly FigureModule[];
  /** Genes without a shown edge, which wait beside a network of many genes. */
  readonly waiting: readonly number[];
  readonly legend: readonly LegendEntry[];
  /** Warning printed with the figure on screen and in exports; null: none. */
  readonly ribbon: string | null;
}
