/**
 * Which genes a figure leaves out because there are too many: beyond a few hundred, circles cover the edges they belong to, and a
 * canvas takes long to draw them. Tables list every gene.
 */
import type { Scene } from './compose';

/** Most genes of which all are drawn. */
const MOST_DRAWN = 500;
/** Of a predicted change, the genes that change most are drawn without an edge too. */
const MOST_CHANGED = 50;

/** Genes without an edge that is drawn or in the reference, and that nobody pinned, chose or set; none up to 500 genes. */
export function crowdedOut(scene: Scene): ReadonlySet<number> {
  const { genes, edges, reference, pinned, selection, change, modules } = scene;
  if (genes.length <= MOST_DRAWN) return new Set();
  const drawn = new Set(pinned);
  for (const { source, target } of [...edges, ...(reference ?? [])]) drawn.add(source).add(target);
  switch (selection?.kind) {
    case 'gene':
      drawn.add(selection.gene);
      break;
    case 'edge':
      drawn.add(selection.source).add(selection.target);
      break;
    case 'module':
      for (const gene of modules[selection.module]?.genes ?? []) drawn.add(gene);
      break;
    case undefined:
      break;
    default:
      selection satisfies never;
  }
  if (change) {
    for (const { gene } of change.set) drawn.add(gene);
    const size = (gene: number) => Math.abs(change.log2FoldChange[gene] ?? 0);
    const most = [...genes.keys()].toSorted((a, b) => size(b) - size(a)).slice(0, MOST_CHANGED);
    for (const gene of most) drawn.add(gene);
  }
  return new Set([...genes.keys()].filter((gene) => !drawn.has(gene)));
}
