/** What lies in this browser, and what was sent, in words. */
import { fileSize, plural } from '../../../present/text/format';
import type { Stored } from '../../session/page/stored';

export const storedText = {
  title: 'What is stored',
  what: 'All of it lies in this browser, on this computer.',
  loading: 'Looking …',
  none: 'None',
  runs: 'Runs',
  runsHint: 'Cells, settings and results of your data',
  unreadable: 'Cannot be read here',
  figure: 'Figure for print',
  hasFigure: 'One',
  settings: 'Settings',
  settingsHint: 'Colours, device, keys, tour, measured speed',
  files: 'The page itself',
  filesHint: 'For use without a network',
  filesNeed: 'For use without a network: needs https, and in some browsers an ordinary window',
  total: 'Together',
  sent: 'What was sent',
  nothing:
    'Nothing. The page can reach no other address than its own; a link carries its data after “#”, which browsers do not send.',
  fetched: 'Fetched from the web on your click, since this page was opened:',
  fetchedHint:
    'Their servers saw the request, without cookies and without the address of this page. Nothing else was sent.',
  remove: 'Delete everything …',
  ask: 'Delete all runs, the figure, settings and offline files?',
  askHint:
    'This cannot be undone. Files that you saved are not touched; what is on screen stays until the tab is closed.',
  confirm: 'Delete everything',
  keep: 'Cancel',
  held: 'Another tab of this page holds on to some of it',
  heldHint: 'Close the other tabs of this page; the rest is deleted as soon as they are closed.',
  deleted: 'Everything was deleted.',
  deletedHint: 'What you do from now on is kept again: close the tab to leave nothing behind.',
  failed: 'The browser did not allow it. Its own settings delete the data of a page, too.',
} as const;

/** '3 (12.4 MB)'. */
export function amountOf({ runs }: Pick<Stored, 'runs'>): string {
  if (runs === null) return storedText.unreadable;
  return runs.count === 0 ? storedText.none : `${runs.count} (${fileSize(runs.bytes)})`;
}

export function settingsLine({ count, bytes }: Stored['settings']): string {
  return count === 0 ? storedText.none : `${count} (${fileSize(bytes)})`;
}

export function filesLine(files: Stored['files']): string {
  return files === null || files === 0 ? storedText.none : plural(files, 'file');
}
