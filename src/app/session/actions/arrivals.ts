/**
 * Links and run files on their way in. What is on screen and would be lost is not replaced without asking; nothing is
 * trained unless asked; the run saved in the browser stays.
 */
import type { FinishedRun } from '../../../share/runFile';
import type { SharedNetwork, Snapshot } from '../../../share/snapshot';
import { shortFingerprint } from '../../../share/fromRun';
import { shareWorker } from '../clients';
import { newHistory } from '../history';
import { importFailed } from '../importState';
import { abandon } from '../runner';
import { linkShown, logged, shown } from '../runState';
import { isSaved, saveFromNow } from '../saving';
import { shownSnapshot } from '../sharedRun';
import { resetSnapshots } from '../snapshots';
import type { Arrival, RunState, ViewDocument } from '../state';
import { noArrival, useArrival, useImport, useRun, useScreen, useView } from '../stores';
import { openDemo, readDemo } from './demo';
import { cancelImport, changeMapping } from './import';
import { findSaved } from './saved';
import { setSettings, train } from './training';
import { toggleLayoutFrozen } from './view';

/** Whether an address carries a link; anchors of the page itself do not. */
export function isLink(hash: string): boolean {
  return /^#g\d*\./u.test(hash) || hash.length > 24;
}

/** Shows what the link holds, or says why that cannot be. `hash`: location.hash. */
export async function openLink(hash: string): Promise<void> {
  const answer = await shareWorker().ask((share) => share.decode(hash));
  const read = answer.ok ? answer.value : ({ ok: false, error: { tag: 'link-damaged' } } as const);
  if (read.ok) {
    await arrive({ kind: 'link', snapshot: read.value });
    return;
  }
  useArrival.setState({ ...noArrival, error: read.error }, true);
  if (!useRun.getState().dataset && useImport.getState().phase === 'idle') await openDemo('myeloid');
}

/** Shows the finished run that a `*.modulode.json` file holds; what was on screen stays where it cannot be read. */
export async function openRunFile(file: File): Promise<void> {
  const answer = await shareWorker().ask((share) => share.read(file));
  if (answer.ok && answer.value.ok) {
    await arrive({ kind: 'file', run: answer.value.value });
    return;
  }
  const error =
    answer.ok && !answer.value.ok
      ? answer.value.error
      : { tag: 'run-file-damaged' as const, file: file.name };
  useImport.setState((state) => importFailed(state, error), true);
  useRun.setState((state) => logged(state, { tag: 'error', error }, Date.now()), true);
}

/** The person was asked whether what is on screen may go. */
export async function acceptArrival(): Promise<void> {
  const { waiting } = useArrival.getState();
  if (waiting) await show(waiting);
}

/** The link or file is forgotten, and so is a message about it. */
export function dismissArrival(): void {
  useArrival.setState(noArrival, true);
}

/** Learns anew what a link of the demo shows, with its settings. */
export async function trainShared(): Promise<void> {
  const snapshot = useRun.getState().shared ?? useArrival.getState().wanted;
  if (!snapshot?.demo) return;
  setSettings(snapshot.settings);
  if (useView.getState().present.layoutFrozen) toggleLayoutFrozen();
  const { demo, phase } = useImport.getState();
  if (demo !== snapshot.demo || (phase !== 'checking' && phase !== 'ready')) await readDemo(snapshot.demo);
  changeMapping(snapshot.choices);
  await train();
}

/** Held-out perturbations and regulators of a link of settings come with the data it was made with. Returns what ends it. */
export function followWanted(): () => void {
  return useImport.subscribe(({ opened }, before) => {
    const { wanted } = useArrival.getState();
    if (!wanted || !opened || opened === before.opened) return;
    if (shortFingerprint(opened.fingerprint) === wanted.fingerprint) changeMapping(wanted.choices);
  });
}

async function arrive(arrival: Arrival): Promise<void> {
  const settingsOnly = arrival.kind === 'link' && arrival.snapshot.network === null;
  if (!settingsOnly && wouldLose()) useArrival.setState({ ...noArrival, waiting: arrival }, true);
  else await show(arrival);
}

function wouldLose(): boolean {
  const { demo, shared, phase, result } = useRun.getState();
  const { opened, demo: openedDemo, phase: reading } = useImport.getState();
  if (opened && openedDemo === null && (reading === 'checking' || reading === 'loading')) return true;
  if (demo || shared) return false;
  const underWay = phase === 'preparing' || phase === 'running' || phase === 'paused';
  return underWay || (result !== null && !isSaved());
}

async function show(arrival: Arrival): Promise<void> {
  useArrival.setState(noArrival, true);
  if (arrival.kind === 'file') await showRun(arrival.run);
  else if (arrival.snapshot.network) await showSnapshot(arrival.snapshot, arrival.snapshot.network);
  else await applySettings(arrival.snapshot);
}

async function showSnapshot(snapshot: Snapshot, network: SharedNetwork): Promise<void> {
  const { step, bare, time } = snapshot.view;
  const shownRun = shownSnapshot(snapshot, network);
  await replaceRun(shownRun.view, (run) => linkShown(run, snapshot, shownRun, Date.now()));
  useScreen.setState({ step, predictTime: time, layout: bare ? 'reading' : 'auto' });
}

async function showRun(run: FinishedRun): Promise<void> {
  const { dataset, settings, demo, truth, result, summary, placement } = run;
  const start = {
    dataset,
    settings,
    demo,
    truth,
    step: summary.step,
    secondsElapsed: summary.secondsElapsed,
  };
  await replaceRun(
    run.view,
    (former) =>
      logged(
        { ...shown(former, start, { result, summary }, Date.now()), placement },
        { tag: 'run-file-opened', name: dataset.name },
        Date.now(),
      ),
    run.curves,
  );
  useScreen.setState({ step: 'explore', predictTime: null });
}

/** Ends what runs and puts this in its place; what the browser has saved stays and is offered again. */
async function replaceRun(
  view: ViewDocument,
  next: (former: RunState) => RunState,
  curves: FinishedRun['curves'] | null = null,
): Promise<void> {
  cancelImport();
  await abandon();
  saveFromNow(null);
  const state = next(useRun.getState());
  const { dataset } = state;
  resetSnapshots(dataset && { genes: dataset.genes, regulators: dataset.candidates }, curves);
  useView.setState(newHistory(view), true);
  useRun.setState(state, true);
  useScreen.setState({ inspector: 'run', dialog: 'none' });
  await findSaved();
}

async function applySettings(snapshot: Snapshot): Promise<void> {
  setSettings(snapshot.settings);
  useArrival.setState({ ...noArrival, wanted: snapshot }, true);
  if (!useRun.getState().dataset && useImport.getState().phase === 'idle')
    await readDemo(snapshot.demo ?? 'myeloid');
}
