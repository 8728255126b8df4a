/**
 * The main fit and the leave-out fits advance one optimiser step at a time in parallel, so that the network is visible while its held-out
 * error is measured; selects the step to keep.
 */
import { DatasetFailure } from '../../dataset/errors';
import type { Checkpoint, LossTerms } from '../../dynamics/device/device';
import type { FittedModel } from '../../dynamics/fitted';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import { allYielding } from './macrotask';
import { composedValues, type Evaluated, stepsUntilTold } from '../../dynamics/prepare/prepare';
import { isOfFluctuations } from '../../dynamics/prepare/startChoice';
import { splitControls } from '../../dynamics/prepare/strata';
import { settles, withClassicalSteps } from '../../dynamics/relaxation';
import { trainStep } from '../../dynamics/train';
import type { Module } from '../../network/network';
import type { Signal } from '../diagnosis/signal';
import { StableEdges } from '../../network/stability';
import { buildResult } from './buildResult';
import {
  createFit,
  trainedConditions,
  trainingLabels,
  predictEndpoints,
  type CreateDevice,
  type Fit,
  type PredictedEndpoint,
  fittedModel,
  modulesOf,
  networkOf,
} from './fit';
import { foldsOf } from '../../evaluation/splits';
import { type KnownEffects, knownEffects } from './fusion';
import { EVALUATIONS_PER_RUN, keepStep, type KeptStep, type SavedProgress } from './progress';
import type { ControlSplit, Readout, UntimedResult, UntimedSnapshot } from './result';
import { areFinite, NotFinite, halveRate, totalLoss } from './divergence';
import { shrunkErrorOverNoChange } from './shrinkage';

/** Of the result. */
export interface Wanted {
  /** Absent: as the data require. */
  readonly readout?: Readout;
  /** Measured already in the whole file; absent: the training perturbations are measured. */
  readonly signal?: Signal | undefined;
}

interface Fits {
  readonly dataset: TrainingData;
  readonly settings: TrainingSettings;
  readonly createDevice: CreateDevice;
  readonly main: Fit;
  readonly leaveOut: readonly Fit[];
  readonly heldOut: Fit | null;
  /** Of main, leave-out and held-out fit, as they begin. */
  readonly start: readonly Checkpoint[];
}

export class CrossValidatedFit {
  readonly #dataset: TrainingData;
  readonly #settings: TrainingSettings;
  #createDevice: CreateDevice;
  readonly #main: Fit;
  readonly #leaveOut: readonly Fit[];
  /** Predicts the held-out perturbations from one half of the controls; null where none are held out, or without controls. */
  #heldOut: Fit | null;
  #step = 0;
  #rateFactor = 1;
  #loss: LossTerms = { endpoint: 0, cell: 0, path: 0, prior: 0 };
  /** Total losses since the last snapshot, up to step `#lossesTo`. */
  #recentLoss: number[] = [];
  #lossesTo = 0;
  #curve: { step: number; error: number }[] = [];
  #kept: readonly KeptStep[] = [];
  /** State to return to after divergence: the start or resumed state, then the last measured step. */
  #lastGood: SavedProgress;
  #modules: readonly Module[] | null = null;
  /** Quarters of the schedule with computed modules. */
  #quarters = 0;
  readonly #stableEdges: StableEdges;

  private constructor({ dataset, settings, createDevice, main, leaveOut, heldOut, start }: Fits) {
    this.#dataset = dataset;
    this.#settings = settings;
    this.#createDevice = createDevice;
    this.#main = main;
    this.#leaveOut = leaveOut;
    this.#heldOut = heldOut;
    this.#lastGood = { step: 0, fits: start, curve: [], kept: [], rateFactor: 1 };
    this.#stableEdges = new StableEdges(2 * dataset.genes.length);
  }

