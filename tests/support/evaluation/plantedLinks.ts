/** Known networks over made-up genes, and what predictors of links make of them. */
import type { LinkInput, LinkMethod } from '../../../src/evaluation/methods/links/link';
import type { TruthEdge } from '../../../src/network/formats/knownEdges';
import { priorOn, type Prior } from '../../../src/network/prior';

/** [regulator, target] indices as a network; the first `regulators` genes are candidates. */
export function priorOfPairs(
  pairs: readonly (readonly [number, number])[],
  genes: readonly string[],
  regulators: number,
): Prior {
  const edges = pairs.map(([source, target]): TruthEdge => {
    return { source: genes[source] ?? '', target: genes[target] ?? '', sign: 0 };
  });
  const outcome = priorOn(edges, 'planted', genes, genes.slice(0, regulators));
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return outcome.value;
}

/** [G × R] */
export async function linkScoresBy({ train }: LinkMethod, input: LinkInput): Promise<Float32Array> {
  const run = train(input);
  for (let step = await run.next(); ; step = await run.next())
    if (step.done === true) return step.value.scores;
}
