/** A network as decoupler takes it, and CollecTRI comes: source, target, weight, the sign in the weight. */
import { csvTable } from './csv';
import type { NetworkDocument } from './document';
import { shortest } from '../../numerics/shortest';

/** Edges of weight 0 are left out. */
export function decoupler({ genes, edges }: NetworkDocument): string {
  const rows = edges
    .filter(({ weight }) => weight !== 0)
    .map(({ source, target, weight }) => [genes[source] ?? '', genes[target] ?? '', shortest(weight)]);
  return csvTable(['source', 'target', 'weight'], rows);
}
