/**
 * Opens links, run files and runs kept in the browser. A run on screen that would be lost is replaced only after a question;
 * nothing trains without a request.
 */
import type { Remote } from 'comlink';
import type { ShareApi } from '../../../../workers/protocol';
import { settingsAskedFor, type TrainingSettings } from '../../../dynamics/settings';
import type { Dataset } from '../../../dataset/dataset';
import type { FinishedRun } from '../../../share/finishedRun';
import type { SavedRun, StorageError } from '../../../share/savedRun';
import type { EffectsSnapshot } from '../../../share/effectsSnapshot';
import { dayOf, type SharedNetwork, type Snapshot, shortFingerprint } from '../../../share/snapshot';
import { viewFor } from '../../../share/view';
import type { LastingWorker } from '../clients';
import { newHistory } from '../history';
import type { Runner } from '../run/runner';
import { linkShown, shown } from '../run/runState';
import type { Saving } from '../run/saving';
import { resetSnapshots } from '../run/snapshots';
import { linkShows, showAsked } from '../view/stepHistory';
import type { Arrival, NextTrainingState, RunState, ViewDocument } from '../state';
import {
  log,
  useMessages,
  useNextTraining,
  noArrival,
  useArrival,
  useEffects,
  useImport,
  useRun,
  useScreen,
  useView,
} from '../stores';
import type { Demos } from '../data/demo';
import type { Imports } from '../data/import';
import { leaveSharedEffects, showSharedEffects } from '../data/effects';
import { setSettings, type Starts, type Training } from '../run/training';
import { toggleLayoutFrozen } from '../view/view';

/** Whether the hash of an address is a link, unlike the anchors of the page. */
export function isLink(hash: string): boolean {
  return /^#g\d*\./u.test(hash) || hash.length > 24;
}

/** Forgets the link or file, and a message about it. */
export function dismissArrival(): void {
  useArrival.setState(noArrival, true);
}

/** The next training, as a run on this data set was asked for. */
function asAsked(dataset: Dataset | null, settings: TrainingSettings): NextTrainingState {
  const asked = dataset ? settingsAskedFor(dataset, settings) : settings;
  return { settings: trainable(asked), isTimeSet: false, choices: null };
}

/** Earlier versions also trained by the continuous adjoint. */
function trainable(settings: TrainingSettings): TrainingSettings {
  return { ...settings, adjoint: 'discrete' };
}

/** Offers the run of the person's data that was kept last, if any, in useMessages.saved. */
export async function findSaved(): Promise<void> {
  const { offerLatest } = await import('../run/runLibrary');
  await offerLatest();
}

export const dismissSaved = () => useMessages.setState({ saved: null });

/** Shows the effects of a link beside the run on screen, of which nothing is lost. */
async function showEffects(effects: EffectsSnapshot): Promise<void> {
  linkShows(() => true);
  useArrival.setState(noArrival, true);
  showSharedEffects(effects);
  linkShows(() => useEffects.getState().shared === effects);
  log({ tag: 'effects-opened', name: effects.title });
  // The browser has made an entry for the link already.
  showAsked({ step: 'effects' });
  await findSaved();
}

/** What opening a run does to the data and the run on screen. */
export interface Screen {
  readonly imports: Imports;
  readonly demos: Demos;
  readonly runner: Runner;
  readonly saving: Saving;
  readonly starts: Starts;
  readonly training: Training;
}

/** Effects that came with a run leave with it, unless the next is of the same data. */
function leaveEffectsOf(former: Dataset | null, next: Dataset | null): void {
  const { shared } = useEffects.getState();
  const isOf = (data: Dataset | null) =>
    data !== null && shared?.fingerprint === shortFingerprint(data.fingerprint);
  if (isOf(former) && !isOf(next)) leaveSharedEffects();
}

