/**
 * What is to be seen, as data: nodes, edges, module outlines, legend and the warning ribbon, with every colour and width
 * decided. Canvas and exported figure both draw this; neither knows where it came from. Positions come on top.
 */
import type { NodeSize } from './nodeSize';

/** Edges outside the focus are drawn at this opacity. */
export const fadedEdge = 0.13;
/** Genes outside the focus: their names stay readable. */
export const fadedGene = 0.4;

export interface FigureNode extends NodeSize {
  readonly gene: number;
  readonly name: string;
  /** Perturbed in the screen: drawn with an inner ring. */
  readonly perturbed: boolean;
  readonly selected: boolean;
  readonly pinned: boolean;
  readonly fill: string;
  readonly ink: string;
  readonly border: string;
  /** Colour of the inner ring. */
  readonly ring: string;
  readonly opacity: number;
  /** Its name is shown at any zoom; others show theirs when there is room. */
  readonly labelled: boolean;
  /** What the person set: 'out', '× 2'. */
  readonly badge: string | null;
}

/** How an edge compares with a reference network; plain where none is laid over. */
export type TruthMark = 'plain' | 'found' | 'missed' | 'wrong';

export interface FigureEdge {
  /** 'source>target' as gene indices; stable from figure to figure. */
  readonly id: string;
  readonly source: number;
  readonly target: number;
  readonly head: 'activates' | 'represses' | 'unknown';
  /** Pixels. */
  readonly width: number;
  readonly dashed: boolean;
  readonly mark: TruthMark;
  readonly color: string;
  readonly opacity: number;
  /** Drawn lighter, with a small head: there are many. */
  readonly slim: boolean;
  /** How far the curve's control point lies beside the straight line, as a share of its length; 0 is straight. */
  readonly bow: number;
  /** The opposite edge is drawn as well: each keeps to its side. */
  readonly mutual: boolean;
}

export interface FigureModule {
  readonly module: number;
  readonly name: string;
  /** Gene indices. */
  readonly members: readonly number[];
  readonly fill: string;
  readonly stroke: string;
  /** Dash pattern of the outline as SVG writes it; undefined: solid. */
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
      readonly mark: TruthMark;
      readonly color: string;
    }
  | { readonly kind: 'width'; readonly label: string; readonly color: string }
  /** Words alone: what the figure leaves out. */
  | { readonly kind: 'note'; readonly label: string }
  | { readonly kind: 'ring'; readonly label: string; readonly color: string }
  | {
      readonly kind: 'scale';
      readonly low: string;
      readonly high: string;
      /** Evenly spaced, from `low` to `high`. */
      readonly colors: readonly string[];
    };

export interface NetworkFigure {
  readonly nodes: readonly FigureNode[];
  readonly edges: readonly FigureEdge[];
  readonly modules: readonly FigureModule[];
  readonly legend: readonly LegendEntry[];
  /** A warning that belongs to the figure wherever it goes; null: none. */
  readonly ribbon: string | null;
}
