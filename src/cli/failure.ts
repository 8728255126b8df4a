/**
 * Exceptions that end a command, with sentences for the person and an exit code for the shell: 1 for a failed run, 2 for unusable input
 * or options. Any other exception is a bug. Advice for errors in a terminal: the sentences that all surfaces share, with the options that
 * take the next step. Groups of cells that are named on the command line.
 */
import { type InputError, describeInputError } from '../present/text/errors';
import type { Recognition } from '../dataset/recognition';
import type { ErrorText } from '../present/text/datasetErrors';
import { targetsNeeded } from '../present/text/targets';
import type { CellGroup } from '../dataset/cellGroups';
import { listOf } from '../present/text/format';

export class Failure extends Error {
  readonly exitCode: 1 | 2;
  readonly words: Words;
  /** The error as data, for `--json`. */
  readonly problem: InputError | null;

  constructor(exitCode: 1 | 2, words: Words, problem: InputError | null = null) {
    super(words.title);
    this.exitCode = exitCode;
    this.words = words;
    this.problem = problem;
  }
}

/** Ends a command with exit code 2 after all output is written. */
export class Ended extends Error {}

const failsTheRun: ReadonlySet<InputError['tag']> = new Set([
  'training-not-finite',
  'worker-lost',
  'training-out-of-memory',
  'out-of-memory',
]);

/** An error of the shared core as a Failure. */
export function failureOf(problem: InputError): Failure {
  return new Failure(failsTheRun.has(problem.tag) ? 1 : 2, terminalWords(problem), problem);
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A Failure for unusable options or paths. */
export function badUsage(title: string, why: string, next: string): Failure {
  return new Failure(2, { title, why, next });
}

export type Words = Pick<ErrorText, 'title' | 'why' | 'next' | 'code'>;

const chooseMatrix =
  'Choose another matrix of the file with --matrix, such as raw/X or a layer with counts, or save the file before scaling. If they are log ratios to control, take --values log-ratio.';

const blockedSteps: Readonly<Record<NonNullable<Recognition['blocked']>, string>> = {
  'no-perturbation-column':
    'Name the column with --perturbation-column, or give a table with one label per cell together with the file.',
  'no-targets-measured':
    'Choose another column of gene names with --gene-column (symbols instead of Ensembl ids, or the other way round), or another --perturbation-column.',
  'effects-only': `Run modulode effects: it tells which genes the perturbation changes. ${targetsNeeded}`,
  'no-controls':
    'Name the control label with --control, take --compare-with-others, choose one perturbation as --reference, or give --controls-file.',
  'scaled-values': chooseMatrix,
  'negative-values': 'Another matrix of the file is chosen with --matrix.',
  'no-values': 'Choose another matrix of the file with --matrix, or export the file again.',
};

const nextSteps: { readonly [Tag in InputError['tag']]?: string } = {
  'table-unclear': 'State it with --first-line (names or values) and --rows (cells or genes).',
  'not-finite':
    'Replace them (by 0 only where nothing was counted; a missing protein is not 0), leave their genes out, or choose another matrix of the file with --matrix.',
  'value-too-large': 'Replace it (0 for no count) or choose another matrix of the file with --matrix.',
  'negative-values': chooseMatrix,
  'too-few-cells':
    'Check --perturbation-column: cells without a label are left out. Otherwise give a file with more cells.',
  'too-few-genes': 'Give the file with all measured genes, or check that genes and cells were not swapped.',
  'no-perturbation-column': blockedSteps['no-perturbation-column'],
  'no-targets-measured': blockedSteps['no-targets-measured'],
  'effects-only': blockedSteps['effects-only'],
  'no-controls': blockedSteps['no-controls'],
  'controls-other-values':
    'Process both files in the same way, preferably from counts, or choose another matrix of the screen with --matrix.',
  'no-training-perturbations': 'Hold out fewer perturbations with --holdout.',
  'too-many-guides':
    'Name targets in place of guides, leave out cells, or read each combination as a perturbation: --multiplicity one.',
  'rules-leave-too-little':
    'Relax a rule: lower --min-counts, --min-genes or --min-cells, or raise --max-mito.',
  'no-regulators': 'Check the spelling of the list of --regulators, or leave it out to use the default.',
  'out-of-memory': 'Take fewer genes with --n-genes, or keep fewer cells before saving the file.',
  'training-not-finite': 'Take fewer genes with --n-genes, or another --seed or --preset, then train again.',
  'worker-lost': 'Close other programs or take fewer genes with --n-genes, then train again.',
  'training-out-of-memory':
    'Take fewer genes with --n-genes or fewer candidate regulators with --regulators, then train again.',
  'numbers-unnamed':
    'Give the names as the first column of a table, or beside NAME.npy in NAME.genes.txt, one name a line.',
  'prior-no-edges':
    'Check that regulators and targets are not swapped in the file, or name its regulators with --regulators.',
  'run-file-alien': 'Give a run folder or a run file: run.modulode.json, or a file from “Save run”.',
};

/** Sentences of an error for the terminal. */
export function terminalWords(error: InputError): Words {
  const { title, why, next, code } = describeInputError(error);
  // Samples take other files, not other options.
  const isOfSamples = error.tag === 'too-few-cells' && (error.cells === 1 || error.rows === 'sample');
  return {
    title,
    why,
    next: isOfSamples ? next : (nextSteps[error.tag] ?? next),
    ...(code === undefined ? {} : { code }),
  };
}

/** Options that resolve what blocks training. */
export function unblocking(blocked: NonNullable<Recognition['blocked']>): string {
  return blockedSteps[blocked];
}

/** `groups`: those that there are. */
export function noSuchGroup(name: string, groups: readonly CellGroup[]): Failure {
  return badUsage(
    `There are no cells ${name}`,
    groups.length === 0
      ? 'It has no cells.'
      : `Its groups are ${listOf(
          groups.map((one) => one.name),
          12,
        )}.`,
    'Choose a perturbation, a batch, or a category of a column ("cluster: early").',
  );
}
