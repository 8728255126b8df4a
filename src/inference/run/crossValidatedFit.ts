/**
 * The main fit and the leave-out fits, which advance one optimiser step at a time, side by side, so that the network can be
 * watched while its held-out error is measured; and the choice of the step to keep.
 */
import { type Dataset, perturbationLabels } from '../../dataset/dataset';
import { DatasetFailure } from '../../dataset/errors';
import type { Checkpoint, LossTerms } from '../../dynamics/device/device';
import type { FittedModel } from '../../dynamics/fitted';
import type { TrainingSettings } from '../../dynamics/settings';
import { allYielding } from '../training/macrotask';
import { trainStep } from '../../dynamics/train';
import type { Module } from '../../network/network';
import { StableEdges } from '../../network/stability';
import { buildResult, type MainResult } from './buildResult';
import {
  createFit,
  predictEndpoints,
  type CreateDevice,
  type Fit,
  type PredictedEndpoint,
  fittedModel,
  modulesOf,
  networkOf,
} from './fit';
import { foldsOf } from '../../evaluation/splits';
import { type FitsProgress, keepStep, type KeptStep } from './progress';
import type { TrainingSnapshot } from './result';
import { areFinite, NotFinite, halveRate, totalLoss } from './divergence';
import { shrunkErrorOverNoChange } from './shrinkage';

/** How often in a run the held-out error is measured. */
const EVALUATIONS_PER_RUN = 25;

/** What is known while these fits train. */
export type FitsSnapshot = Omit<TrainingSnapshot, 'averaged' | 'refining' | 'stepsPerSecond' | 'secondsLeft'>;

export class CrossValidatedFit {
  readonly #dataset: Dataset;
  readonly #settings: TrainingSettings;
  readonly #main: Fit;
  readonly #leaveOut: readonly Fit[];
  #step = 0;
  #rateFactor = 1;
  #loss: LossTerms = { endpoint: 0, cell: 0, path: 0, prior: 0 };
  /** Total losses since the last snapshot, up to step `#lossesTo`. */
  #recentLoss: number[] = [];
  #lossesTo = 0;
  #curve: { step: number; error: number }[] = [];
  #kept: readonly KeptStep[] = [];
  /** Where a retreat goes back to: where it began or was taken up, then the last measured step. */
  #lastGood: FitsProgress;
  #modules: readonly Module[] | null = null;
  /** Quarters of the schedule whose modules were looked at. */
  #quarters = 0;
  readonly #stableEdges: StableEdges;

  private constructor(
    dataset: Dataset,
    settings: TrainingSettings,
    main: Fit,
    leaveOut: readonly Fit[],
    start: readonly Checkpoint[],
  ) {
    this.#dataset = dataset;
    this.#settings = settings;
    this.#main = main;
    this.#leaveOut = leaveOut;
    this.#lastGood = { step: 0, fits: start, curve: [], kept: [], rateFactor: 1 };
    this.#stableEdges = new StableEdges(2 * dataset.genes.length);
  }

  /** Throws DatasetFailure where nothing is left to train on. */
  static async create(
    dataset: Dataset,
    settings: TrainingSettings,
    createDevice: CreateDevice,
  ): Promise<CrossValidatedFit> {
    const training = trainingLabels(dataset);
    if (training.length === 0)
      throw new DatasetFailure({ tag: 'no-training-perturbations', file: dataset.name });
    if (dataset.candidates.length === 0)
      throw new DatasetFailure({ tag: 'no-regulators', file: dataset.name });
    const main = await createFit(dataset, settings, training, [], createDevice);
    const leaveOut: Fit[] = [];
    for (const fold of foldsOf(training, settings.seed))
      leaveOut.push(await createFit(dataset, settings, training, fold, createDevice, main));
    const checkpoints = await Promise.all([main, ...leaveOut].map(({ device }) => device.checkpoint()));
    return new CrossValidatedFit(dataset, settings, main, leaveOut, checkpoints);
  }

  get step(): number {
    return this.#step;
  }

  get main(): Fit {
    return this.#main;
  }

  get isDone(): boolean {
    return this.#step >= this.#settings.steps;
  }

