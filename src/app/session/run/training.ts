/** Training: settings, start, pause, stop. One run at a time; a new one ends the former. */
import type { TrainingSettings } from '../../../dynamics/settings';
import { formerKnowledge, nextSettings } from '../data/nextSettings';
import { resetSnapshots } from './snapshots';
import type { SavedProgress } from '../../../../workers/protocol';
import type { Runner } from './runner';
import { previewedPlacement } from '../data/demoPreview';
import { matchedTruth } from '../data/dropped';
import { discarded, started } from './runState';
import type { Saving } from './saving';
import { knownStepTimes } from '../browserStorage';
import type { FinishedRun } from '../../../share/finishedRun';
import type { ListedRun, SavedStart, StorageError } from '../../../share/savedRun';
import {
  atOnce,
  log,
  notify,
  useArrival,
  useImport,
  useKnowledge,
  useMessages,
  useNextTraining,
  useRun,
  useScreen,
} from '../stores';
import type { Imports } from '../data/import';
import { resetView, showScreen } from '../view/view';
import type { TrainingChoices } from '../state';

/** The same array at every call, for React. */
const NO_LABELS: readonly string[] = [];

/** Optimiser steps per second at which the small demo can be watched, in two or three seconds. */
const DEMO_PACE = 150;

/** For the next training. A preset brings a T of its own. */
export function setSettings(change: Partial<TrainingSettings>): void {
  useNextTraining.setState(({ settings, isTimeSet }) => ({
    settings: { ...settings, ...change },
    isTimeSet: !('preset' in change) && ('horizon' in change || isTimeSet),
  }));
}

/** Choices of the next training: from the open file's mapping, else from the data set on screen. */
export function trainingChoices(): TrainingChoices {
  const { mapping } = useImport.getState();
  if (mapping) return mapping;
  const { dataset } = useRun.getState();
  const { choices } = useNextTraining.getState();
  return choices ?? { heldOut: dataset?.heldOut ?? NO_LABELS, regulators: null };
}

export function canTrain(): boolean {
  const { phase, recognition } = useImport.getState();
  if (phase === 'checking') return recognition?.blocked === null;
  if (phase === 'ready') return true;
  const { dataset, shared } = useRun.getState();
  return phase === 'idle' && dataset !== null && shared === null;
}

interface RunToStart extends Pick<FinishedRun, 'dataset' | 'demo' | 'truth' | 'methods'> {
  /** The state of a saved run to continue. */
  readonly from:
    | (Pick<FinishedRun, 'curves'> & {
        readonly start: SavedStart;
        /** null: it was left before its first step. */
        readonly progress: SavedProgress | null;
        readonly secondsElapsed: number;
      })
    | null;
}

export function createStarts(runner: Runner, saving: Saving) {
  /** Starts with the known network that was chosen for the run, or that its data set was learned with; not where that is cancelled or fails. */
  async function startInformed(start: RunToStart): Promise<void> {
    const former = formerKnowledge(start.dataset, useRun.getState().dataset);
    if (useKnowledge.getState().choice === null && !former) return startRun(start);
    showScreen({ step: 'model' });
    const { learnedWith } = await import('../data/knowledge');
    const dataset = await learnedWith(start.dataset);
    if (dataset === null) return;
    await startRun({ ...start, dataset });
    useKnowledge.setState({ choice: null, past: [] });
  }

  /** Ends the former run and starts this one with the settings of useNextTraining, a saved one with its own. */
  async function startRun({ dataset, demo, truth, methods, from }: RunToStart): Promise<void> {
    void saving.saveView();
    await runner.abandon();
    const former = useRun.getState();
    const settings = from?.start.settings ?? nextSettings(dataset, useNextTraining.getState());
    const step = from?.progress?.step ?? 0;
    const secondsElapsed = from?.secondsElapsed ?? 0;
    const start = { dataset, settings, demo, truth, step, secondsElapsed, ...(methods && { methods }) };
    atOnce(() => {
      if (former.dataset?.genes.join('\n') !== dataset.genes.join('\n')) resetView(dataset.genes.length);
      resetSnapshots({ genes: dataset.genes, regulators: dataset.candidates }, from?.curves ?? null);
      useArrival.setState({ wanted: null });
      if (from) saving.saveOnward(from.start, null, true);
      else saving.saveFromNow(demo ? null : { dataset, settings, truth, demo }, true);
      const placement = previewedPlacement({ dataset, demo }, settings);
      useRun.setState((state) => ({ ...started(state, start), placement }), true);
      useNextTraining.setState({ choices: null });
      useMessages.setState((state) => ({ notice: null, saved: demo ? state.saved : null }));
      log({ tag: 'started', name: dataset.name, seed: settings.seed, step });
      for (const note of dataset.notes) if (note.tag === 'cells-escaped') log({ tag: 'noted', note });
      useScreen.setState({ step: 'train', inspector: 'run' });
    });
    const toTrain = {
      settings,
      resume: from?.progress ?? null,
      pace: demo === 'myeloid' ? DEMO_PACE : null,
      cores: navigator.hardwareConcurrency,
      device: useScreen.getState().deviceWish,
      times: knownStepTimes(),
    };
    runner.launch(dataset, toTrain, secondsElapsed);
  }

  return { startInformed, startRun };
}

