/**
 * The network as two layers: regulators, the modules they act on, and the genes of the modules, in three columns. A line stands for the
 * shown edges between its ends, summed; genes in no module are reached from their regulators directly. Positions in pixels.
 */
import { type DrawnEdge, type ViewedScene, moduleTitle, modulesOfGenes, viewedEdges } from './scene';

export interface LayerNode {
  /** 'regulator 3', 'module 0', 'gene 5' or 'more 0'. */
  readonly id: string;
  readonly layer: 'regulator' | 'module' | 'gene' | 'more';
  /** Gene; of 'module' and 'more' the module, −1 for genes in none. */
  readonly index: number;
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface LayerLine {
  readonly from: string;
  readonly to: string;
  readonly sign: 1 | -1;
  /** |sum| over the largest of all lines, in (0, 1]. */
  readonly strength: number;
  /** Most of its weight is that of unstable edges. */
  readonly unstable: boolean;
  /** Edges that it stands for, as 'source>target'. */
  readonly edges: ReadonlySet<string>;
}

export interface Layers {
  readonly sizes: LayerSizes;
  readonly nodes: readonly LayerNode[];
  readonly lines: readonly LayerLine[];
  readonly height: number;
}

const top = 34;
/** Rows are at least so far apart, and at most where there is room. */
const [leastRow, mostRow] = [17, 30];
const groupGap = 12;
/** With more genes, each module shows its first ones unless it is opened. */
const MANY = 44;
const FEW = 5;

/** In pixels. */
interface LayerSizes {
  readonly width: number;
  /** From the edges to the dots of regulators and genes: room for names of so many letters. */
  readonly names: number;
  readonly letters: number;
  /** Half the box of a module. */
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** Narrower drawings, as on a phone, have shorter names. */
const NARROW = 560;

function sizesFor(width: number): LayerSizes {
  return width < NARROW
    ? { width, names: 80, letters: 10, halfWidth: 38, halfHeight: 13 }
    : { width, names: 112, letters: 16, halfWidth: 62, halfHeight: 13 };
}

/**
 * `loadings`: [G × modules] agreement of a gene with its module (network/modules.ts); its sign is that of the line to the gene, so that
 * the signs along a path multiply to that of the edge. `opened`: modules that show all genes. `room`: width of the drawing, and the
 * height that it may fill.
 */
export function layersOf(
  scene: ViewedScene,
  loadings: Float32Array,
  opened: ReadonlySet<number>,
  { width, height: most }: { readonly width: number; readonly height: number },
): Layers {
  const sizes = sizesFor(width);
  const edges = viewedEdges(scene);
  const moduleOf = modulesOfGenes(scene);
  const signOf = (gene: number) => {
    const module = moduleOf[gene] ?? null;
    return module !== null && (loadings[gene * scene.modules.length + module] ?? 0) < 0 ? -1 : 1;
  };
  const groups = groupsOf(scene, edges, moduleOf);
  const many = groups.reduce((sum, { genes }) => sum + genes.length, 0) > MANY;
  const nodes: LayerNode[] = [];
  const shownGenes = new Set<number>();
  const isLong = (genes: readonly number[]) => many && genes.length > FEW + 1;
  const rows = groups.reduce(
    (sum, { module, genes }) =>
      sum + (isLong(genes) ? 1 + (opened.has(module) ? genes.length : FEW) : genes.length),
    0,
  );
  const free = (most - top - groups.length * groupGap) / Math.max(1, rows);
  const rowHeight = Math.min(mostRow, Math.max(leastRow, free));
  let y = top;
  for (const { module, genes } of groups) {
    const isCut = isLong(genes) && !opened.has(module);
    const shown = isCut ? genes.slice(0, FEW) : genes;
    const first = y;
    for (const gene of shown) {
      shownGenes.add(gene);
      nodes.push(geneNode(scene, gene, width - sizes.names, y));
      y += rowHeight;
    }
    if (isLong(genes)) {
      const name = isCut ? `${genes.length - FEW} more` : 'fewer';
      nodes.push({ id: `more ${module}`, layer: 'more', index: module, name, x: width - sizes.names, y });
      y += rowHeight;
    }
    if (module >= 0)
      nodes.push({
        id: `module ${module}`,
        layer: 'module',
        index: module,
        name: moduleTitle(scene, module),
        x: width / 2,
        y: (first + y - rowHeight) / 2,
      });
    y += groupGap;
  }
  const height = placeRegulators(scene, edges, nodes, sizes.names, y);
  return { sizes, nodes, lines: linesOf(edges, moduleOf, signOf, shownGenes), height };
}

interface Group {
  /** −1: genes in none. */
  readonly module: number;
  /** Largest summed |weight| first. */
  readonly genes: readonly number[];
}

/** Targets of the edges by module, those in none last. */
function groupsOf(
  scene: ViewedScene,
  edges: readonly DrawnEdge[],
  moduleOf: readonly (number | null)[],
): readonly Group[] {
  const sums = summed(edges, 'target');
  const genes = [...sums.keys()].toSorted((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0) || a - b);
  return [...scene.modules.keys(), -1].flatMap((module) => {
    const own = genes.filter((gene) => (moduleOf[gene] ?? -1) === module);
    return own.length === 0 ? [] : [{ module, genes: own }];
  });
}

/** Summed |weight| of the edges by one of their ends. */
function summed(edges: readonly DrawnEdge[], end: 'source' | 'target'): ReadonlyMap<number, number> {
  const sums = new Map<number, number>();
  for (const edge of edges) sums.set(edge[end], (sums.get(edge[end]) ?? 0) + Math.abs(edge.weight));
  return sums;
}

function geneNode(scene: ViewedScene, gene: number, x: number, y: number): LayerNode {
  return { id: `gene ${gene}`, layer: 'gene', index: gene, name: scene.genes[gene] ?? '', x, y };
}

/** Hubs first, over the height of the genes; returns the height of all. */
function placeRegulators(
  scene: ViewedScene,
  edges: readonly DrawnEdge[],
  nodes: LayerNode[],
  x: number,
  bottom: number,
): number {
  const sums = summed(edges, 'source');
  const regulators = [...sums.keys()].toSorted((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0) || a - b);
  const height = Math.max(bottom, top + regulators.length * leastRow + groupGap);
  const step = Math.min(46, (height - top - groupGap) / Math.max(1, regulators.length));
  for (const [place, gene] of regulators.entries())
    nodes.push({
      id: `regulator ${gene}`,
      layer: 'regulator',
      index: gene,
      name: scene.genes[gene] ?? '',
      x,
      y: top + (place + 0.5) * step - leastRow / 2,
    });
  return height;
}

interface Sum {
  sum: number;
  unstable: number;
  total: number;
  readonly edges: Set<string>;
}

function linesOf(
  edges: readonly DrawnEdge[],
  moduleOf: readonly (number | null)[],
  signOf: (gene: number) => 1 | -1,
  shownGenes: ReadonlySet<number>,
): readonly LayerLine[] {
  const sums = new Map<string, Sum>();
  const add = (from: string, to: string, weight: number, { source, target, unstable }: DrawnEdge) => {
    const key = `${from}>${to}`;
    const one = sums.get(key) ?? { sum: 0, unstable: 0, total: 0, edges: new Set() };
    one.sum += weight;
    one.total += Math.abs(weight);
    if (unstable) one.unstable += Math.abs(weight);
    one.edges.add(`${source}>${target}`);
    sums.set(key, one);
  };
  for (const edge of edges) {
    const { source, target, weight } = edge;
    const module = moduleOf[target] ?? null;
    const [regulator, sign] = [`regulator ${source}`, signOf(target)];
    // Genes that are not shown are reached where the rest of their module stands.
    const gene = shownGenes.has(target) ? `gene ${target}` : `more ${module ?? -1}`;
    if (module === null) add(regulator, gene, weight, edge);
    else {
      add(regulator, `module ${module}`, sign * weight, edge);
      add(`module ${module}`, gene, sign * Math.abs(weight), edge);
    }
  }
  const largest = [...sums.values()].reduce((most, { sum }) => Math.max(most, Math.abs(sum)), 0) || 1;
  return [...sums].map(([key, { sum, unstable, total, edges: standsFor }]) => {
    const [from = '', to = ''] = key.split('>');
    return {
      from,
      to,
      sign: sum < 0 ? (-1 as const) : (1 as const),
      strength: Math.abs(sum) / largest,
      unstable: 2 * unstable > total,
      edges: standsFor,
    };
  });
}

/** Cut to the letters that there is room for. */
export function layerLabel({ sizes }: Layers, name: string): string {
  return name.length > sizes.letters ? `${name.slice(0, sizes.letters - 1)}…` : name;
}

/** Titles of the columns, and where they stand. */
export function layerTitles({ sizes: { width, names } }: Layers) {
  return [
    { title: 'Regulators', x: names + 6, anchor: 'end' },
    { title: 'Modules', x: width / 2, anchor: 'middle' },
    { title: 'Genes', x: width - names - 6, anchor: 'start' },
  ] as const;
}

/** What lies on a path through a node, by its id, or on that of an edge 'source>target'; null where the layers have neither. */
export function pathsThrough(
  { lines }: Layers,
  id: string,
): { readonly nodes: ReadonlySet<string>; readonly edges: ReadonlySet<string> } | null {
  const touching = lines.filter(({ from, to }) => from === id || to === id);
  const isEdge = lines.some((line) => line.edges.has(id));
  const edges = new Set(isEdge ? [id] : touching.flatMap((line) => [...line.edges]));
  if (edges.size === 0) return null;
  const through = lines.filter((line) => [...line.edges].some((edge) => edges.has(edge)));
  return { nodes: new Set(through.flatMap(({ from, to }) => [from, to])), edges };
}
