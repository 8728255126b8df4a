/** The errors that only the page has, as a person reads them; all others are those of src/present/text/errors.ts. A tag without a sentence does not compile. */
import type { AppError, SessionError, Notice } from '../../session/state';
import { chooseAnother, type ErrorText } from '../../../present/text/datasetErrors';
import { describeInputError } from '../../../present/text/errors';
import { listOf, fileSize, count } from '../../../present/text/format';
import { movedText } from '../../../present/text/run';

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
  'address-not-web': true,
  'address-unreachable': true,
  'address-refused': true,
  'address-is-page': true,
  'download-broke-off': true,
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
        why: `${listOf(error.files)} were dropped at once. One data file fits (a matrix.mtx with its features and barcodes counts as one, and so do 10x samples of one experiment), with a table of labels and a list of known edges.`,
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
    case 'address-not-web':
      return {
        title: 'This is not an address a file can be fetched from',
        why: `${error.text === '' ? 'Nothing was given' : `“${error.text}” was given`}; it has to begin with https://.`,
        next: 'Copy the address of the file itself, not of the page it stands on.',
        action: chooseAnother,
      };
    case 'address-unreachable':
      return {
        title: `${error.host} does not give the file to this page`,
        why: 'The file is not there, there is no connection, or the server does not let pages of other addresses read its files (CORS). The browser does not say which.',
        next: 'Open the address in a new tab: if a download starts there, drop the downloaded file here. Zenodo, GitHub and Hugging Face let pages read their files.',
        action: chooseAnother,
      };
    case 'address-refused':
      return {
        title: `${error.host} answered ${error.status} in place of the file`,
        why: refusal(error.status),
        next: 'Check the address in a new tab. If the file can be downloaded there, drop it here.',
        action: chooseAnother,
      };
    case 'address-is-page':
      return {
        title: `${error.host} sent a page to look at, not a file`,
        why: `At the address of ${error.file} stands a web page: it may describe the file, or ask to log in.`,
        next: 'Copy the address of the download itself, or download the file and drop it here.',
        action: chooseAnother,
      };
    case 'download-broke-off':
      return {
        title: `The download of ${error.file} broke off`,
        why: `The connection ended after ${fileSize(error.bytes)}.`,
        next: 'Try again, or download the file with the browser and drop it here.',
        action: chooseAnother,
      };
    default:
      return error satisfies never;
  }
}

function refusal(status: number): string {
  if (status === 401 || status === 403)
    return 'It wants to know who asks; this page never sends a password or cookie along.';
  if (status === 404 || status === 410) return 'There is no such file at this address.';
  if (status === 429 || status >= 500) return 'The server is busy or out of order.';
  return 'It does not give the file out at this address.';
}

/** For “Copy details”: the whole error, as data. */
export function errorDetails(error: AppError): string {
  return JSON.stringify(error, null, 2);
}

/** What is said while a run goes on. */

export function describeNotice(notice: Notice): ErrorText {
  if (notice.tag === 'slowed') {
    return {
      title: 'The loss ran away, so training went back',
      why: `It was no longer a number; training goes on from step ${count(notice.step)} at half the step size.`,
      next: 'There is nothing to do. If it happens again, take fewer genes or look for extreme values in the file.',
    };
  }
  if (notice.tag === 'moved') {
    return {
      title: 'The graphics processor was lost',
      why: `Training goes on from step ${count(notice.step)} ${movedText(notice.device)}; what came after it is being learned again.`,
      next: 'There is nothing to do. If it happens again, choose “Processor” as the device on the Model page.',
    };
  }
  if (notice.tag !== 'recovered') return describeError(notice);
  return {
    title: 'The computation was restarted',
    why:
      notice.step > 0
        ? `It stopped answering and went on from step ${count(notice.step)}; what came after it is being learned again.`
        : 'It stopped answering before anything was saved, so it began again from the first step.',
    next: 'There is nothing to do.',
  };
}
