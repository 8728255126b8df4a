/**
 * The scene of a network figure: genes, edges, modules and view settings, before any colour or position is chosen.
 * `EdgeMemory` selects the edges to draw from one snapshot to the next.
 */
import type { Truth } from '../../evaluation/networks/truth';
import type { Module, Network } from '../../network/network';
import type { Arrangement, Selection } from '../../share/view';
import { drawnPairs } from '../../network/ranking';
import { isStable, isStableIn } from '../../network/stability';

export interface DrawnEdge {
  readonly source: number;
  readonly target: number;
  readonly weight: number;
  /** |weight| over the largest |weight| of the network. */
  readonly strength: number;
  /** In [0, 1]: `Network.stability`, or the agreement of recent snapshots while the network is being learned. */
  readonly stability: number;
  readonly unstable: boolean;
}

/** A reference edge between modelled genes, as indices. Sign 0: unknown. */
export interface ReferenceEdge {
  readonly source: number;
  readonly target: number;
  readonly sign: 1 | -1 | 0;
}

export type ResponsesOfEdges = ReadonlyMap<string, 'confirmed' | 'contradicted'>;

/**
 * A measured change that the prediction gives, one that it does not, a predicted change that was not found, and a measured change of which
 * it is not known what was predicted, as in a link.
 */
export const responseKinds = ['explained', 'unexplained', 'unseen', 'measured'] as const;
export type ResponseKind = (typeof responseKinds)[number];

/** What the perturbation of a gene changes, both as indices: a total effect and no edge. */
export interface MeasuredResponse {
  readonly source: number;
  readonly target: number;
  readonly kind: ResponseKind;
  /** Absolute change over its standard error: the measured one, or of unseen responses the predicted one. In a link −log10 q. */
  readonly size: number;
}

/** Measured responses over the network (measuredResponses.ts). */
export interface ShownResponses {
  /** Drawn. */
  readonly lines: readonly MeasuredResponse[];
  /** Of all responses of the selection, drawn or not. */
  readonly counts: Readonly<Record<ResponseKind, number>>;
  /** What the lines are, and which are drawn. */
  readonly sentence: string;
}

/** Values that the colour of genes shows; NaN where there is none. */
export interface Shading {
  /** In the legend. */
  readonly label: string;
  /** [G] log2 fold changes on the scale of predicted changes, amounts from 0 to `most`, or 1 for yes and 0 for no. */
  readonly values: Float32Array;
  readonly scale: 'change' | 'amount' | 'yes-or-no';
  /** Largest amount, and as it is printed. */
  readonly most: number;
  readonly printed: string;
}

export interface Scene {
  readonly genes: readonly string[];
  /** Genes that the experiment perturbed. */
  readonly perturbed: ReadonlySet<number>;
  readonly edges: readonly DrawnEdge[];
  readonly modules: readonly Module[];
  readonly moduleNames: Readonly<Record<number, string>>;
  readonly hiddenModules: readonly number[];
  readonly hiddenGenes: readonly number[];
  readonly hiddenEdges: readonly { readonly source: number; readonly target: number }[];
  readonly arrangement: Arrangement;
  readonly selection: Selection;
  /** Under the pointer or the keyboard: it and its neighbours stay bright. */
  readonly hovered: Selection;
  /** What the colour of genes shows; null: modules, or `change` where there is one. */
  readonly shading: Shading | 'module' | null;
  /** [G] size of genes as a share of the largest; null: by number of targets. */
  readonly sizes: Float64Array | null;
  readonly pinned: ReadonlySet<number>;
  /** Edges of a reference network to overlay; null: no comparison. */
  readonly reference: readonly ReferenceEdge[] | null;
  /** What measured responses say of edges, by 'source>target'; beside a reference, colours show it instead of signs. */
  readonly responses?: ResponsesOfEdges | null;
  /** Lines from perturbed genes to those that respond; null or absent: the network alone. */
  readonly measured?: ShownResponses | null;
  /** [G] predicted log2 fold change, and the levels set by the user; null: the plain network. */
  readonly change: {
    readonly log2FoldChange: Float32Array;
    /** `shown`: in place of the value, as a dose. */
    readonly set: readonly { readonly gene: number; readonly value: number; readonly shown?: string }[];
  } | null;
  /** Warning against reading the figure as a result, e.g. 'Not better than “no change”'; null: none. */
  readonly doubt: string | null;
}