/** Puts what was opened in place of what is on screen. */
function createReplacement({ imports, runner, saving, starts }: Omit<Screen, 'demos' | 'training'>) {
  async function showSnapshot(snapshot: Snapshot, network: SharedNetwork): Promise<void> {
    const { step, bare } = snapshot.view;
    const { shownSnapshot } = await import('./sharedRun');
    const shownRun = shownSnapshot(snapshot, network);
    imports.endImport();
    await replaceRun(shownRun.view, snapshot.settings, (run) => linkShown(run, snapshot, shownRun));
    linkShows(() => useRun.getState().shared === snapshot);
    if (snapshot.effects) showSharedEffects(snapshot.effects);
    log({ tag: 'link-opened', name: snapshot.title });
    // The browser has made an entry for the link already.
    showAsked({ step, layout: bare ? 'reading' : 'auto' });
    await findSaved();
  }

  async function showRun(run: Omit<FinishedRun, 'savedAt'>): Promise<void> {
    const { dataset, settings, summary, placement, curves, view } = run;
    imports.endImport();
    await replaceRun(view, settings, (former) => ({ ...shown(former, run), placement }), curves);
    log({ tag: 'started', name: dataset.name, seed: settings.seed, step: summary.step });
    useScreen.setState({ step: 'explore' });
  }

  /** Shows the result of a kept run, or continues its training. A run that another tab has on screen is shown, but not kept or trained. */
  async function showKept({ start, state, view, methods }: SavedRun): Promise<void> {
    const { dataset, settings, truth, demo } = start;
    const { progress, result, summary, curves } = state;
    const run = { dataset, truth, demo, methods };
    const { writeAlone } = await import('../run/trainingLock');
    if (result) {
      const seen = view ?? { view: viewFor(dataset.genes.length), placement: null };
      await showRun({ ...run, ...seen, settings, result, summary, curves });
      if (await writeAlone(start.id)) saving.saveOnward(start, seen.view);
      else useMessages.setState({ notice: { tag: 'run-open-elsewhere' } });
    } else if (!(await writeAlone(start.id))) {
      useMessages.setState({ notice: { tag: 'run-open-elsewhere' } });
    } else {
      imports.endImport();
      await runner.abandon();
      useNextTraining.setState(asAsked(dataset, settings));
      const { secondsElapsed } = summary;
      await starts.startRun({ ...run, from: { start, progress, secondsElapsed, curves } });
    }
    useMessages.setState({ saved: null });
  }

  /** Ends the present run and shows this one. */
  async function replaceRun(
    view: ViewDocument,
    settings: TrainingSettings,
    next: (former: RunState) => RunState,
    curves: FinishedRun['curves'] | null = null,
  ): Promise<void> {
    void saving.saveView();
    await runner.abandon();
    saving.saveFromNow(null);
    const former = useRun.getState();
    const state = next(former);
    const { dataset } = state;
    leaveEffectsOf(former.dataset, dataset);
    resetSnapshots(dataset && { genes: dataset.genes, regulators: dataset.candidates }, curves);
    useView.setState(newHistory(view), true);
    useRun.setState(state, true);
    useNextTraining.setState(asAsked(dataset, settings));
    useMessages.setState({ notice: null });
    useScreen.setState({ inspector: 'run', dialog: 'none' });
  }

  return { showSnapshot, showRun, showKept };
}

/** Whether something on screen that is not saved would be lost. */
function wouldLose({ kind }: Arrival, isSaved: boolean): boolean {
  const { demo, shared, phase, result } = useRun.getState();
  const { opened, demo: openedDemo, phase: reading } = useImport.getState();
  if (opened && openedDemo === null && (reading === 'checking' || reading === 'loading')) return true;
  if (demo || shared) return false;
  const underWay = phase === 'preparing' || phase === 'running' || phase === 'paused';
  // From the list of runs one returns to a training that was left.
  if (underWay) return kind !== 'kept' || !isSaved;
  return result !== null && !isSaved;
}

/** The settings in a link, for the data it was made with. */
function createSharedSettings({ imports, demos, training }: Pick<Screen, 'imports' | 'demos' | 'training'>) {
  async function applySettings(snapshot: Snapshot): Promise<void> {
    setSettings(trainable(snapshot.settings));
    useArrival.setState({ ...noArrival, wanted: snapshot }, true);
    linkShows(() => {
      const { dataset } = useRun.getState();
      const isTrained = dataset !== null && shortFingerprint(dataset.fingerprint) === snapshot.fingerprint;
      return useArrival.getState().wanted === snapshot || isTrained;
    });
    if (!useRun.getState().dataset && useImport.getState().phase === 'idle')
      await demos.readDemo(snapshot.demo ?? 'myeloid');
  }

  /** Trains the demo of a link with its settings. */
  async function trainShared(): Promise<void> {
    const snapshot = useRun.getState().shared ?? useArrival.getState().wanted;
    if (!snapshot?.demo) return;
    setSettings(trainable(snapshot.settings));
    if (useView.getState().present.layoutFrozen) toggleLayoutFrozen();
    const { demo, phase } = useImport.getState();
    if (demo !== snapshot.demo || (phase !== 'checking' && phase !== 'ready'))
      await demos.readDemo(snapshot.demo);
    imports.changeMapping(snapshot.choices);
    await training.train();
  }

  /** Applies the choices of a link with settings when the data it was made with is opened. Returns the unsubscribe function. */
  function followWanted(): () => void {
    return useImport.subscribe(({ opened }, before) => {
      const { wanted } = useArrival.getState();
      if (!wanted || !opened || opened === before.opened) return;
      if (shortFingerprint(opened.fingerprint) === wanted.fingerprint) imports.changeMapping(wanted.choices);
    });
  }

  return { applySettings, trainShared, followWanted };
}

