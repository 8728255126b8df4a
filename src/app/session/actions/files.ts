/** What files dropped or chosen together become: data to check, a truth table for the run on screen, a run of before. */
import type { TableReading } from '../../../dataset/readers/text/firstLine';
import { loneTruth, sortDrop } from '../dropped';
import { fileWaits } from '../fileWaits';
import { pauseRun } from '../runner';
import { useArrival, useImport, useRun, useScreen } from '../stores';
import { openRunFile } from './arrivals';
import { webAddress } from '../webAddress';
import { fail, fetchFile, open, reopen } from './import';

/** The data with its labels or truth table, a truth table for the file that waits or the run on screen, or a saved run. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const { dataset, demo, phase } = useRun.getState();
  const waiting = fileWaits(useImport.getState(), { dataset }) ? await loneTruth(files) : null;
  if (waiting) {
    useImport.setState({ truth: waiting });
    return;
  }
  const drop = await sortDrop(files, dataset?.genes ?? null);
  switch (drop.kind) {
    case 'nothing':
      return;
    case 'truth':
      useRun.setState({ truth: drop.truth });
      useScreen.setState({ step: 'evaluate' });
      return;
    case 'run':
      await openRunFile(drop.file);
      return;
    case 'refused':
      fail(drop.error);
      return;
    case 'data':
      if (demo && (phase === 'running' || phase === 'preparing')) void pauseRun();
      await open(drop.files, { truth: drop.truth, demo: null });
      if (useImport.getState().phase === 'checking') useScreen.setState({ step: 'check' });
      return;
    default:
      drop satisfies never;
  }
}

/** The open table, or the one that was asked about, read another way. */
export async function readTableAs(reading: TableReading): Promise<void> {
  await reopen(reading);
  if (useImport.getState().phase === 'checking') useScreen.setState({ step: 'check' });
}

/** A file from elsewhere, as if it had been dropped. `text`: what a person typed. */
export async function openAddress(text: string): Promise<void> {
  const address = webAddress(text, document.baseURI);
  if (!address) {
    fail({ tag: 'address-not-web', text: text.trim() });
    return;
  }
  const file = await fetchFile(address);
  useArrival.setState({ address: null });
  if (file) await openFiles([file]);
}

/** What the page was opened with (`?data=ADDRESS`): shown, not fetched. False where there is none that can be. */
export function showAddress(search: string): boolean {
  const address = webAddress(new URLSearchParams(search).get('data') ?? '', document.baseURI);
  if (!address) return false;
  useArrival.setState({ address });
  useScreen.setState({ step: 'data' });
  return true;
}
