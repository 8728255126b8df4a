/** `--prior`: a known network in a file, or one that comes with the program, laid over the genes of a data set. */
import { existsSync } from 'node:fs';
import { InvalidArgumentError, Option } from 'commander';
import type { Dataset } from '../dataset/dataset';
import { MAX_STRENGTH, type PriorStrength } from '../dataset/knowledge';
import { laidPrior, type PriorSource, readEmbeddings, readPrior } from '../evaluation/networks/truthFile';
import type { GeneNumbers } from '../network/embedding';
import { bundledPriorNames, bundledPriors, isBundledPrior } from '../network/priors/about';
import { bundledEdges } from '../network/priors/bundled';
import type { Prior } from '../network/prior';
import { renamedText } from '../present/text/evaluation';
import { coverageText, spellingRemark } from '../present/text/prior';
import { badUsage, failureOf } from './failure';
import { fileAt } from './files';

export function priorOption(): Option {
  return new Option(
    '--prior <file>',
    `known network: a table of edges, an embedding or scores of genes, or ${bundledPriorNames.join(' or ')}, which come with the program`,
  );
}

export function embeddingsOption(): Option {
  return new Option(
    '--embeddings <file>',
    'with --method grnformer-qiu: numbers of genes, as of a pretrained model; a gene and its numbers a line',
  );
}

/**
 * A file of that name goes before a network that comes with the program. The names of NAME.npy are in NAME.genes.txt, NAME.names.txt or
 * NAME.txt. Throws Failure if it cannot be read.
 */
export async function priorAt(typed: string): Promise<PriorSource> {
  if (isBundledPrior(typed) && !existsSync(typed))
    return { name: bundledPriors[typed].title, edges: await bundledEdges(typed) };
  if (!existsSync(typed))
    throw badUsage(
      `${typed} cannot be read`,
      'There is no file of that name, and no known network of that name comes with the program.',
      `Check the path, or give ${bundledPriorNames.join(' or ')}.`,
    );
  const read = await readPrior(await fileAt(typed), await namesBeside(typed));
  if (!read.ok) throw failureOf(read.error);
  return read.value;
}

/** `--embeddings`: numbers of genes, in any file in which `--prior` takes them. Throws Failure if it cannot be read. */
export async function embeddingsAt(typed: string): Promise<GeneNumbers> {
  const read = await readEmbeddings(await fileAt(typed), await namesBeside(typed));
  if (!read.ok) throw failureOf(read.error);
  return read.value;
}

async function namesBeside(typed: string): Promise<File | null> {
  const stem = typed.replace(/\.npy$/iu, '');
  const beside = ['.genes.txt', '.names.txt', '.txt'].map((ending) => stem + ending).find(existsSync);
  return stem === typed || beside === undefined ? null : fileAt(beside);
}

/** A name without a file, which has no checksum. */
export function isFileOfPrior(typed: string): boolean {
  return !isBundledPrior(typed) || existsSync(typed);
}

/** Names are matched by alias. `say` gets one sentence after the other. Throws Failure if no edge is a possible one. */
export async function priorFor(
  source: PriorSource,
  { genes, candidates }: Pick<Dataset, 'genes' | 'candidates'>,
  say: (line: string) => void,
): Promise<Prior> {
  const regulators = Array.from(candidates, (gene) => genes[gene] ?? '');
  const { prior: laid, renamed } = await laidPrior(source, genes, regulators);
  if (!laid.ok) throw failureOf(laid.error);
  say(`Known network: ${source.name}. ${coverageText(laid.value.coverage, regulators.length)}`);
  const written =
    'genes' in source ? source.genes : source.edges.flatMap((edge) => [edge.source, edge.target]);
  const remark = spellingRemark(written, genes);
  if (remark !== null) say(remark);
  if (renamed.length > 0) say(renamedText(renamed));
  return laid.value;
}

/** Parser of --prior-strength. */
export function strengthOf(typed: string): PriorStrength {
  if (typed === 'auto') return 'auto';
  const value = Number(typed);
  if (typed.trim() !== '' && value >= 0 && value <= MAX_STRENGTH) return value;
  throw new InvalidArgumentError(`Allowed is auto, or a number from 0 to ${MAX_STRENGTH}.`);
}
