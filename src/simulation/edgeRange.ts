/** How many regulations the random topologies can have. */
import { leastModularEdges } from './modularNetwork';
import { modulesOf, type RandomScreenSettings } from './randomScreen';

/** Beyond this share of all pairs, drawing the last ones would take too long. */
const DENSEST = 0.5;

/**
 * From one per regulated gene and per regulator to half of all pairs; a network near the least may get some more, since every
 * regulator regulates. Without loops the first fifth of the regulators has none above it, and regulators only act downwards.
 */
export function edgeRange(
  topology: RandomScreenSettings['topology'],
  size: Pick<RandomScreenSettings, 'genes' | 'regulators' | 'modules'>,
): { readonly least: number; readonly most: number } {
  const { genes, regulators } = size;
  switch (topology) {
    case 'cyclic':
      return { least: genes, most: Math.max(genes, Math.floor(DENSEST * regulators * (genes - 1))) };
    case 'acyclic': {
      const masters = Math.max(1, Math.floor(regulators / 5));
      const least = Math.max(genes - masters, regulators);
      let pairs = 0;
      for (let target = masters; target < genes; target++) pairs += Math.min(target, regulators);
      return { least, most: Math.max(least, Math.floor(DENSEST * pairs)) };
    }
    case 'modular': {
      const least = leastModularEdges({ genes, regulators, modules: modulesOf(size) });
      return { least, most: Math.max(least, Math.floor(DENSEST * regulators * (genes - regulators))) };
    }
    default:
      return topology satisfies never;
  }
}
