/** What a figure is about: the selection with its neighbours, or a prediction with what responds and the paths between. */
import { MIN_RESPONSE } from '../../dynamics/predict';
import type { Selection } from '../../share/view';
import type { FigureEdge } from './networkFigure';
import type { DrawnEdge, Scene } from './scene';

/** Responders of a prediction that are in focus. */
const MAX_RESPONDERS = 20;

/** What a figure is about, all else being faded. */
export interface Focus {
  readonly genes: ReadonlySet<number>;
  /** Edges by id; null: those with both ends among the genes. */
  readonly edges: ReadonlySet<string> | null;
}

/** What is selected with its neighbours; else what a prediction changed, what responds and the shortest paths between; null: everything. */
export function focusOf(scene: Scene): Focus | null {
  const selected = neighbourhood(scene, scene.selection);
  return selected ?? (scene.change ? responseOf(scene, scene.change) : null);
}

/** Genes with their neighbours, both ends of an edge, or a module; null for nothing. */
export function neighbourhood(scene: Scene, of: Selection): Focus | null {
  if (!of) return null;
  const own = new Set(genesOf(scene, of));
  const genes = new Set(own);
  const edges = new Set<string>();
  if (of.kind === 'gene' || of.kind === 'genes')
    for (const edge of [...scene.edges, ...(scene.measured?.lines ?? [])]) {
      if (!own.has(edge.source) && !own.has(edge.target)) continue;
      genes.add(edge.source).add(edge.target);
      edges.add(idOf(edge));
    }
  if (of.kind === 'edge') edges.add(idOf(of));
  return { genes, edges: of.kind === 'module' ? null : edges };
}

/** Changed genes, responders, and the shortest paths along drawn edges from the first to the second. */
function responseOf(scene: Scene, change: NonNullable<Scene['change']>): Focus {
  const changed = change.set.map(({ gene }) => gene);
  const genes = new Set([...changed, ...respondersOf(scene)]);
  const { steps, arrivals } = stepsFrom(changed, scene.edges);
  const edges = new Set<string>();
  const queue = [...genes].filter((gene) => (steps.get(gene) ?? 0) > 0);
  for (let gene = queue.pop(); gene !== undefined; gene = queue.pop())
    for (const edge of arrivals.get(gene) ?? []) {
      edges.add(idOf(edge));
      if (!genes.has(edge.source)) queue.push(edge.source);
      genes.add(edge.source);
    }
  return { genes, edges };
}

/** Least number of edges from the `starts` to each gene (breadth first), and the edges on which it is reached in that number. */
function stepsFrom(starts: readonly number[], edges: readonly DrawnEdge[]) {
  const steps = new Map(starts.map((gene) => [gene, 0]));
  const arrivals = new Map<number, DrawnEdge[]>();
  for (let step = 1, front = new Set(starts); front.size > 0; step++) {
    const next = new Set<number>();
    for (const edge of edges) {
      if (!front.has(edge.source) || (steps.get(edge.target) ?? step) < step) continue;
      steps.set(edge.target, step);
      next.add(edge.target);
      arrivals.set(edge.target, [...(arrivals.get(edge.target) ?? []), edge]);
    }
    front = next;
  }
  return { steps, arrivals };
}

/** Genes with the largest predicted changes, largest first, without those that the user set. */
export function respondersOf(
  { genes, change }: Scene,
  count = MAX_RESPONDERS,
  least = MIN_RESPONSE,
): number[] {
  if (!change) return [];
  const set = new Set(change.set.map(({ gene }) => gene));
  const size = (gene: number) => Math.abs(change.log2FoldChange[gene] ?? 0);
  return [...genes.keys()]
    .filter((gene) => !set.has(gene) && size(gene) >= least)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, count);
}

export function genesOf({ modules }: Pick<Scene, 'modules'>, selection: Selection): readonly number[] {
  switch (selection?.kind) {
    case 'gene':
      return [selection.gene];
    case 'genes':
      return selection.genes;
    case 'edge':
      return [selection.source, selection.target];
    case 'module':
      return modules[selection.module]?.genes ?? [];
    case undefined:
      return [];
    default:
      return selection satisfies never;
  }
}

export function isInFocus(edge: Pick<FigureEdge, 'source' | 'target'>, { genes, edges }: Focus): boolean {
  return edges ? edges.has(idOf(edge)) : genes.has(edge.source) && genes.has(edge.target);
}

export function idOf({ source, target }: { readonly source: number; readonly target: number }): string {
  return `${source}>${target}`;
}
