/** How many regulations the random topologies can have. */
import type { TopologySettings } from './topologies';

/** Beyond this share of all pairs, drawing the last ones would take too long. */
const DENSEST = 0.5;

/**
 * From one per regulated gene and per regulator to half of all pairs; a network near the least may get some more, since every
 * regulator regulates. Without loops the first fifth of the regulators has none above it, and regulators only act downwards.
 */
export function edgeRange(
  topology: 'acyclic' | 'cyclic',
  { genes, regulators }: Pick<TopologySettings, 'genes' | 'regulators'>,
): { readonly least: number; readonly most: number } {
  if (topology === 'cyclic') {
    return { least: genes, most: Math.max(genes, Math.floor(DENSEST * regulators * (genes - 1))) };
  }
  const masters = Math.max(1, Math.floor(regulators / 5));
  const least = Math.max(genes - masters, regulators);
  let pairs = 0;
  for (let target = masters; target < genes; target++) pairs += Math.min(target, regulators);
  return { least, most: Math.max(least, Math.floor(DENSEST * pairs)) };
}