export function createArrivals(worker: LastingWorker<ShareApi>, parts: Screen) {
  const { demos, saving, training } = parts;
  const screen = createReplacement(parts);
  const { applySettings, trainShared, followWanted } = createSharedSettings(parts);

  /** `opening-failed`: the link or file may be sound; its worker was lost while reading it. */
  async function readBy<Answer>(question: (share: Remote<ShareApi>) => Answer, file: string | null) {
    const answer = await worker.ask(question);
    if (answer.ok) return answer.value;
    const detail = answer.error.tag === 'worker-lost' ? answer.error.detail : '';
    return { ok: false, error: { tag: 'opening-failed', file, detail } } as const;
  }

  /** Shows the snapshot of the link, or why that is impossible. `hash`: location.hash. */
  async function openLink(hash: string): Promise<void> {
    const read = await readBy((share) => share.decode(hash), null);
    if (read.ok) {
      if (read.value.kind === 'run') await arrive({ kind: 'link', snapshot: read.value.snapshot });
      else await showEffects(read.value.effects);
      return;
    }
    useArrival.setState({ ...noArrival, error: read.error }, true);
    linkShows(() => useArrival.getState().error === read.error);
    if (!useRun.getState().dataset && useImport.getState().phase === 'idle') await demos.openDemo('myeloid');
  }

  /** Effects that are kept with a run are seen on their step; those that cannot be read are left out. */
  async function addEffects(effects: string | null, savedAt: number): Promise<void> {
    if (effects === null) return;
    const before = useRun.getState().id;
    const read = await worker.ask((share) => share.decode(effects));
    const isStill = useRun.getState().id === before && useImport.getState().opened === null;
    if (isStill && read.ok && read.value.ok && read.value.value.kind === 'effects')
      showSharedEffects({ ...read.value.value.effects, day: dayOf(savedAt) });
  }

  /** Shows the finished run in a `*.modulode.json` file. Where it cannot be read, everything stays, also a file that is being read. */
  async function openRunFile(file: File): Promise<void> {
    const read = await readBy((share) => share.read(file), file.name);
    if (read.ok) await arrive({ kind: 'file', run: read.value });
    else {
      useArrival.setState({ error: read.error });
      log({ tag: 'error', error: read.error });
    }
  }

  /** The person agreed to replace the run on screen. */
  async function acceptArrival(): Promise<void> {
    const { waiting } = useArrival.getState();
    if (waiting) await show(waiting);
  }

  async function arrive(arrival: Arrival): Promise<void> {
    const settingsOnly = arrival.kind === 'link' && arrival.snapshot.network === null;
    if (!settingsOnly && wouldLose(arrival, saving.isSaved())) {
      useArrival.setState({ ...noArrival, waiting: arrival }, true);
      if (arrival.kind === 'link') linkShows(() => useArrival.getState().waiting === arrival);
    } else await show(arrival);
  }

  async function show(arrival: Arrival): Promise<void> {
    // Until it is shown.
    if (arrival.kind === 'link') linkShows(() => true);
    useArrival.setState(noArrival, true);
    switch (arrival.kind) {
      case 'file':
        await screen.showRun(arrival.run);
        await addEffects(arrival.run.effects ?? null, arrival.run.savedAt);
        log({ tag: 'run-file-opened', name: arrival.run.dataset.name });
        await findSaved();
        break;
      case 'kept':
        await screen.showKept(arrival.run);
        await addEffects(arrival.run.effects, arrival.run.state.savedAt);
        break;
      case 'training':
        await training.trainAnyway();
        break;
      case 'link':
        if (arrival.snapshot.network) await screen.showSnapshot(arrival.snapshot, arrival.snapshot.network);
        else await applySettings(arrival.snapshot);
        break;
      default:
        arrival satisfies never;
    }
  }

  /** Shows the result of a run kept in this browser, or continues its training; or gives the reason why it cannot be opened. */
  async function openKept(id: string): Promise<StorageError | null> {
    const { readRun } = await import('../run/persistence');
    const read = await readRun(id);
    if (!read.ok) return read.error;
    const { trainsElsewhere } = await import('../run/trainingLock');
    // Two tabs that train one run would overwrite each other's steps.
    if (read.value.state.result === null && (await trainsElsewhere(id))) await findSaved();
    else await arrive({ kind: 'kept', run: read.value });
    return null;
  }

  /** Opens the run that the page offers. */
  async function restoreSaved(): Promise<void> {
    const { saved } = useMessages.getState();
    const error = saved && (await openKept(saved.id));
    if (error) useMessages.setState({ saved: null, notice: error });
  }

  return { openLink, openRunFile, acceptArrival, trainShared, followWanted, openKept, restoreSaved };
}
