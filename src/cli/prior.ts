/** `--prior`: a known network in a file, or one that comes with the program, laid over the genes of a data set. */
import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import type { Dataset } from '../dataset/dataset';
import { matchTruth } from '../evaluation/networks/matchTruth';
import type { Truth } from '../evaluation/networks/truth';
import { bundledEdges, bundledPriorNames, bundledPriors, isBundledPrior } from '../network/priors/bundled';
import { type Prior, priorOn } from '../network/prior';
import { renamedText } from '../present/text/evaluation';
import { coverageText, spellingRemark } from '../present/text/prior';
import { failureOf } from './failure';
import { truthAt } from './files';

export function priorOption(): Option {
  return new Option(
    '--prior <file>',
    `known network: a table of edges, or ${bundledPriorNames.join(' or ')}, which come with the program`,
  );
}

/** A file of that name goes before a network that comes with the program. Throws Failure if it cannot be read. */
export async function priorAt(typed: string): Promise<Truth> {
  if (!isBundledPrior(typed) || existsSync(typed)) return truthAt(typed);
  return { name: bundledPriors[typed].title, edges: await bundledEdges(typed) };
}

/** A name without a file, which has no checksum. */
export function isFileOfPrior(typed: string): boolean {
  return !isBundledPrior(typed) || existsSync(typed);
}

/** Names are matched by alias. `say` gets one sentence after the other. Throws Failure if no edge is a possible one. */
export async function priorFor(
  truth: Truth,
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
  say: (line: string) => void,
): Promise<Prior> {
  const matched = await matchTruth(truth, genes);
  const regulators = Array.from(candidates, (gene) => genes[gene] ?? '');
  const laid = priorOn(matched.edges, truth.name, genes, regulators);
  if (!laid.ok) throw failureOf(laid.error);
  say(`Known network: ${truth.name}. ${coverageText(laid.value.coverage, regulators.length)}`);
  const remark = spellingRemark(
    truth.edges.flatMap(({ source, target }) => [source, target]),
    genes,
  );
  if (remark !== null) say(remark);
  if (matched.renamed) say(renamedText(matched.renamed));
  return laid.value;
}

/** Parser of --prior-strength: 'auto', or a number from 0 to 5. */
export function strengthOf(typed: string): 'auto' | number {
  if (typed === 'auto') return 'auto';
  const value = Number(typed);
  if (typed.trim() !== '' && value >= 0 && value <= 5) return value;
  throw new InvalidArgumentError('Allowed is auto, or a number from 0 to 5.');
}