  /** Throws DatasetFailure where nothing is left to train on. */
  static async create(
    dataset: TrainingData,
    settings: TrainingSettings,
    createDevice: CreateDevice,
  ): Promise<CrossValidatedFit> {
    const training = trainingLabels(dataset);
    if (training.length === 0)
      throw new DatasetFailure({ tag: 'no-training-perturbations', file: dataset.name });
    if (dataset.candidates.length === 0)
      throw new DatasetFailure({ tag: 'no-regulators', file: dataset.name });
    const main = await createFit(dataset, settings, createDevice);
    const composed = composedValues(dataset, settings);
    const evaluated = (place: number): Evaluated => ({
      main: main.prepared,
      composed,
      halves: splitControls(dataset, settings.seed, place),
    });
    const leaveOut: Fit[] = [];
    for (const [place, fold] of foldsOf(trainedConditions(dataset), settings.seed).entries())
      leaveOut.push(await createFit(dataset, settings, createDevice, fold, evaluated(place)));
    const own = evaluated(leaveOut.length);
    const heldOut =
      leaveOut.length > 0 && main.prepared.perturbations.some((one) => !one.training) && own.halves !== null
        ? await createFit(dataset, settings, createDevice, [], own)
        : null;
    const fits = [main, ...leaveOut, ...(heldOut ? [heldOut] : [])];
    const checkpoints = await Promise.all(fits.map(({ device }) => device.checkpoint()));
    return new CrossValidatedFit({
      dataset,
      settings,
      createDevice,
      main,
      leaveOut,
      heldOut,
      start: checkpoints,
    });
  }

  get step(): number {
    return this.#step;
  }

  get main(): Fit {
    return this.#main;
  }

  /** Optimiser steps of the whole training. */
  get steps(): number {
    return this.#main.prepared.steps;
  }

  get isDone(): boolean {
    return this.#step >= this.steps || this.#addsNothing;
  }

  get #isRefined(): boolean {
    return isOfFluctuations(this.#main.prepared.start);
  }

  /** Whether the start is kept so far, after enough steps to tell, and predicts better than what training made of it. */
  get #addsNothing(): boolean {
    const [first, last] = [this.#curve[0], this.#curve.at(-1)];
    return (
      this.#isRefined &&
      this.#step >= stepsUntilTold(this.steps) &&
      this.#kept.at(-1)?.step === 0 &&
      first !== undefined &&
      last !== undefined &&
      last.error >= first.error
    );
  }