  /** One optimiser step of every fit; now and then measures the held-out error. */
  async advance(): Promise<void> {
    await allYielding(this.#fits, ({ device }) =>
      trainStep(device, this.#settings, this.#step, this.#rateFactor),
    );
    this.#step++;
    const measures = this.#isMeasured;
    const reads = measures || this.#step % this.#main.device.readInterval === 0;
    if (reads && (await this.#readLosses()) && measures) await this.#measure();
  }

  /** Whether this is a step at which the held-out error is measured. */
  get #isMeasured(): boolean {
    return this.#step % Math.ceil(this.#settings.steps / EVALUATIONS_PER_RUN) === 0 || this.isDone;
  }

  /** Takes in the losses of the steps since the last time; goes back and gives false where one is not finite. */
  async #readLosses(): Promise<boolean> {
    const losses = await Promise.all(this.#fits.map(({ device }) => device.losses()));
    if (!areFinite(losses.flat())) {
      this.#retreat();
      return false;
    }
    const own = losses[0] ?? [];
    this.#loss = own.at(-1) ?? this.#loss;
    this.#recentLoss.push(...own.map(totalLoss));
    this.#lossesTo = this.#step;
    return true;
  }

  /** Makes all devices anew and goes on from the last measured step: the old ones are gone. */
  async moveTo(createDevice: CreateDevice): Promise<void> {
    for (const fit of this.#fits) {
      fit.device.dispose();
      fit.device = await createDevice(fit.prepared.problem);
    }
    this.resume(this.#lastGood);
  }

  get #fits(): readonly Fit[] {
    return [this.#main, ...this.#leaveOut];
  }

  /** Goes back to the last measured step, optimiser state included, with half the rate; gives up in the end. */
  #retreat(): void {
    const rateFactor = halveRate(this.#rateFactor);
    if (rateFactor === null) throw new NotFinite(this.#step - 1);
    this.resume({ ...this.#lastGood, rateFactor });
  }

  async #measure(): Promise<void> {
    const fits = await Promise.all(this.#fits.map(({ device }) => device.readParameters()));
    const predicted = await this.#predictLeftOut(fits.slice(1));
    const error = predicted.length > 0 ? shrunkErrorOverNoChange(predicted) : null;
    if (error !== null) this.#curve.push({ step: this.#step, error });
    this.#kept = keepStep(this.#kept, { step: this.#step, error, fits }, this.#settings.steps);
    this.#lastGood = await this.progress();
    this.#lookAtModules(fits);
  }

  /** Modules take longer to find than a step to make: once each quarter. */
  #lookAtModules(fits: readonly Float32Array[]): void {
    const quarters = Math.floor((4 * this.#step) / this.#settings.steps);
    if (quarters <= this.#quarters || this.isDone) return;
    this.#quarters = quarters;
    this.#modules = modulesOf(this.#main, this.#settings, fits);
  }

  /** Every training perturbation, predicted by the fit that did not see it. */
  async #predictLeftOut(parameters: readonly Float32Array[]): Promise<readonly PredictedEndpoint[]> {
    const perFit = await allYielding(this.#leaveOut, (fit, i) => {
      const unseen = fit.prepared.perturbations.filter(({ label }) => fit.leftOut.includes(label));
      return predictEndpoints(fit, unseen, parameters[i] ?? new Float32Array());
    });
    return perFit.flat();
  }

  /** The network as it stands; `heldOutError` is the latest measured one. */
  async snapshot(): Promise<FitsSnapshot> {
    await this.#readLosses();
    const { weights } = networkOf(this.#main, await this.#main.device.readParameters());
    const recentLoss = this.#recentLoss;
    this.#recentLoss = [];
    return {
      step: this.#step,
      steps: this.#settings.steps,
      loss: this.#loss,
      recentLoss,
      heldOutError: this.#curve.at(-1)?.error ?? null,
      weights,
      modules: this.#modules,
      rateFactor: this.#rateFactor,
      stableShare: this.#stableEdges.push(weights),
    };
  }

  /** The model as it stands, before cross-validation has said how far to trust it (κ = 1). */
  async model(): Promise<FittedModel> {
    return fittedModel(this.#dataset, this.#settings, this.#main, {
      parameters: await this.#main.device.readParameters(),
      leaveOut: [],
      trust: { kappa: 1, shared: 0 },
      step: this.#step,
    });
  }

  async progress(): Promise<FitsProgress> {
    await this.#readLosses();
    return {
      step: this.#step,
      fits: await Promise.all(this.#fits.map(({ device }) => device.checkpoint())),
      curve: [...this.#curve],
      kept: this.#kept,
      rateFactor: this.#rateFactor,
    };
  }

  resume(progress: FitsProgress): void {
    // Losses of steps that are undone are not told.
    const undone = Math.max(0, this.#lossesTo - progress.step);
    this.#recentLoss = this.#recentLoss.slice(0, Math.max(0, this.#recentLoss.length - undone));
    this.#lossesTo = progress.step;
    this.#lastGood = progress;
    this.#step = progress.step;
    this.#curve = [...progress.curve];
    this.#kept = progress.kept;
    this.#rateFactor = progress.rateFactor;
    this.#fits.forEach(({ device }, i) => {
      const checkpoint = progress.fits[i];
      if (checkpoint) device.restore(checkpoint);
    });
  }

  /** Restores the kept step, predicts everything once more, and gathers what the run gave. */
  async result(): Promise<MainResult> {
    if (this.#kept.length === 0 || !this.#isMeasured) await this.#measure();
    const kept = this.#kept.at(-1);
    if (!kept) throw new Error('a measured step is always kept');
    const before = await Promise.all(this.#fits.map(({ device }) => device.readParameters()));
    this.#use(kept.fits);
    const leftOut = await this.#predictLeftOut(kept.fits.slice(1));
    const parameters = kept.fits[0] ?? new Float32Array();
    const seen = await predictEndpoints(this.#main, this.#main.prepared.perturbations, parameters);
    this.#use(before);
    return buildResult({
      dataset: this.#dataset,
      settings: this.#settings,
      main: this.#main,
      kept,
      curve: this.#curve,
      folds: this.#leaveOut.length,
      leftOut,
      seen,
    });
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

export function trainingLabels(dataset: Dataset): readonly string[] {
  const held = new Set(dataset.heldOut);
  return perturbationLabels(dataset).filter((label) => !held.has(label));
}
