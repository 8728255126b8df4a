/**
 * Every error that the page and the terminal share, as a person reads it: what happened, why, what next. Plain words, with the file and
 * the place. A tag without a sentence does not compile.
 */
import type { DatasetError } from '../../dataset/errors';
import type { TrainingError } from '../../dynamics/errors';
import type { TruthError } from '../../evaluation/truthFile';
import type { LinkError, RunFileError } from '../../share/snapshot';
import { datasetError, type ErrorText, chooseAnother } from './datasetErrors';
import { listOf, count } from './format';
import { shortageText, smallerText } from './run';

/** What can be wrong with what people bring, and what can end a run. */
export type InputError = DatasetError | TrainingError | TruthError | LinkError | RunFileError;

type OtherError = Exclude<InputError, DatasetError>;

const otherTags: Readonly<Record<OtherError['tag'], true>> = {
  'training-not-finite': true,
  'no-wasm-simd': true,
  'worker-lost': true,
  'training-out-of-memory': true,
  'truth-empty': true,
  'truth-too-large': true,
  'truth-columns': true,
  'truth-ragged': true,
  'link-damaged': true,
  'link-too-new': true,
  'link-empty': true,
  'run-file-damaged': true,
  'run-file-too-new': true,
  'run-file-alien': true,
};

export function describeInputError(error: InputError): ErrorText {
  return isOther(error) ? otherError(error) : datasetError(error);
}

function isOther(error: InputError): error is OtherError {
  return error.tag in otherTags;
}

function otherError(error: OtherError): ErrorText {
  switch (error.tag) {
    case 'training-not-finite':
      return {
        title: 'Training stopped: the numbers ran away',
        why: `At step ${count(error.step)} the loss was no longer a number, even after going back and halving the step size.`,
        next: 'Lower the learning rate or take fewer genes, then train again. The network from before is still on screen.',
        action: { label: 'Train again', command: 'train' },
      };
    case 'no-wasm-simd':
      return {
        title: 'Nothing can be trained here',
        why: 'WebAssembly SIMD is missing, the fast arithmetic the model runs on.',
        next: 'Use a current Chrome, Edge, Firefox or Safari (16.4 or later). Everything that needs no training works here.',
      };
    case 'worker-lost':
      return {
        title: 'The computation broke off',
        why: `The part that computes ended unexpectedly${error.detail ? ` (${error.detail})` : ''}. Too little memory is the usual reason.`,
        next: 'Close other tabs or take fewer genes, then train again. What was on screen is still there.',
        action: { label: 'Train again', command: 'train' },
      };
    case 'training-out-of-memory':
      return {
        title: 'The model does not fit into memory',
        why: shortageText(error),
        next: `${smallerText(error.smaller) || 'Take fewer genes or fewer candidate regulators, then train again.'} What was on screen is still there.`,
        action: { label: 'Train again', command: 'train' },
      };
    case 'truth-empty':
      return {
        title: `${error.file} holds no edges`,
        why: 'There is no line with a regulator and a target in it.',
        next: 'Drop a table with one edge per line: source, target and, where known, sign.',
      };
    case 'truth-too-large':
      return {
        title: `${error.file} is too large for a list of edges`,
        why: `It has more than ${count(error.limit)} characters or lines.`,
        next: 'Keep the edges between genes of this data set and drop the shorter list.',
      };
    case 'truth-columns':
      return {
        title: `${error.file} does not say which columns are regulator and target`,
        why: `Its columns are ${listOf(error.columns, 8)}.`,
        next: 'Name them source and target in the first line and drop the file again.',
      };
    case 'truth-ragged':
      return {
        title: `Line ${count(error.line)} of ${error.file} has ${count(error.found)} fields`,
        why: `The first line has ${count(error.expected)}.`,
        next: 'Mend that line and drop the file again.',
      };
    case 'link-damaged':
    case 'link-too-new':
    case 'link-empty':
    case 'run-file-damaged':
    case 'run-file-too-new':
    case 'run-file-alien':
      return linkError(error);
    default:
      return error satisfies never;
  }
}

/** Why a link or a run file cannot be shown, and what helps. */

function linkError(error: LinkError | RunFileError): ErrorText {
  switch (error.tag) {
    case 'link-damaged':
      return {
        title: 'This link is damaged',
        why: 'It was cut or changed on its way: mail programs and chats shorten long links. What it held cannot be read.',
        next: 'Ask for it again, whole, or for the run file. What is on screen has nothing to do with it.',
      };
    case 'link-too-new':
      return {
        title: 'This link was made by a newer version',
        why: 'It holds something that this version does not know.',
        next: 'Reload the page to get the newest version. Where that does not help, ask for a link from the version that is here.',
      };
    case 'link-empty':
      return {
        title: 'There is no network in this link',
        why: 'The part after # is not one that Modulode makes.',
        next: 'Ask for the link again, whole. What is on screen has nothing to do with it.',
      };
    case 'run-file-damaged':
      return {
        title: `${error.file} is damaged`,
        why: 'It is a run file, but a part of it is missing or was changed.',
        next: 'Download it again, or ask for it again. What was on screen is still there.',
        action: chooseAnother,
      };
    case 'run-file-too-new':
      return {
        title: `${error.file} was saved by a newer version`,
        why: `It is written in version ${error.version} of the format, which this version does not know yet.`,
        next: 'Reload the page to get the newest version and open the file again.',
        action: chooseAnother,
      };
    case 'run-file-alien':
      return {
        title: `${error.file} is not a run file`,
        why: 'Its name says that it is one, but it holds something else.',
        next: 'Open the file that “Save run” wrote.',
        action: chooseAnother,
      };
    default:
      return error satisfies never;
  }
}