  /** One optimiser step of every fit; measures the held-out error at intervals. */
  async advance(): Promise<void> {
    if (this.#main.device.problem !== this.#main.prepared.problem) await this.moveTo(this.#createDevice);
    if (this.#step === 0 && this.#curve.length === 0) await this.#measure();
    await allYielding(this.#fits, ({ device, prepared }) =>
      trainStep(device, this.#settings, this.#step, this.#rateFactor * prepared.rate),
    );
    this.#step++;
    const measures = this.#isMeasured;
    const reads = measures || this.#step % this.#main.device.readInterval === 0;
    if (reads && (await this.#readLosses()) && measures) {
      await this.#measure();
      if (this.#endsQuarter && !this.isDone) await this.#checkTrajectories();
    }
  }

  /** Whether this measured step is the first in its quarter of the schedule. */
  get #endsQuarter(): boolean {
    const before = this.#step - this.#interval;
    return Math.floor((4 * this.#step) / this.steps) > Math.floor((4 * before) / this.steps);
  }

  /** The next step takes the classical method, on new devices, where a trajectory of the main fit does not settle. */
  async #checkTrajectories(): Promise<void> {
    if (settles(this.#main.prepared.problem, await this.#main.device.readParameters())) return;
    this.#takeClassicalSteps();
    this.#lastGood = await this.progress();
  }

  #takeClassicalSteps(): void {
    for (const fit of this.#fits) {
      const problem = withClassicalSteps(fit.prepared.problem, this.#settings);
      fit.prepared = { ...fit.prepared, problem };
    }
  }

  /** Whether the held-out error is measured at this step. */
  get #isMeasured(): boolean {
    return this.#step % this.#interval === 0 || this.isDone;
  }

  /** Steps between two measurements. */
  get #interval(): number {
    return Math.ceil(this.steps / EVALUATIONS_PER_RUN);
  }

  /** Reads the losses since the last call; returns to the last good state, with result false, where one is not finite. */
  async #readLosses(): Promise<boolean> {
    const losses = await Promise.all(this.#fits.map(({ device }) => device.losses()));
    if (!areFinite(losses.flat())) {
      this.#restart();
      return false;
    }
    const own = losses[0] ?? [];
    this.#loss = own.at(-1) ?? this.#loss;
    this.#recentLoss.push(...own.map(totalLoss));
    this.#lossesTo = this.#step;
    return true;
  }

  /** Replaces all devices, the old ones being lost, and continues from the last measured step. */
  async moveTo(createDevice: CreateDevice): Promise<void> {
    this.#createDevice = createDevice;
    for (const fit of this.#fits) {
      fit.device.dispose();
      fit.device = await createDevice(fit.prepared.problem);
    }
    this.resume(this.#lastGood);
  }

  get #fits(): readonly Fit[] {
    return [this.#main, ...this.#leaveOut, ...(this.#heldOut ? [this.#heldOut] : [])];
  }

  /** Returns to the last measured step, optimiser state included, with half the rate; gives up in the end. */
  #restart(): void {
    const rateFactor = halveRate(this.#rateFactor);
    if (rateFactor === null) throw new NotFinite(this.#step - 1);
    this.resume({ ...this.#lastGood, rateFactor });
  }

  async #measure(): Promise<void> {
    const fits = await Promise.all(this.#fits.map(({ device }) => device.readParameters()));
    const predicted = await this.#predictLeftOut(fits);
    const error = predicted.length > 0 ? shrunkErrorOverNoChange(predicted) : null;
    if (error !== null) this.#curve.push({ step: this.#step, error });
    this.#kept = keepStep(
      this.#kept,
      { step: this.#step, error, fits },
      { steps: this.steps, isRefined: this.#isRefined },
    );
    this.#lastGood = await this.progress();
    this.#updateModules(fits);
  }

  /** Finding modules takes longer than a step: once each quarter. */
  #updateModules(fits: readonly Float32Array[]): void {
    const quarters = Math.floor((4 * this.#step) / this.steps);
    if (quarters <= this.#quarters || this.isDone) return;
    this.#quarters = quarters;
    this.#modules = modulesOf(this.#main, this.#settings, this.#withoutHeldOut(fits));
  }

  /** Every training perturbation, predicted by the fit that did not see it. `parameters` of all fits. */
  async #predictLeftOut(parameters: readonly Float32Array[]): Promise<readonly PredictedEndpoint[]> {
    const perFit = await allYielding(this.#leaveOut, (fit, i) => {
      const unseen = fit.prepared.perturbations.filter(({ label }) => fit.leftOut.includes(label));
      return predictEndpoints(fit, unseen, parameters[i + 1] ?? new Float32Array());
    });
    return perFit.flat();
  }

  /** The held-out perturbations; by the main fit where no other knows fewer controls. */
  #predictHeldOut(parameters: readonly Float32Array[]): Promise<readonly PredictedEndpoint[]> {
    const fit = this.#heldOut ?? this.#main;
    const unseen = fit.prepared.perturbations.filter(({ training }) => !training);
    const own = parameters[this.#heldOut ? this.#leaveOut.length + 1 : 0];
    return predictEndpoints(fit, unseen, own ?? new Float32Array());
  }

  /** Main fit and leave-out fits. */
  #withoutHeldOut<One>(ofFits: readonly One[]): readonly One[] {
    return ofFits.slice(0, this.#leaveOut.length + 1);
  }

  /** The current network; `heldOutError` is the latest measurement. */
  async snapshot(): Promise<UntimedSnapshot> {
    await this.#readLosses();
    const { weights } = networkOf(this.#main, await this.#main.device.readParameters());
    const recentLoss = this.#recentLoss;
    this.#recentLoss = [];
    return {
      step: this.#step,
      // A run that ends early has made all of its steps.
      steps: this.isDone ? this.#step : this.steps,
      loss: this.#loss,
      recentLoss,
      heldOutError: this.#curve.at(-1)?.error ?? null,
      weights,
      modules: this.#modules,
      rateFactor: this.#rateFactor,
      stableShare: this.#stableEdges.push(weights),
    };
  }

  /** The current model, before cross-validation determines κ (here 1). */
  async model(): Promise<FittedModel> {
    return fittedModel(this.#dataset, this.#settings, this.#main, {
      parameters: await this.#main.device.readParameters(),
      leaveOut: [],
      trust: { kappa: 1, shared: 0 },
      measured: null,
      margins: null,
      step: this.#step,
    });
  }

  async progress(): Promise<SavedProgress> {
    await this.#readLosses();
    return {
      step: this.#step,
      fits: await Promise.all(this.#fits.map(({ device }) => device.checkpoint())),
      curve: [...this.#curve],
      kept: this.#kept,
      rateFactor: this.#rateFactor,
      stages: this.#main.prepared.problem.stages,
    };
  }

  resume(progress: SavedProgress): void {
    // Losses of undone steps are not reported.
    const undone = Math.max(0, this.#lossesTo - progress.step);
    this.#recentLoss = this.#recentLoss.slice(0, Math.max(0, this.#recentLoss.length - undone));
    this.#lossesTo = progress.step;
    this.#lastGood = progress;
    this.#step = progress.step;
    this.#curve = [...progress.curve];
    this.#kept = progress.kept;
    this.#rateFactor = progress.rateFactor;
    if (progress.stages === 4 && this.#main.prepared.problem.stages === 1) this.#takeClassicalSteps();
    // Saved before held-out perturbations had a fit of their own.
    if (progress.fits.length < this.#fits.length) {
      this.#heldOut?.device.dispose();
      this.#heldOut = null;
    }
    this.#fits.forEach(({ device }, i) => {
      const checkpoint = progress.fits[i];
      if (checkpoint) device.restore(checkpoint);
    });
  }

  /** Measured effects that the main fit and each leave-out fit know. */
  get effects(): KnownEffects {
    return knownEffects(
      this.#main.prepared,
      this.#leaveOut.map(({ prepared }) => prepared),
    );
  }

  /** Restores the kept step, repeats all predictions, and builds the result. */
  async result({ readout, signal }: Wanted): Promise<UntimedResult> {
    if (this.#kept.length === 0 || !this.#isMeasured) await this.#measure();
    const kept = this.#kept.at(-1);
    if (!kept) throw new Error('a measured step is always kept');
    const before = await Promise.all(this.#fits.map(({ device }) => device.readParameters()));
    this.#use(kept.fits);
    const leftOut = await this.#predictLeftOut(kept.fits);
    const heldOut = await this.#predictHeldOut(kept.fits);
    const training = this.#main.prepared.perturbations.filter((one) => one.training);
    const seen = await predictEndpoints(this.#main, training, kept.fits[0] ?? new Float32Array());
    this.#use(before);
    return buildResult({
      dataset: this.#dataset,
      settings: this.#settings,
      main: this.#main,
      kept: { ...kept, fits: this.#withoutHeldOut(kept.fits) },
      curve: this.#curve,
      folds: this.#leaveOut.length,
      leftOut,
      heldOut,
      seen,
      controlSplit: this.#controlSplit(),
      effects: this.effects,
      readout: readout ?? null,
      signal: signal ?? null,
    });
  }

  #controlSplit(): ControlSplit | null {
    const { scaling } = this.#main.prepared.measured;
    const fits = this.#fits.slice(1).map(({ prepared }) => prepared);
    if (fits.length === 0 || !fits.every(({ isSplit }) => isSplit)) return null;
    const genes = scaling.reportedScale.length;
    return {
      offsets: fits.map(({ measured }) =>
        Float32Array.from(scaling.rawMean, (mean, at) => {
          const step = mean - (measured.scaling.rawMean[at] as number);
          return (step * (scaling.reportedScale[at % genes] as number)) / (scaling.scale[at] as number);
        }),
      ),
    };
  }

  #use(parameters: readonly Float32Array[]): void {
    this.#fits.forEach(({ device }, i) => {
      const own = parameters[i];
      if (own) device.setParameters(own);
    });
  }

  dispose(): void {
    for (const { device } of this.#fits) device.dispose();
  }
}
