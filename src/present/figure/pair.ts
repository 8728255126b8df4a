/**
 * Two compared networks as figures: the genes of both at the same places, those of the first in its arrangement. Edges in both are grey and
 * thin, so that what differs is seen; a gene that a network does not have is hollow on its side.
 */
import type { NamedNetwork, RunComparison, BothWeights } from '../../network/compareNetworks';
import { strength } from '../../network/ranking';
import { emptyView, type Placement } from '../../share/view';
import { compose } from './compose';
import type { Point } from './geometry';
import type { FigureEdge, LegendEntry, NetworkFigure } from './networkFigure';
import { greyed, MAX_PILLS, mix, type Palette } from './palette';
import { sceneOfNetwork } from './runFigure';
import type { DrawnEdge, Scene } from './scene';

export interface ComparedNetwork extends NamedNetwork {
  /** Perturbed genes. */
  readonly perturbed: readonly number[];
  /** Why it must not be interpreted: it is drawn in grey; null: it may be. */
  readonly doubt: string | null;
}

export interface PairFigure {
  /** Without legends. */
  readonly sides: readonly [first: NetworkFigure, second: NetworkFigure];
  /** World coordinates, the same on both sides. */
  readonly places: ReadonlyMap<number, Point>;
  readonly legend: readonly LegendEntry[];
  /** Names of the genes that the figure leaves out. */
  readonly omitted: readonly string[];
}

/** At most so many genes without a compared edge are drawn, because only one of the networks has them. */
const MAX_ALONE = 24;
/** Distance of the rows below the first network in which the genes of the second alone stand. */
const ROW = 64;
const PER_ROW = 8;

/** `placement`: of the genes of the first. */
export function pairFigure(
  first: ComparedNetwork,
  second: ComparedNetwork,
  comparison: RunComparison,
  placement: Placement,
  palette: Palette,
): PairFigure {
  const { shared, genes: counted } = comparison;
  const genes = [...first.network.genes, ...counted.onlySecond];
  const numberOf = new Map(genes.map((name, gene) => [name, gene]));
  /** Number in the figure of every gene of the second. */
  const ofSecond = second.network.genes.map((name, gene) => {
    const at = shared.second.indexOf(gene);
    return at < 0 ? (numberOf.get(name) ?? -1) : (shared.first[at] ?? -1);
  });
  const inSecond = new Set(ofSecond);
  const isMissing = [
    (gene: number) => gene >= first.network.genes.length,
    (gene: number) => !inSecond.has(gene),
  ] as const;
  const edges = {
    first: [...comparison.kept, ...comparison.turned, ...comparison.lost],
    second: [...comparison.kept, ...comparison.turned.map(reversed), ...comparison.gained],
  };
  const drawn = drawnGenes(genes, [...edges.first, ...edges.second], numberOf, (gene) =>
    isMissing.some((missing) => missing(gene)),
  );
  const style = (edge: BothWeights): Look => {
    if (!comparison.kept.includes(edge)) return 'own';
    return comparison.signChanged.includes(edge) ? 'sign' : 'both';
  };
  const modulesOfSecond = second.modules.map((module) => ({
    ...module,
    genes: module.genes.map((gene) => ofSecond[gene] ?? -1),
    regulators: [],
  }));
  const sideOf = (side: 'first' | 'second'): NetworkFigure => {
    const own = edges[side];
    const { modules, perturbed, doubt } = side === 'first' ? first : second;
    const colors = doubt === null ? palette : greyed(palette);
    const scene: Scene = {
      ...sceneOfNetwork({ network: first.network, modules: [], perturbed: [] }, emptyView),
      genes,
      edges: drawnEdges(own, side, numberOf),
      modules: side === 'first' ? modules : inOrderOf(first, second, comparison, modulesOfSecond),
      perturbed: new Set(side === 'first' ? perturbed : perturbed.map((gene) => ofSecond[gene] ?? -1)),
      hiddenGenes: [...genes.keys()].filter((gene) => !drawn.has(gene)),
      pinned: drawn,
    };
    const missing = isMissing[side === 'first' ? 0 : 1];
    return restyled(compose(scene, colors), own.map(style), missing, colors);
  };
  return {
    sides: [sideOf('first'), sideOf('second')],
    places: placesOf(genes, first.network.genes.length, placement),
    legend: legendOf(comparison, palette),
    omitted: genes.filter((_, gene) => !drawn.has(gene)),
  };
}

type Look = 'both' | 'sign' | 'own';

/** B → A, as the second network has it. */
function reversed({ source, target, first, second }: BothWeights): BothWeights {
  return { source: target, target: source, first, second };
}

