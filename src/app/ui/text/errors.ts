/** Errors and notices that only the page has; the errors shared with the terminal are in src/present/text/errors.ts. */
import { withOpen, type ErrorTable, type ErrorText } from '../../../present/text/datasetErrors';
import { inputErrors } from '../../../present/text/errors';
import { count, fileSize, joined, listOf } from '../../../present/text/format';
import { movedText } from '../../../present/text/run';
import type { AppError, Notice } from '../../session/state';

const appErrors: ErrorTable<AppError> = {
  ...inputErrors,
  'storage-full': () => ({
    title: 'The browser has no room for this run',
    why: 'The storage of this page is full. The run stays on screen until this tab is closed.',
    next: 'Save the run as a file, or delete old runs and keep this one from the list of runs.',
    action: { label: 'Save run', command: 'save-run' },
  }),
  'storage-unavailable': () => ({
    title: 'This run cannot be kept here',
    why: 'The browser gives this page no storage, as in private windows. The run stays on screen until this tab is closed.',
    next: 'Save the run as a file before you close the tab, or open the page in an ordinary window.',
    action: { label: 'Save run', command: 'save-run' },
  }),
  'storage-blocked': () => ({
    title: 'Another tab keeps the runs locked',
    why: 'An earlier version of this page is open in another tab and uses the storage of this browser.',
    next: 'Close or reload that tab, then reload this one. Until then, runs are lost when this tab is closed.',
    action: { label: 'Save run', command: 'save-run' },
  }),
  'run-damaged': () => ({
    title: 'This run cannot be opened',
    why: 'Its copy in the browser’s storage is damaged or was written by another version of this page.',
    next: 'It was not changed. It can be deleted in the list of runs; the other runs are not affected.',
    action: { label: 'Runs', command: 'runs' },
  }),
  'run-deleted': () => ({
    title: 'This run is no longer kept',
    why: 'It was deleted in this browser, perhaps in another tab.',
    next: 'Choose another run of the list.',
    action: { label: 'Runs', command: 'runs' },
  }),
  'run-open-elsewhere': () => ({
    title: 'This run is open in another tab',
    why: 'Two tabs would overwrite each other’s changes, so only the first one keeps them.',
    next: 'Go on in the other tab; or close it and open the run again from the list of runs.',
    action: { label: 'Runs', command: 'runs' },
  }),
  'all-deleted': () => ({
    title: 'Everything stored in this browser was deleted',
    why: 'It was asked for in another tab. What is on screen here stays until this tab is closed.',
    next: 'Save the run as a file if it matters.',
    action: { label: 'Save run', command: 'save-run' },
  }),
  'too-many-files': withOpen(({ files }) => ({
    title: 'These files do not belong together',
    why: `${listOf(files)} were dropped at once. Use one data file (matrix.mtx with its features and barcodes counts as one), or samples of one experiment in one format (WT.h5ad and KO.h5ad, or WT_counts.csv and KO_counts.csv). A table of labels and a list of known edges may be added.`,
    next: 'Drop the data file first; a list of known edges can be added at any time.',
  })),
  'demo-unavailable': ({ detail }) => ({
    title: 'The demo could not be loaded',
    why: `Its file could not be fetched from the address of this page (${detail}).`,
    next: 'Try again, or drop your own data: that needs no connection.',
    action: { label: 'Try again', command: 'open-demo-myeloid' },
  }),
  'frozen-unavailable': ({ name, detail }) => ({
    title: `${name} could not be loaded`,
    why: `Its file could not be fetched from the address of this page (${detail}).`,
    next: 'Try again when there is a connection. What is on screen stays.',
  }),
  'training-lost': ({ detail, step }) => ({
    ...inputErrors['worker-lost']({ tag: 'worker-lost', detail }),
    next: `Close other tabs and resume this run under Runs, from step ${count(step)}; or train again with fewer genes. The previous network is still on screen.`,
    action: { label: 'Runs', command: 'runs' },
  }),
  'export-failed': ({ detail }) => ({
    title: 'The file could not be written',
    why: `The export stopped unexpectedly (${detail}). The usual reason is too little memory.`,
    next: 'Close other tabs and try again, or choose a smaller format. The run is still there.',
  }),
  'opening-failed': withOpen(({ file, detail }) => ({
    title: `${file ?? 'The link'} could not be opened`,
    why: `Its reader stopped unexpectedly (${detail}). The usual reason is too little memory.`,
    next: 'Close other tabs and open it again. The previous network is still on screen.',
  })),
  'file-silent': withOpen(({ file, seconds }) => ({
    title: `${file} sends no data`,
    why: `No data arrived for ${seconds} seconds. The disk may be slow, asleep or disconnected, as network drives can be, or the file is damaged.`,
    next: 'Check the disk or connection and open the file again, or copy it to this computer first.',
  })),
  'address-not-web': withOpen(({ text }) => ({
    title: 'This is not the address of a file',
    why: `${text === '' ? 'The address is empty' : `“${text}” was given`}; it has to begin with https://.`,
    next: 'Copy the address of the file itself, not of the page that lists it.',
  })),
  'address-unreachable': withOpen(({ host }) => ({
    title: `${host} did not send the file to this page`,
    why: 'The file does not exist, there is no connection, or the server does not let other pages read its files (CORS). The browser does not say which.',
    next: 'Open the address in a new tab: if a download starts there, drop the downloaded file here. Zenodo, GitHub and Hugging Face let pages read their files.',
  })),
  'address-refused': withOpen(({ host, status }) => ({
    title: `${host} answered ${status} instead of the file`,
    why: refusal(status),
    next: 'Check the address in a new tab. If the file can be downloaded there, drop it here.',
  })),
  'address-is-page': withOpen(({ host, file }) => ({
    title: `${host} sent a web page, not a file`,
    why: `The address of ${file} leads to a web page: it may describe the file, or ask for a login.`,
    next: 'Copy the address of the download itself, or download the file and drop it here.',
  })),
  'download-broke-off': withOpen(({ file, bytes }) => ({
    title: `The download of ${file} stopped early`,
    why: `The connection ended after ${fileSize(bytes)}.`,
    next: 'Try again, or download the file with the browser and drop it here.',
  })),
};