/** The edges that the person has not hidden, by themselves or with a gene. */
export function withoutHidden<Edge extends { readonly source: number; readonly target: number }>(
  edges: readonly Edge[],
  { hiddenGenes, hiddenEdges }: Pick<Scene, 'hiddenGenes' | 'hiddenEdges'>,
): Edge[] {
  const genes = new Set(hiddenGenes);
  const ends = new Set(hiddenEdges.map(({ source, target }) => `${source}>${target}`));
  return edges.filter(
    ({ source, target }) => !genes.has(source) && !genes.has(target) && !ends.has(`${source}>${target}`),
  );
}

/** Reference edges between modelled genes, without duplicates and self-edges. */
export function referenceOf(truth: Truth, genes: readonly string[]): ReferenceEdge[] {
  const index = new Map(genes.map((name, gene) => [name, gene]));
  const edges = truth.edges.flatMap(({ source, target, sign }) => {
    const [from, to] = [index.get(source), index.get(target)];
    return from === undefined || to === undefined || from === to ? [] : [{ source: from, target: to, sign }];
  });
  return [...new Map(edges.map((edge) => [`${edge.source}>${edge.target}`, edge])).values()];
}

const NONE: ReadonlySet<number> = new Set();
/** Snapshots whose signs are compared. */
const KEPT_SNAPSHOTS = 10;

/**
 * Selects the K strongest edges. During training an edge enters at rank ≤ K and leaves beyond rank 1.2 K, so that the figure
 * does not flicker. Keeps the drawn edges and the last ten weight arrays; one instance per run.
 */
export class EdgeMemory {
  #past: Float32Array[] = [];
  #drawn: ReadonlySet<number> = new Set();

  /** Adds the weights of a new snapshot; the array must not change afterwards. */
  add(weights: Float32Array): void {
    if (this.#past.at(-1) !== weights) this.#past = [...this.#past, weights].slice(-KEPT_SNAPSHOTS);
  }

  /**
   * At most `count` edges, strongest first. `agreement`: [R × G] share of agreeing fits or of agreeing recent snapshots;
   * null: unknown, every edge counts as stable. `learning`: edges drawn before may stay to rank 1.2 K; otherwise exactly the
   * `count` strongest are drawn, as in lists and tables.
   */
  draw(
    network: Network,
    agreement: Float32Array | null,
    count: number,
    minimumStability: number,
    learning: boolean,
  ): DrawnEdge[] {
    const pairs = drawnPairs(network, count, learning ? this.#drawn : NONE);
    this.#drawn = new Set(pairs);
    const largest = Math.abs(network.weights[pairs[0] ?? 0] ?? 0) || 1;
    return Array.from(pairs, (pair) => {
      const weight = network.weights[pair] ?? 0;
      const stability = agreement?.[pair] ?? 1;
      return {
        source: network.regulators[Math.floor(pair / network.genes.length)] ?? 0,
        target: pair % network.genes.length,
        weight,
        strength: Math.abs(weight) / largest,
        stability,
        unstable: !isStable(stability) || (network.stability === null && this.#changedSign(pair, weight)),
      };
    }).filter(({ stability }) => isStableIn(stability, minimumStability));
  }

  #changedSign(pair: number, weight: number): boolean {
    return this.#past.some((weights) => (weights[pair] ?? 0) * weight < 0);
  }
}

/** What the views beside the network show of a scene. */
export type ViewedScene = Pick<
  Scene,
  'genes' | 'edges' | 'modules' | 'moduleNames' | 'hiddenModules' | 'hiddenGenes' | 'hiddenEdges' | 'doubt'
>;

/** The edges of the scene whose genes are not hidden, by themselves or with a module. */
export function viewedEdges({
  edges,
  modules,
  hiddenModules,
  hiddenGenes,
}: ViewedScene): readonly DrawnEdge[] {
  const hidden = new Set([
    ...hiddenGenes,
    ...hiddenModules.flatMap((module) => modules[module]?.genes ?? []),
  ]);
  return edges.filter(({ source, target }) => !hidden.has(source) && !hidden.has(target));
}

/** [G] module of each gene; null: in none. */
export function modulesOfGenes({ genes, modules }: ViewedScene): readonly (number | null)[] {
  const found = new Map(
    modules.flatMap((module, index) => module.genes.map((gene) => [gene, index] as const)),
  );
  return genes.map((_, gene) => found.get(gene) ?? null);
}

/** 'M1', or 'M1 · erythroid' where the person gave a name. */
export function moduleTitle({ modules, moduleNames }: ViewedScene, module: number): string {
  const own = modules[module]?.name ?? '';
  const given = moduleNames[module];
  return given ? `${own} · ${given}` : own;
}