/** All genes of small networks; else those with an edge, and some that one network alone has. */
function drawnGenes(
  genes: readonly string[],
  edges: readonly BothWeights[],
  numberOf: ReadonlyMap<string, number>,
  isAlone: (gene: number) => boolean,
): ReadonlySet<number> {
  const all = [...genes.keys()];
  if (genes.length <= MAX_PILLS) return new Set(all);
  const linked = edges.flatMap(({ source, target }) => [
    numberOf.get(source) ?? -1,
    numberOf.get(target) ?? -1,
  ]);
  return new Set([...linked, ...all.filter(isAlone).slice(0, MAX_ALONE)]);
}

function drawnEdges(
  edges: readonly BothWeights[],
  side: 'first' | 'second',
  numberOf: ReadonlyMap<string, number>,
): readonly DrawnEdge[] {
  const largest = Math.max(...edges.map((edge) => strength(edge[side])), Number.MIN_VALUE);
  return edges.map((edge) => ({
    source: numberOf.get(edge.source) ?? -1,
    target: numberOf.get(edge.target) ?? -1,
    weight: edge[side],
    strength: strength(edge[side]) / largest,
    stability: 1,
    unstable: false,
  }));
}

const namesOf = ({ modules, moduleNames }: NamedNetwork) =>
  modules.map(({ name }, module) => moduleNames[module] ?? name);

/** Modules of the second at the number of their partner in the first, so that partners have one colour; others follow. */
function inOrderOf(
  first: NamedNetwork,
  second: NamedNetwork,
  { modules: { matched } }: RunComparison,
  modules: NamedNetwork['modules'],
): NamedNetwork['modules'] {
  const [before, after] = [namesOf(first), namesOf(second)];
  const partner = new Map(matched.map((match) => [before.indexOf(match.first), after.indexOf(match.second)]));
  const none = { name: '', genes: [], regulators: [], stability: null };
  const taken = new Set(partner.values());
  return [
    ...before.map((_, module) => modules[partner.get(module) ?? -1] ?? none),
    ...modules.filter((_, module) => !taken.has(module)),
  ];
}

function restyled(
  figure: NetworkFigure,
  looks: readonly Look[],
  isMissing: (gene: number) => boolean,
  palette: Palette,
): NetworkFigure {
  return {
    ...figure,
    // In the arrangement of the other network an outline would enclose genes of other modules.
    modules: [],
    legend: [],
    nodes: figure.nodes.map((node) => {
      const plain = { ...node, pinned: false };
      return isMissing(node.gene)
        ? { ...plain, fill: palette.canvas, ink: palette.text2, perturbed: false, border: palette.outline }
        : plain;
    }),
    edges: figure.edges.map((edge, at): FigureEdge => {
      switch (looks[at]) {
        case 'both':
          return { ...edge, color: sameColor(palette), width: edge.slim ? 0.9 : 1.2, opacity: 0.9 };
        case 'sign':
          return { ...edge, dashed: true, width: Math.max(edge.width, 2.2), opacity: 1 };
        case 'own':
        case undefined:
          return { ...edge, width: Math.max(edge.width, 2.2), opacity: 1 };
        default:
          return looks[at] satisfies never;
      }
    }),
  };
}

const sameColor = (palette: Palette) => mix(palette.text2, palette.canvas, 0.75);

/** Places of all genes; those of the second alone in rows below. */
function placesOf(
  genes: readonly string[],
  ofFirst: number,
  { positions }: Placement,
): ReadonlyMap<number, Point> {
  const known = Array.from({ length: ofFirst }, (_, gene) => ({
    x: positions[2 * gene] ?? 0,
    y: positions[2 * gene + 1] ?? 0,
  }));
  const bottom = known.reduce((most, { y }) => Math.max(most, y), -Infinity);
  const middle = known.reduce((sum, { x }) => sum + x, 0) / Math.max(1, ofFirst);
  const below = genes.slice(ofFirst).map((_, at, { length }) => {
    const row = Math.floor(at / PER_ROW);
    const inRow = Math.min(PER_ROW, length - row * PER_ROW);
    return {
      x: middle + ((at % PER_ROW) - (inRow - 1) / 2) * 1.5 * ROW,
      y: bottom + (row + 1) * ROW,
    };
  });
  return new Map([...known, ...below].entries());
}

function edgeEntry(label: string, head: FigureEdge['head'], color: string, dashed = false): LegendEntry {
  return { kind: 'edge', label, head, dashed, mark: 'plain', color };
}

function legendOf({ signChanged, genes }: RunComparison, palette: Palette): LegendEntry[] {
  const neutral = mix(palette.text, palette.canvas, 0.68);
  const hasAlone = genes.onlyFirst.length + genes.onlySecond.length > 0;
  return [
    edgeEntry('only here: activates', 'activates', palette.activates),
    edgeEntry('only here: represses', 'represses', palette.represses),
    edgeEntry('in both', 'unknown', sameColor(palette)),
    ...(signChanged.length > 0 ? [edgeEntry('in both, sign differs', 'unknown', neutral, true)] : []),
    ...(hasAlone
      ? [{ kind: 'fill' as const, label: 'gene not in this network', color: palette.canvas }]
      : []),
  ];
}
