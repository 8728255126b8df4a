/** Training: settings, start, pause, stop. One run at a time; a new one ends the former. */
import type { Dataset, DemoName } from '../../../dataset/dataset';
import type { TrainingSettings } from '../../../dynamics/settings';
import type { Truth } from '../../../evaluation/networks/truth';
import { resetNarrator, resetSnapshots } from '../snapshots';
import type { SavedProgress } from '../../../../workers/protocol';
import { abandon, launch, pauseRun, resumeRun, stepRun, stopRun } from '../runner';
import { chosen, discarded, started } from '../runState';
import { saveFromNow } from '../saving';
import { forgetStepTimes, knownStepTimes } from '../browserStorage';
import type { Series } from '../../../share/finishedRun';
import {
  log,
  notify,
  useMessages,
  useNextTraining,
  useArrival,
  useImport,
  useRun,
  useScreen,
} from '../stores';
import { changeMapping, loadMapping } from './import';
import { resetView } from './view';
import type { TrainingChoices } from '../state';

/** The same array at every call, for React. */
const NO_LABELS: readonly string[] = [];

/** Optimiser steps per second at which the small demo can be watched. */
const DEMO_PACE = 60;

/** For the next training. */
export function setSettings(change: Partial<TrainingSettings>): void {
  useNextTraining.setState(({ settings }) => ({ settings: { ...settings, ...change } }));
}

/** Forgets the step times of earlier runs, so that the next one compares the devices again. */
export function measureDevicesAgain(): void {
  forgetStepTimes();
}

export function setSeed(seed: number): void {
  setSettings({ seed });
}

/** Labels of perturbations held out of the next training. */
export function setHeldOut(heldOut: readonly string[]): void {
  changeChoices({ heldOut });
}

/** Names of candidate regulators of the next training; null: the default rule. */
export function setRegulators(regulators: readonly string[] | null): void {
  changeChoices({ regulators });
}

/** Choices of the next training: from the open file's mapping, else from the data set on screen. */
export function trainingChoices(): TrainingChoices {
  const { mapping } = useImport.getState();
  if (mapping) return mapping;
  const { dataset } = useRun.getState();
  const { choices } = useNextTraining.getState();
  return choices ?? { heldOut: dataset?.heldOut ?? NO_LABELS, regulators: null };
}

function changeChoices(change: Partial<TrainingChoices>): void {
  if (useImport.getState().mapping) changeMapping(change);
  else useNextTraining.setState({ choices: { ...trainingChoices(), ...change } });
}

export function canTrain(): boolean {
  const { phase, recognition } = useImport.getState();
  if (phase === 'checking') return recognition?.blocked === null;
  if (phase === 'ready') return true;
  const { dataset, shared } = useRun.getState();
  return phase === 'idle' && dataset !== null && shared === null;
}

/** Reads the values first where the mapping has changed. */
export async function train(): Promise<void> {
  if (!canTrain()) return;
  const opened = useImport.getState().phase !== 'idle';
  if (opened && !(await loadMapping())) return;
  const imported = useImport.getState();
  const run = useRun.getState();
  if (opened && imported.dataset) {
    const sameData = imported.dataset.fingerprint === run.dataset?.fingerprint;
    await startRun({
      dataset: imported.dataset,
      demo: imported.demo,
      truth: (sameData ? run.truth : null) ?? imported.truth,
      from: null,
    });
  } else if (run.dataset) {
    const dataset = chosen(run.dataset, trainingChoices());
    await startRun({ dataset, demo: run.demo, truth: run.truth, from: null });
  }
}

interface RunToStart {
  readonly dataset: Dataset;
  readonly demo: DemoName | null;
  readonly truth: Truth | null;
  /** The state of a saved run to continue. */
  readonly from: {
    readonly progress: SavedProgress;
    readonly secondsElapsed: number;
    readonly curves: { readonly loss: Series; readonly heldOut: Series };
  } | null;
}

/** Ends the former run and starts this one with the settings of useNextTraining. */
export async function startRun({ dataset, demo, truth, from }: RunToStart): Promise<void> {
  await abandon();
  const former = useRun.getState();
  const { settings } = useNextTraining.getState();
  const step = from?.progress.step ?? 0;
  const secondsElapsed = from?.secondsElapsed ?? 0;
  const start = { dataset, settings, demo, truth, step, secondsElapsed };
  if (former.dataset?.genes.join('\n') !== dataset.genes.join('\n')) resetView(dataset.genes.length);
  resetNarrator();
  resetSnapshots({ genes: dataset.genes, regulators: dataset.candidates }, from?.curves ?? null);
  useArrival.setState({ wanted: null });
  saveFromNow(demo ? null : { dataset, settings, truth });
  useRun.setState((state) => started(state, start), true);
  useNextTraining.setState({ choices: null });
  useMessages.setState(demo ? { notice: null } : { notice: null, saved: null });
  log({ tag: 'started', name: dataset.name, seed: settings.seed, step });
  useScreen.setState({ step: 'train', inspector: 'run' });
  const pace = demo === 'myeloid' ? DEMO_PACE : null;
  const { hardwareConcurrency: cores } = navigator;
  const { deviceWish: device } = useScreen.getState();
  launch(
    dataset,
    {
      settings,
      resume: from?.progress ?? null,
      pace,
      cores,
      device,
      times: knownStepTimes(),
    },
    secondsElapsed,
  );
}

export async function pause(): Promise<void> {
  const { phase } = useRun.getState();
  if (phase === 'running' || phase === 'preparing') await pauseRun();
}

export async function resume(): Promise<void> {
  if (useRun.getState().phase === 'paused') await resumeRun();
}

/** One optimiser step; a running run pauses first. */
export async function stepOnce(): Promise<void> {
  await pause();
  if (useRun.getState().phase === 'paused') await stepRun();
}

/** Ends the run and keeps its result. */
export async function stop(): Promise<void> {
  await stopRun();
}

/** Ends the run and forgets its result; the data set stays. */
export async function discard(): Promise<void> {
  await abandon();
  saveFromNow(null);
  const { dataset } = useRun.getState();
  resetSnapshots(dataset && { genes: dataset.genes, regulators: dataset.candidates }, null);
  log({ tag: 'discarded', step: useRun.getState().summary.step });
  useRun.setState(discarded, true);
}

export function dismissNotice(): void {
  notify(null);
}

export function dismissRunError(): void {
  useRun.setState({ error: null });
}
