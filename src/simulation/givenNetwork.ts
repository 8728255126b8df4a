/** A network that is known by its regulations, with what kinetics need beside: strengths, and signs where none are known. */
import type { Random } from '../numerics/random';
import type { Regulation, SignedNetwork } from './signedNetwork';

/** By gene names; sign 0 where it is not known. */
export interface KnownRegulation {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1 | 0;
}

/**
 * Strengths from 1 to 5 as in random networks; unknown signs repress with chance `repressing`. What a gene does to itself and
 * what is named again is left out.
 */
export function givenNetwork(
  edges: readonly KnownRegulation[],
  repressing: number,
  random: Random,
): SignedNetwork {
  const names = new Map<string, number>();
  for (const name of edges.flatMap(({ source, target }) => [source, target]))
    if (!names.has(name)) names.set(name, names.size);
  const regulations = new Map<number, Regulation>();
  for (const edge of edges) {
    const [source, target] = [names.get(edge.source) ?? 0, names.get(edge.target) ?? 0];
    const pair = source * names.size + target;
    if (source === target || regulations.has(pair)) continue;
    const size = 1 + 4 * random.uniform();
    const drawn = random.uniform() < repressing ? -1 : 1;
    regulations.set(pair, { source, target, strength: size * (edge.sign || drawn) });
  }
  return { genes: [...names.keys()], regulations: [...regulations.values()], modules: null };
}
