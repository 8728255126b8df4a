/**
 * The network as a heat map: regulators in rows, targets in columns, both ordered by module, then by the summed |weight| of their edges.
 * Rows and columns are those of the edges shown, so that it has the selection of the network; positions in cells.
 */
import type { Network } from '../../network/network';
import { mix, type Palette } from './palette';
import { modulesOfGenes, viewedEdges, type ViewedScene } from './scene';

/** 'shown': the weights of shown edges; 'all': of every pair of their regulators and targets. */
export type MatrixContent = 'shown' | 'all';

/** Neighbouring rows or columns of one module; null: genes in none. */
export interface Band {
  readonly module: number | null;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

export interface Matrix {
  /** Genes. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly rowBands: readonly Band[];
  readonly columnBands: readonly Band[];
  /** [rows × columns] weight; NaN where there is no edge or it is not shown. */
  readonly weights: Float32Array;
  /** Largest |weight|, of which colours are a share; 1 where there is none. */
  readonly largest: number;
}

export function matrixOf(scene: ViewedScene, network: Network, content: MatrixContent): Matrix {
  const edges = viewedEdges(scene);
  const moduleOf = modulesOfGenes(scene);
  const place = (gene: number) => moduleOf[gene] ?? scene.modules.length;
  const ordered = (end: 'source' | 'target') => {
    const sums = new Map<number, number>();
    for (const edge of edges) sums.set(edge[end], (sums.get(edge[end]) ?? 0) + Math.abs(edge.weight));
    return [...sums.keys()].toSorted(
      (a, b) => place(a) - place(b) || (sums.get(b) ?? 0) - (sums.get(a) ?? 0) || a - b,
    );
  };
  const [rows, columns] = [ordered('source'), ordered('target')];
  const weights = new Float32Array(rows.length * columns.length).fill(NaN);
  if (content === 'all') fill(weights, rows, columns, network, scene);
  const columnOf = new Map(columns.map((gene, column) => [gene, column]));
  const rowOf = new Map(rows.map((gene, row) => [gene, row]));
  for (const { source, target, weight } of edges)
    weights[(rowOf.get(source) ?? 0) * columns.length + (columnOf.get(target) ?? 0)] = weight;
  const bands = (genes: readonly number[]) => bandsOf(genes.map((gene) => moduleOf[gene] ?? null));
  const largest = edges.reduce((most, { weight }) => Math.max(most, Math.abs(weight)), 0);
  return {
    rows,
    columns,
    rowBands: bands(rows),
    columnBands: bands(columns),
    weights,
    largest: largest || 1,
  };
}

/** Every weight of the network between these genes, without hidden edges and self pairs. */
function fill(
  weights: Float32Array,
  rows: readonly number[],
  columns: readonly number[],
  network: Network,
  { hiddenEdges }: ViewedScene,
): void {
  const regulatorOf = new Map([...network.regulators.entries()].map(([r, gene]) => [gene, r]));
  const ends = new Set(hiddenEdges.map(({ source, target }) => `${source}>${target}`));
  for (const [row, source] of rows.entries())
    for (const [column, target] of columns.entries()) {
      const r = regulatorOf.get(source);
      if (r === undefined || source === target || ends.has(`${source}>${target}`)) continue;
      weights[row * columns.length + column] = network.weights[r * network.genes.length + target] ?? NaN;
    }
}

function bandsOf(modules: readonly (number | null)[]): readonly Band[] {
  const starts = [...modules.keys()].filter((at) => at === 0 || modules[at] !== modules[at - 1]);
  return starts.map((from, band) => ({
    module: modules[from] ?? null,
    from,
    to: starts[band + 1] ?? modules.length,
  }));
}

/** Palest colour of an edge: it stays apart from an empty cell. */
const PALEST = 0.14;

/** Orange activates, blue represses (apart for all kinds of colour vision); deeper with the share of the largest |weight|. */
export function weightColor(palette: Palette, share: number): string {
  const depth = PALEST + (1 - PALEST) * Math.min(1, Math.abs(share));
  return mix(share < 0 ? palette.represses : palette.activates, palette.panel, depth);
}