export type Starts = ReturnType<typeof createStarts>;

export function createTraining(
  imports: Pick<Imports, 'changeMapping' | 'loadMapping'>,
  { runner, saving, starts }: { readonly runner: Runner; readonly saving: Saving; readonly starts: Starts },
) {
  /** Of the next training. */
  function setChoices(change: Partial<TrainingChoices>): void {
    if (useImport.getState().mapping) imports.changeMapping(change);
    else useNextTraining.setState({ choices: { ...trainingChoices(), ...change } });
  }

  /** Reads the values first where the mapping has changed. Asks first where the run on screen would be lost. */
  async function train(): Promise<void> {
    if (!canTrain()) return;
    if (useImport.getState().phase !== 'idle' && !(await imports.loadMapping())) return;
    if (await keepsFinished()) await trainAnyway();
    else {
      // The question says it.
      notify(null);
      useArrival.setState({ waiting: { kind: 'training' } });
    }
  }

  /**
   * A finished run that Train replaces is kept in this browser; one of a demo only where the same demo is trained again. False
   * where it cannot be.
   */
  async function keepsFinished(): Promise<boolean> {
    const { result, shared, demo } = useRun.getState();
    const { phase, demo: next } = useImport.getState();
    const isSameDemo = phase === 'idle' || next === demo;
    if (!result || shared || saving.isSaved() || (demo && !isSameDemo)) return true;
    return (saving.keepOnScreen() && (await saving.saveState(null))) || demo !== null;
  }

  /** Trains the open file, else the data on screen. */
  async function trainAnyway(): Promise<void> {
    const imported = useImport.getState();
    const opened = imported.phase !== 'idle';
    const run = useRun.getState();
    if (opened && imported.dataset) {
      const { dataset, demo } = imported;
      const given = (dataset.fingerprint === run.dataset?.fingerprint ? run.truth : null) ?? imported.truth;
      const truth = demo ? given : await matchedTruth(given, dataset.genes);
      await starts.startInformed({ dataset, demo, truth, from: null });
    } else if (run.dataset) {
      const { chosen } = await import('../data/chosen');
      const dataset = chosen(run.dataset, trainingChoices());
      await starts.startInformed({ dataset, demo: run.demo, truth: run.truth, from: null });
    }
  }

  async function pause(): Promise<void> {
    const { phase } = useRun.getState();
    if (phase === 'running' || phase === 'preparing') await runner.pauseRun();
  }

  async function resume(): Promise<void> {
    if (useRun.getState().phase === 'paused') await runner.resumeRun();
  }

  /** One optimiser step; a running run pauses first. */
  async function stepOnce(): Promise<void> {
    await pause();
    if (useRun.getState().phase === 'paused') await runner.stepRun();
  }

  /** Ends the run and forgets its result; the data set stays. */
  async function discard(): Promise<void> {
    await runner.abandon();
    saving.saveFromNow(null);
    const { dataset } = useRun.getState();
    resetSnapshots(dataset && { genes: dataset.genes, regulators: dataset.candidates }, null);
    log({ tag: 'discarded', step: useRun.getState().summary.step });
    useRun.setState(discarded, true);
  }

  return { setChoices, train, trainAnyway, pause, resume, stepOnce, discard };
}

export type Training = ReturnType<typeof createTraining>;

/** What a person does with the runs that are kept. */
export function createKeptRuns(runner: Runner, saving: Saving) {
  /** Keeps the run on screen, whatever it is; a notice says where that fails. */
  async function keepRun(): Promise<void> {
    const { result } = useRun.getState();
    notify(null);
    if (!saving.keepOnScreen(result === null)) return;
    if (result) await saving.saveState(null);
    else await runner.saveRun();
    const { waiting } = useArrival.getState();
    if (saving.isSaved() && waiting?.kind === 'training') useArrival.setState({ waiting: null });
  }

  /** A run on screen stays there, and is no longer kept. */
  async function deleteRun({ id }: ListedRun): Promise<StorageError | null> {
    const { removeRun } = await import('./persistence');
    const removed = await removeRun(id);
    if (!removed.ok) return removed.error;
    saving.stopSaving(id);
    if (useMessages.getState().saved?.id === id) useMessages.setState({ saved: null });
    return null;
  }

  /** Undoes the last deletion. */
  async function undoDelete(id: string): Promise<StorageError | null> {
    const { restoreRun } = await import('./persistence');
    const restored = await restoreRun(id);
    if (restored.ok) saving.saveAgain(id);
    return restored.ok ? null : restored.error;
  }

  return { keepRun, deleteRun, undoDelete };
}

export const dismissNotice = () => notify(null);
export const dismissRunError = () => useRun.setState({ error: null });
