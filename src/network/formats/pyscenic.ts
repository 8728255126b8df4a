/**
 * Adjacencies as arboreto writes and pySCENIC reads them: TF, target, importance. An importance has no sign: whether a
 * regulator activates or represses is lost here.
 */
import { csvTable } from './csv';
import type { NetworkDocument } from './document';
import { shortest } from '../../numerics/shortest';

/** Importance is |weight|; edges of weight 0 are left out. */
export function pyscenic({ genes, edges }: NetworkDocument): string {
  const rows = edges
    .filter(({ weight }) => weight !== 0)
    .map(({ source, target, weight }) => [
      genes[source] ?? '',
      genes[target] ?? '',
      shortest(Math.abs(weight)),
    ]);
  return csvTable(['TF', 'target', 'importance'], rows);
}
