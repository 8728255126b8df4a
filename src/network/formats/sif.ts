/**
 * Simple interaction format: `source<tab>activates|represses<tab>target`, genes without an edge alone on their line. It has
 * no room for weights. Tabs separate, so names may hold spaces.
 */
import { interactionOf, type NetworkDocument } from './document';
import { safeName } from './tsv';

export function sif({ genes, edges }: NetworkDocument): string {
  const connected = new Set(edges.flatMap(({ source, target }) => [source, target]));
  const nameOf = (gene: number) => safeName(genes[gene] ?? '');
  const alone = [...genes.keys()].filter((gene) => !connected.has(gene));
  return [
    ...edges.map((edge) => `${nameOf(edge.source)}\t${interactionOf(edge)}\t${nameOf(edge.target)}\n`),
    ...alone.map((gene) => `${nameOf(gene)}\n`),
  ].join('');
}