const previousNetwork = 'The previous network is still on screen.';
const notFromLink = 'The network on screen is not from this link.';
const reload = 'Reloading the page gets the newest version.';

/** What the page adds to a next step that it shares with the terminal and the library. */
const onThePage: { readonly [Tag in AppError['tag']]?: string } = {
  'training-not-finite': previousNetwork,
  'worker-lost': previousNetwork,
  'training-out-of-memory': previousNetwork,
  'run-file-damaged': previousNetwork,
  cancelled: 'The previous data are still on screen.',
  'truth-other-genes': 'Nothing on screen has changed.',
  'rules-leave-too-little': 'They are under “Quality of cells and genes”.',
  'reader-unavailable': 'Reloading the page loads it again.',
  'link-damaged': notFromLink,
  'link-empty': notFromLink,
  'link-too-new': reload,
  'run-file-too-new': reload,
};

export function describeError<T extends AppError['tag']>(
  error: Extract<AppError, { readonly tag: T }> & { readonly tag: T },
): ErrorText {
  const text = appErrors[error.tag](error);
  return { ...text, next: joined(text.next, onThePage[error.tag] ?? false) };
}

function refusal(status: number): string {
  if (status === 401 || status === 403)
    return 'It requires a login; this page never sends a password or cookie.';
  if (status === 404 || status === 410) return 'There is no such file at this address.';
  if (status === 429 || status >= 500) return 'The server is busy or unavailable.';
  return 'The server refuses to send the file.';
}

export const deleteOldRuns = 'Delete old runs…';

export function describeNotice(notice: Notice): ErrorText {
  if (notice.tag === 'slowed') {
    return {
      title: 'Training diverged and was resumed',
      why: `The loss was not a number; training resumed from step ${count(notice.step)} at half the step size.`,
      next: 'No action is needed. If it happens again, use fewer genes or check the file for extreme values.',
    };
  }
  if (notice.tag === 'moved') {
    return {
      title: 'The GPU was lost',
      why: `Training resumed from step ${count(notice.step)} ${movedText(notice.device)}; later steps are repeated.`,
      next: 'No action is needed. If it happens again, choose “CPU” as the device in the settings of Model.',
    };
  }
  if (notice.tag !== 'recovered') return describeError(notice);
  return {
    title: 'The computation was restarted',
    why:
      notice.step > 0
        ? `It did not respond and resumed from step ${count(notice.step)}; later steps are repeated.`
        : 'It did not respond before anything was saved, so it restarted from step 0.',
    next: 'No action is needed.',
  };
}
