/** Transitions of the view document that concern several genes: selecting, hiding, colours and sizes. Gene numbers index Dataset.genes. */
import type { Selection, ViewDocument } from '../state';

/** An edge as the ends it connects. */
interface Ends {
  readonly source: number;
  readonly target: number;
}

/** The selected genes; none where an edge, a module or nothing is selected. */
export function genesIn(selection: Selection): readonly number[] {
  if (selection?.kind === 'gene') return [selection.gene];
  return selection?.kind === 'genes' ? selection.genes : [];
}

/** The selection of these genes, each once. */
export function selectionOf(genes: readonly number[]): Selection {
  const [first, ...others] = new Set(genes);
  if (first === undefined) return null;
  return others.length === 0 ? { kind: 'gene', gene: first } : { kind: 'genes', genes: [first, ...others] };
}

/** Adds a gene to the selected genes, or takes it out. */
export function toggledIn(selection: Selection, gene: number): Selection {
  const genes = genesIn(selection);
  return selectionOf(genes.includes(gene) ? genes.filter((other) => other !== gene) : [...genes, gene]);
}

/** The genes with all that an edge connects with one of them, in either direction. */
export function withNeighbours(genes: readonly number[], edges: readonly Ends[]): readonly number[] {
  const within = new Set(genes);
  const reached = edges.flatMap(({ source, target }) => [
    ...(within.has(source) ? [target] : []),
    ...(within.has(target) ? [source] : []),
  ]);
  return [...new Set([...genes, ...reached])];
}

/** Hidden genes are no longer selected. */
export function genesHidden(view: ViewDocument, genes: readonly number[]): ViewDocument {
  const fresh = genes.filter((gene) => !view.hiddenGenes.includes(gene));
  if (fresh.length === 0) return view;
  const isSelected = genesIn(view.selection).some((gene) => fresh.includes(gene));
  const left = genesIn(view.selection).filter((gene) => !fresh.includes(gene));
  return {
    ...view,
    hiddenGenes: [...view.hiddenGenes, ...fresh],
    selection: isSelected ? selectionOf(left) : view.selection,
  };
}

export function edgeHidden(view: ViewDocument, { source, target }: Ends): ViewDocument {
  const isThis = (edge: Ends) => edge.source === source && edge.target === target;
  if (view.hiddenEdges.some(isThis)) return view;
  const { selection } = view;
  return {
    ...view,
    hiddenEdges: [...view.hiddenEdges, { source, target }],
    selection: selection?.kind === 'edge' && isThis(selection) ? null : selection,
  };
}

export function geneShown(view: ViewDocument, gene: number): ViewDocument {
  if (!view.hiddenGenes.includes(gene)) return view;
  return { ...view, hiddenGenes: view.hiddenGenes.filter((other) => other !== gene) };
}

/** Shows all hidden genes and edges; modules have a list of their own. */
export function allShown(view: ViewDocument): ViewDocument {
  if (view.hiddenGenes.length + view.hiddenEdges.length === 0) return view;
  return { ...view, hiddenGenes: [], hiddenEdges: [] };
}

/** Revisions of these known edges are undone, or made again. */
export function revisionsUndone(
  view: ViewDocument,
  edges: readonly Ends[],
  areUndone: boolean,
): ViewDocument {
  const isNamed = (one: Ends) =>
    edges.some(({ source, target }) => one.source === source && one.target === target);
  const others = view.undoneRevisions.filter((one) => !isNamed(one));
  const named = edges.map(({ source, target }) => ({ source, target }));
  return { ...view, undoneRevisions: areUndone ? [...others, ...named] : others };
}

export function coloredBy(view: ViewDocument, colorBy: ViewDocument['colorBy']): ViewDocument {
  return colorBy === view.colorBy ? view : { ...view, colorBy };
}

export function sizedBy(view: ViewDocument, sizeBy: ViewDocument['sizeBy']): ViewDocument {
  return sizeBy === view.sizeBy ? view : { ...view, sizeBy };
}
