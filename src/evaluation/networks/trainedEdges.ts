/**
 * How much of a reference a run was trained with. Agreement with edges that training was given is copied, not found; what was found shows at
 * regulators that the given network does not cover (docs/knowledge.md).
 */
import type { Knowledge } from '../../dataset/knowledge';
import { geneFinder } from '../../network/network';
import { areasOver, type AreaScores } from './networkScores';
import type { ScoredPairs } from './scoredPairs';

export interface TrainedEdges {
  /** The known network that training was given, and its strength. */
  readonly name: string;
  readonly strength: number;
  /** Edges of the reference among the scored pairs, and those among them that training was given. */
  readonly edges: number;
  readonly given: number;
  /** Over the regulators of which the given network has no edge. */
  readonly uncovered: AreaScores;
}

type Given = Pick<Knowledge, 'name' | 'edges' | 'strength'>;

/** null where training used none of the edges. */
export function trainedEdges(scored: ScoredPairs, knowledge: Given | undefined): TrainedEdges | null {
  if (!knowledge || knowledge.strength === 0) return null;
  const { name, strength } = knowledge;
  const { genes } = scored.network;
  const find = geneFinder(genes);
  const known = new Set<number>();
  const covered = new Set<number>();
  for (const { source, target } of knowledge.edges) {
    const [from, to] = [find(source), find(target)];
    if (from === null || to === null) continue;
    covered.add(from);
    known.add(from * genes.length + to);
  }
  const edges = scored.pairs.filter((_, at) => scored.positive[at] === 1);
  const given = edges.filter((pair) => known.has(pair)).length;
  if (given === 0) return null;
  const uncovered = areasOver(scored, (source) => !covered.has(source));
  return { name, strength, edges: edges.length, given, uncovered };
}
