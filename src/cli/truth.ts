/** `--truth`: a reference network, with the names of a data set, and its refusal where nothing can be compared with it. */
import type { Dataset } from '../dataset/dataset';
import { geneFinder } from '../dataset/names/match';
import { matchTruth } from '../evaluation/networks/matchTruth';
import type { Universe } from '../evaluation/networks/scoredPairs';
import type { Truth } from '../evaluation/networks/truth';
import { coverageOf } from '../network/prior';
import { evaluationText, noEdgeText } from '../present/text/evaluation';
import { listOf } from '../present/text/format';
import { badUsage, type Failure } from './failure';

/** With the names of the data set. Throws Failure where it has no edge from a candidate regulator to another gene: no score would be known. */
export async function truthFor(
  truth: Truth,
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
): Promise<Truth> {
  const matched = await matchTruth(truth, genes);
  if (coverageOf({ genes, regulators: candidates }, matched.edges).edges.covered > 0) return matched;
  throw withoutEdge(matched, genes, 'candidates', 'Give another reference, or leave --truth out.');
}

/** `next`: what helps where the regulators of the reference are no candidates. */
export function withoutEdge(
  { name, edges }: Truth,
  genes: readonly string[],
  universe: Universe,
  next: string,
): Failure {
  const names = [...new Set(edges.flatMap(({ source, target }) => [source, target]))];
  const find = geneFinder(genes);
  if (names.every((one) => find(one) === null))
    return badUsage(
      `${name} and the run have no gene in common`,
      `It names ${listOf(names)}; the run has ${listOf(genes)}.`,
      'Give a reference with the same gene names: symbols or Ensembl ids of the same species.',
    );
  return universe === 'candidates'
    ? badUsage(evaluationText.noEdge, noEdgeText(name), next)
    : badUsage(
        evaluationText.noEdge,
        `${name} names no edge between genes of this network.`,
        'Give another reference.',
      );
}
