/** The errors that only the page has, as a person reads them; all others are those of src/sentences/errors.ts. A tag without a sentence does not compile. */
import type { AppError, SessionError } from '../../session/state';
import { chooseAnother, type ErrorText } from '../../sentences/errorText';
import { describeInputError } from '../../sentences/errors';
import { listOf } from '../../sentences/format';

export function describeError(error: AppError): ErrorText {
  return isSessionError(error) ? sessionError(error) : describeInputError(error);
}

const sessionTags: Readonly<Record<SessionError['tag'], true>> = {
  'storage-full': true,
  'storage-unavailable': true,
  'run-damaged': true,
  'too-many-files': true,
  'demo-unavailable': true,
  'export-failed': true,
};

function isSessionError(error: AppError): error is SessionError {
  return error.tag in sessionTags;
}

function sessionError(error: SessionError): ErrorText {
  switch (error.tag) {
    case 'storage-full':
      return {
        title: 'The browser has no room for this run',
        why: 'Its storage for this page is full. The run goes on in memory and is lost when the tab is closed.',
        next: 'Download the edges before you close the tab, or free some space and train again.',
        action: { label: 'Download edges (TSV)', command: 'download-tsv' },
      };
    case 'storage-unavailable':
      return {
        title: 'This run cannot be saved here',
        why: 'The browser gives this page no storage; private windows do that. The run goes on in memory and is lost when the tab is closed.',
        next: 'Download the edges before you close the tab, or open the page in an ordinary window.',
        action: { label: 'Download edges (TSV)', command: 'download-tsv' },
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
    case 'export-failed':
      return {
        title: 'The file could not be made',
        why: `The part of the page that writes it ended unexpectedly (${error.detail}). Too little memory is the usual reason.`,
        next: 'Close other tabs and try again, or take a smaller format. The run is still there.',
      };
    default:
      return error satisfies never;
  }
}

/** For “Copy details”: the whole error, as data. */
export function errorDetails(error: AppError): string {
  return JSON.stringify(error, null, 2);
}
