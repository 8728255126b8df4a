/** Errors that page and terminal share: one sentence table per tag, with the file and the place. */
import type { DatasetError } from '../../dataset/errors';
import type { TrainingError } from '../../dynamics/errors';
import type { GeneNumbersError } from '../../network/embedding';
import type { TruthError } from '../../network/formats/knownEdges';
import type { PriorError } from '../../network/prior';
import type { LinkError, RunFileError } from '../../share/snapshot';
import { datasetErrors, withOpen, type ErrorTable, type ErrorText } from './datasetErrors';
import { count, listOf, plural } from './format';
import { spellingOf } from './prior';
import { shortageText, smallerText } from './run';

/** Errors of files, links and references, and errors that end a run. */
export type InputError =
  | DatasetError
  | TrainingError
  | TruthError
  | GeneNumbersError
  | PriorError
  | LinkError
  | RunFileError;

/** Why names of a file are none of the data set. */
const otherNames = (names: readonly string[], genes: readonly string[]) =>
  `Its names look like ${spellingOf(names)}; the data set has ${spellingOf(genes)}. Aliases, former symbols and Ensembl ids of human, mouse and yeast were tried.`;

const trainAgain = { label: 'Train again', command: 'train' } as const;

export const inputErrors: ErrorTable<InputError> = {
  ...datasetErrors,
  'training-not-finite': ({ step }) => ({
    title: 'Training stopped: it diverged',
    why: `At step ${count(step)} the loss was not a number, even after retries with half and a quarter of the step size.`,
    next: 'Use fewer genes, another preset or another seed, then train again.',
    action: trainAgain,
  }),
  'worker-lost': ({ detail }) => ({
    title: 'The computation stopped unexpectedly',
    why: `Its worker ended${detail ? ` (${detail})` : ''}. The usual reason is too little memory.`,
    next: 'Close other programs or use fewer genes, then train again.',
    action: trainAgain,
  }),
  'training-out-of-memory': (error) => ({
    title: 'The model does not fit into memory',
    why: shortageText(error),
    next: smallerText(error.smaller) || 'Use fewer genes or fewer candidate regulators, then train again.',
    action: trainAgain,
  }),
  'truth-empty': ({ file }) => ({
    title: `${file} contains no edges`,
    why: 'No line has a regulator and a target.',
    next: 'Use a table with one edge per line: source, target and, where known, sign.',
  }),
  'truth-binary': ({ file, content }) => ({
    title: `${file} is not a reference network`,
    why: `It is ${content ?? 'not text'}. A reference network is a table of edges; ${content === null ? 'data files and archives contain none' : 'a server or a program may have written this in its place'}.`,
    next: 'Use a table with one edge per line: source, target and, where known, sign.',
  }),
  'truth-too-large': ({ file, limit }) => ({
    title: `${file} is too large for a list of edges`,
    why: `It has more than ${count(limit)} characters, lines or objects.`,
    next: 'Keep the edges between genes of this data set and use the shorter list.',
  }),
  'truth-columns': ({ file, columns }) => ({
    title: `${file} does not say which columns are regulator and target`,
    why: `Its columns are ${listOf(columns, 8)}.`,
    next: 'Name them source and target in the first line.',
  }),
  'truth-ragged': ({ file, line, found, expected }) => ({
    title: `Line ${count(line)} of ${file} has ${count(found)} fields`,
    why: `The first line has ${count(expected)}.`,
    next: 'Correct that line.',
  }),
  'truth-format': ({ file, format, detail }) => ({
    title: `${file} cannot be read as ${format}`,
    why: detail,
    next: 'Write the file again with the program that made it, or use a table with one edge per line: source, target and, where known, sign.',
  }),
  'truth-undirected': ({ file }) => ({
    title: `The edges of ${file} have no direction`,
    why: 'The graph is undirected: it does not say which gene regulates the other.',
    next: 'Use a directed graph, or a table with the regulator under “source” and its target under “target”.',
  }),
  'truth-other-genes': ({ file, names, genes }) => ({
    title: `${file} has no edge between genes of this run`,
    why: `Its names look like ${listOf(names, 3)}; the run models ${listOf(genes, 3)}. Aliases, former symbols and Ensembl ids of human, mouse and yeast were tried.`,
    next: 'Use a network of the same species.',
  }),
  'numbers-unnamed': ({ file, rows }) => ({
    title: `${file} has no gene names`,
    why: `It does not say which genes its ${plural(rows, 'row')} describe.`,
    next: 'Give the names as the first column of a table, or with a .npy file as a second file, one name per line.',
  }),
  'numbers-names': ({ file, names, rows }) => ({
    title: `${file} and its names differ in length`,
    why: `There are ${plural(names, 'name')} for ${plural(rows, 'row')}.`,
    next: 'Give one name for each row, in the same order.',
  }),
  'numbers-cell': ({ file, line, cell }) => ({
    title: `Line ${count(line)} of ${file} has “${cell.slice(0, 40)}” instead of a number`,
    why: 'Each line needs a gene name followed by numbers.',
    next: 'Correct that line, or remove columns that are not numbers.',
  }),
  'numbers-too-large': ({ file, limit }) => ({
    title: `${file} is too large for a table of text`,
    why: `It has more than ${count(limit)} bytes.`,
    next: 'Keep the genes of this data set, or write an array: NAME.npy, with names in NAME.genes.txt.',
  }),
  'numbers-twice': ({ file, gene }) => ({
    title: `${gene} stands twice in ${file}, with different numbers`,
    why: 'It does not say which of them are of the gene.',
    next: 'Keep one line for each gene.',
  }),
  'numbers-other-genes': ({ file, names, genes }) => ({
    title: `${file} has no gene of this data set`,
    why: otherNames(names, genes),
    next: 'Use embeddings of the same species.',
  }),
  'numbers-format': ({ file, detail }) => ({
    title: `The gene embedding in ${file} cannot be read`,
    why: detail,
    next: 'Use one line per gene with its name and its numbers; known edges may be a table.',
  }),
  'prior-other-genes': ({ name, names, genes }) => ({
    title: `${name} has no edge between genes of this data set`,
    why: otherNames(names, genes),
    next: 'Use a network of the same species.',
  }),
  'prior-no-edges': ({ name, sources, regulators }) => ({
    title: `${name} has no edge from a candidate regulator`,
    why: `Its regulators are ${listOf(sources, 3)}; the candidates are ${listOf(regulators, 3)}.`,
    next: 'Check that regulators and targets are not swapped in the file, or add its regulators to the candidates.',
  }),
  'link-damaged': () => ({
    title: 'This link is damaged',
    why: 'It is incomplete or was changed: mail programs and chats shorten long links.',
    next: 'Ask the sender for the complete link, or for the run file.',
  }),
  'link-too-new': () => ({
    title: 'This link was made by a newer version',
    why: 'It contains data that this version cannot read.',
    next: 'Get the newest version, or ask for a link from this one.',
  }),
  'link-empty': () => ({
    title: 'There is no network in this link',
    why: 'The part after # was not made by Modulode.',
    next: 'Ask the sender for the complete link.',
  }),
  'run-file-damaged': withOpen(({ file }) => ({
    title: `${file} is damaged`,
    why: 'It is a run file, but a part is missing or was changed.',
    next: 'Download it again, or ask the sender for it.',
  })),
  'run-file-too-new': withOpen(({ file, version }) => ({
    title: `${file} was saved by a newer version`,
    why: `Its format is version ${version}, which this version cannot read.`,
    next: 'Get the newest version and open the file again.',
  })),
  'run-file-alien': withOpen(({ file }) => ({
    title: `${file} is not a run file`,
    why: 'It has the name of a run file, but other content.',
    next: 'Use a file from “Save run”, or the run.modulode.json that a terminal writes.',
  })),
};

export function describeInputError<T extends InputError['tag']>(
  error: Extract<InputError, { readonly tag: T }> & { readonly tag: T },
): ErrorText {
  return inputErrors[error.tag](error);
}
