/** Edges of the known networks that come with the program (README.md beside), loaded when one is chosen. */
import type { TruthEdge } from '../formats/knownEdges';
import { readKnownEdges } from '../formats/readKnownEdges';
import type { BundledPriorName } from './about';

const texts: Readonly<Record<BundledPriorName, () => Promise<{ readonly default: string }>>> = {
  'trrust-human': () => import('./trrust-human.tsv?raw'),
  'trrust-mouse': () => import('./trrust-mouse.tsv?raw'),
};

export async function bundledEdges(name: BundledPriorName): Promise<readonly TruthEdge[]> {
  const read = readKnownEdges((await texts[name]()).default, `${name}.tsv`);
  if (!read.ok) throw new Error(`${name}: ${read.error.tag}`);
  return read.edges;
}
