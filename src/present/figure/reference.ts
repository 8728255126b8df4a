/** A reference network as edges of the figure. */
import type { Truth } from '../../evaluation/networks/truth';
import type { ReferenceEdge } from './compose';

/** Reference edges between modelled genes, each once, without those of a gene with itself. */
export function referenceOf(truth: Truth, genes: readonly string[]): ReferenceEdge[] {
  const index = new Map(genes.map((name, gene) => [name, gene]));
  const edges = truth.edges.flatMap(({ source, target, sign }) => {
    const [from, to] = [index.get(source), index.get(target)];
    return from === undefined || to === undefined || from === to ? [] : [{ source: from, target: to, sign }];
  });
  return [...new Map(edges.map((edge) => [`${edge.source}>${edge.target}`, edge])).values()];
}
