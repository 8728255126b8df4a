/**
 * Every error as a person reads it: what happened, why, what next. Plain words, with the file and the place. A tag without
 * a sentence does not compile.
 */
import type { AppError } from '../../session/state';
import { count } from '../kit/numbers';
import { datasetError } from './datasetErrors';
import { chooseAnother, type ErrorText } from './errorText';
import { listOf } from './format';
import { linkError } from './linkErrors';

export function describeError(error: AppError): ErrorText {
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
        title: 'This browser cannot train',
        why: 'It lacks WebAssembly SIMD, the fast arithmetic the model runs on.',
        next: 'Use a current Chrome, Edge, Firefox or Safari (16.4 or later). Everything that needs no training works here.',
      };
    case 'worker-lost':
      return {
        title: 'The computation broke off',
        why: `The part of the page that computes ended unexpectedly${error.detail ? ` (${error.detail})` : ''}. Too little memory is the usual reason.`,
        next: 'Close other tabs or take fewer genes, then train again. What was on screen is still there.',
        action: { label: 'Train again', command: 'train' },
      };
    case 'training-out-of-memory':
      return {
        title: 'The model does not fit into memory',
        why:
          error.megabytes > 0
            ? `It needs about ${count(error.megabytes)} MB, more than the browser gives this page.`
            : 'It needs more than the browser gives this page.',
        next: 'Take fewer genes or fewer candidate regulators, then train again.',
        action: { label: 'Train again', command: 'train' },
      };
    case 'storage-full':
      return {
        title: 'The browser has no room for this run',
        why: 'Its storage for this page is full. The run goes on in memory and is lost when the tab is closed.',
        next: 'Download the edges before you close the tab, or free some space and train again.',
        action: { label: 'Download edges (TSV)', command: 'download-edges' },
      };
    case 'storage-unavailable':
      return {
        title: 'This run cannot be saved here',
        why: 'The browser gives this page no storage; private windows do that. The run goes on in memory and is lost when the tab is closed.',
        next: 'Download the edges before you close the tab, or open the page in an ordinary window.',
        action: { label: 'Download edges (TSV)', command: 'download-edges' },
      };
    case 'run-damaged':
      return {
        title: 'The saved run cannot be used',
        why: 'What lies in the browser’s storage is damaged or was written by another version of this page.',
        next: 'It was left alone. Open the file again to train anew; the next run takes its place.',
        action: chooseAnother,
      };
    case 'too-many-files':
      return {
        title: 'These files do not belong together',
        why: `${listOf(error.files)} were dropped at once. One data file fits (a matrix.mtx with its features and barcodes counts as one), with a table of labels and a list of known edges.`,
        next: 'Drop the data file first; a list of known edges can follow at any time.',
        action: chooseAnother,
      };
    case 'demo-unavailable':
      return {
        title: 'The demo could not be loaded',
        why: `Its file did not arrive from the address of this page (${error.detail}).`,
        next: 'Try again, or drop your own data: that needs no connection.',
        action: { label: 'Try again', command: 'open-demo-myeloid' },
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
    case 'unknown-format':
    case 'unsupported-format':
    case 'empty-file':
    case 'incomplete-triplet':
    case 'names-mismatch':
    case 'unsupported-matrix':
    case 'no-gene-expression':
    case 'encrypted-archive':
    case 'archive-too-large':
    case 'archive-without-data':
    case 'archive-ambiguous':
    case 'not-hdf5':
    case 'damaged-file':
    case 'unsupported-filter':
    case 'unsupported-encoding':
    case 'no-matrix':
    case 'shape-mismatch':
    case 'bad-header':
    case 'ragged-row':
    case 'not-a-number':
    case 'not-finite':
    case 'negative-values':
    case 'duplicate-cells':
    case 'no-shared-cells':
    case 'too-few-cells':
    case 'too-few-genes':
    case 'no-perturbation-column':
    case 'no-targets-measured':
    case 'no-controls':
    case 'controls-lack-genes':
    case 'controls-other-values':
    case 'controls-other-total':
    case 'no-training-perturbations':
    case 'no-regulators':
    case 'out-of-memory':
    case 'reader-unavailable':
    case 'cancelled':
      return datasetError(error);
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

/** For “Copy details”: the whole error, as data. */
export function errorDetails(error: AppError): string {
  return JSON.stringify(error, null, 2);
}
