/** The run found in the browser's storage when the page opened: gone on with, or forgotten. */
import { abandon } from '../runner';
import { logged, shown } from '../runState';
import { saveFromNow } from '../saving';
import { resetSnapshots } from '../snapshots';
import { useRun, useScreen } from '../stores';
import { cancelImport } from './import';
import { startRun } from './training';
import { resetView } from './view';

/** Looks for a saved run and offers it in useRun.saved. */
export async function findSaved(): Promise<void> {
  const { readSaved } = await import('../persistence');
  const read = await readSaved();
  if (!read.ok) {
    const { error } = read;
    if (error.tag === 'run-damaged') useRun.setState({ notice: error });
    else useRun.setState((state) => logged(state, { tag: 'error', error }, Date.now()), true);
    return;
  }
  if (!read.value) return;
  const { start, state } = read.value;
  const saved = {
    name: start.dataset.name,
    step: state.summary.step,
    steps: start.settings.steps,
    savedAt: state.savedAt,
    finished: state.result !== null,
  };
  useRun.setState({ saved });
}

/** Shows the saved result, or goes on training from where it was saved. */
export async function restoreSaved(): Promise<void> {
  const { readSaved } = await import('../persistence');
  const read = await readSaved();
  if (!read.ok || !read.value) {
    useRun.setState({ saved: null, notice: read.ok ? null : read.error });
    return;
  }
  const { start, state } = read.value;
  const { dataset, settings, truth } = start;
  const { progress, result, summary, curves } = state;
  const { secondsElapsed } = summary;
  cancelImport();
  await abandon();
  useRun.setState({ settings });
  if (!result) {
    await startRun({
      dataset,
      demo: null,
      truth,
      from: progress && { progress, secondsElapsed, curves },
    });
    return;
  }
  resetView(dataset.genes.length);
  resetSnapshots({ genes: dataset.genes, regulators: dataset.candidates }, curves);
  saveFromNow({ dataset, settings, truth });
  const asStarted = { dataset, settings, demo: null, truth, step: summary.step, secondsElapsed };
  useRun.setState(
    (run) => ({ ...shown(run, asStarted, { result, summary }, Date.now()), saved: null }),
    true,
  );
  useScreen.setState({ step: 'explore', inspector: 'run' });
}

export async function forgetSaved(): Promise<void> {
  const { removeSaved } = await import('../persistence');
  const removed = await removeSaved();
  useRun.setState({ saved: null, notice: removed.ok ? null : removed.error });
}
