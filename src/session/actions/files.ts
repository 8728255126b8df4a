/** What files dropped or chosen together become: data to check, a truth table for the run on screen, a run of before. */
import { sortDrop } from '../dropped';
import { pauseRun } from '../runner';
import { useImport, useRun, useScreen } from '../stores';
import { openRunFile } from './arrivals';
import { fail, open } from './import';

/** The data with its labels or truth table, a truth table for the run on screen, or a saved run. */
export async function openFiles(files: readonly File[]): Promise<void> {
  const { dataset, demo, phase } = useRun.getState();
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
