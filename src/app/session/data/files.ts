/** Opens files that were dropped, chosen or downloaded: data, a truth table, gene sets or a run file. */
import type { TableReading } from '../../../dataset/readers/text/columnRoles';
import { singleTruth, sortDrop } from './dropped';
import { fileWaits, isUnderstood } from './importState';
import { useArrival, useEffects, useImport, useRun, useScreen } from '../stores';
import { changeInPlace } from '../view/stepHistory';
import { webAddress } from './webAddress';
import { type Imports } from './import';
import { fail } from './reader';

/** What a drop asks of the subjects that come after the data. */
export interface OtherDrops {
  pauseRun(): Promise<void>;
  openRunFile(file: File): Promise<void>;
  openGeneSets(file: File): Promise<void>;
}

export function createFiles(imports: Pick<Imports, 'open' | 'reopen' | 'fetchFile'>, other: OtherDrops) {
  /** Opens data with its labels and truth table, a truth table for the open file or the run on screen, or a run file. */
  async function openFiles(files: readonly File[]): Promise<void> {
    useArrival.setState({ error: null });
    const { dataset, demo, phase } = useRun.getState();
    const waiting = fileWaits(useImport.getState(), { dataset }) ? await singleTruth(files) : null;
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
      case 'sets':
        await other.openGeneSets(drop.file);
        return;
      case 'run':
        await other.openRunFile(drop.file);
        return;
      case 'refused':
        fail(drop.error);
        showWhereToOpen();
        return;
      case 'data':
        if (demo && (phase === 'running' || phase === 'preparing')) void other.pauseRun();
        if (await imports.open(drop.files, { truth: drop.truth, demo: null })) showWhatIsOpen();
        else showWhereToOpen();
        return;
      default:
        drop satisfies never;
    }
  }

  /** Reads the open table, or the one with an open question, another way. */
  async function readTableAs(reading: TableReading): Promise<void> {
    if ((await imports.reopen(reading)) && useScreen.getState().step !== 'check') showWhatIsOpen();
  }

  /** Downloads and opens a file. `text`: the typed address. */
  async function openAddress(text: string): Promise<void> {
    const address = webAddress(text, document.baseURI);
    if (!address) {
      fail({ tag: 'address-not-web', text: text.trim() });
      return;
    }
    const file = await imports.fetchFile(address);
    useArrival.setState({ address: null });
    if (file) await openFiles([file]);
  }

  return { openFiles, readTableAs, openAddress };
}

/** The effects of the open file, or what has to be answered before. */
function showWhatIsOpen(): void {
  useScreen.setState({ step: isUnderstood(useImport.getState()) ? 'effects' : 'check' });
}

/** Where data are opened, if nothing is there, not the effects of a link either: beside the reason why these were refused. */
function showWhereToOpen(): void {
  const isAnythingOpen =
    useImport.getState().phase !== 'idle' || useRun.getState().dataset || useEffects.getState().shared;
  if (!isAnythingOpen) changeInPlace({ step: 'data' });
}

/** Shows the address of a page opened with `?data=ADDRESS` without fetching it. False where there is none. */
export function showAddress(search: string): boolean {
  const address = webAddress(new URLSearchParams(search).get('data') ?? '', document.baseURI);
  if (!address) return false;
  useArrival.setState({ address });
  useScreen.setState({ step: 'data' });
  return true;
}
