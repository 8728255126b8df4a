/**
 * The fits whose ranks are averaged with the main one on small networks: they train after it, one after the other, on all
 * training perturbations and without leave-out fits. A fit exists only while it trains; what stays of it is its network.
 */
import type { Dataset } from '../../dataset/dataset';
import { ensembleSettings, type TrainingSettings } from '../../dynamics/settings';
import { trainStep } from '../../dynamics/train';
import { createFit, type CreateDevice, type Fit, networkOf } from './fit';
import { NO_ENSEMBLE_PROGRESS, type EnsembleProgress } from './progress';
import type { EnsembleFit, Refining } from './result';
import { areFinite, halveRate } from './divergence';
import { trainingLabels } from './crossValidatedFit';

/** How often in its schedule the state of a fit is kept to go back to. */
const EVALUATIONS_PER_RUN = 25;

export class EnsembleFits {
  readonly #dataset: Dataset;
  readonly #settings: readonly TrainingSettings[];
  #createDevice: CreateDevice;
  #fit: Fit | null = null;
  /** Where they stand, but for the optimiser state, which is the device's while there is a fit. */
  #at: EnsembleProgress = NO_ENSEMBLE_PROGRESS;
  /** Where a retreat goes back to. */
  #lastGood: Pick<EnsembleProgress, 'step' | 'checkpoint'> = NO_ENSEMBLE_PROGRESS;

  constructor(dataset: Dataset, settings: TrainingSettings, createDevice: CreateDevice) {
    this.#dataset = dataset;
    this.#settings = ensembleSettings(settings, dataset.genes.length);
    this.#createDevice = createDevice;
  }

  get isDone(): boolean {
    return this.#at.over >= this.#settings.length;
  }

  get finished(): readonly EnsembleFit[] {
    return this.#at.finished;
  }

  /** The one that trains or is next; null when all are over. The main fit is counted as the first. */
  get refining(): Refining | null {
    const settings = this.#settings[this.#at.over];
    if (!settings) return null;
    const fits = 1 + this.#settings.length;
    return { fit: 2 + this.#at.over, fits, step: this.#at.step, steps: settings.steps };
  }

  /** Optimiser steps that all of them have still to make. */
  get stepsLeft(): number {
    const left = this.#settings.slice(this.#at.over).reduce((sum, { steps }) => sum + steps, 0);
    return left - this.#at.step;
  }

  /** One optimiser step of the one that trains. */
  async advance(): Promise<void> {
    const settings = this.#settings[this.#at.over];
    if (!settings) return;
    const fit = await this.#fitOf(settings);
    await trainStep(fit.device, settings, this.#at.step, this.#at.rateFactor);
    this.#at = { ...this.#at, step: this.#at.step + 1 };
    const { step } = this.#at;
    const keeps = step % Math.ceil(settings.steps / EVALUATIONS_PER_RUN) === 0 || step >= settings.steps;
    if (!keeps && step % fit.device.readInterval !== 0) return;
    if (!areFinite(await fit.device.losses())) this.#retreat();
    else if (step >= settings.steps) await this.#finish(fit, settings);
    else if (keeps) this.#lastGood = { step, checkpoint: await fit.device.checkpoint() };
  }

  async progress(): Promise<EnsembleProgress> {
    const checkpoint = this.#fit ? await this.#fit.device.checkpoint() : this.#at.checkpoint;
    return { ...this.#at, checkpoint };
  }

  resume(progress: EnsembleProgress): void {
    this.#dropFit();
    this.#at = progress;
    this.#lastGood = progress;
  }

  /** The old devices are gone: goes on from the last kept state on new ones. */
  moveTo(createDevice: CreateDevice): void {
    this.#createDevice = createDevice;
    this.resume({ ...this.#at, ...this.#lastGood });
  }

  dispose(): void {
    this.#dropFit();
  }

  async #fitOf(settings: TrainingSettings): Promise<Fit> {
    if (this.#fit) return this.#fit;
    const training = trainingLabels(this.#dataset);
    this.#fit = await createFit(this.#dataset, settings, training, [], this.#createDevice);
    if (this.#at.checkpoint) this.#fit.device.restore(this.#at.checkpoint);
    return this.#fit;
  }

  async #finish(fit: Fit, { preset, horizon }: TrainingSettings): Promise<void> {
    const { weights } = networkOf(fit, await fit.device.readParameters());
    this.#next([...this.#at.finished, { preset, horizon, weights }]);
  }

  /** Back to the last kept state with half the rate; a fit that runs away again and again is left out of the mean. */
  #retreat(): void {
    const rateFactor = halveRate(this.#at.rateFactor);
    if (rateFactor === null) this.#next(this.#at.finished);
    else this.resume({ ...this.#at, ...this.#lastGood, rateFactor });
  }

  #next(finished: readonly EnsembleFit[]): void {
    this.resume({ ...NO_ENSEMBLE_PROGRESS, finished, over: this.#at.over + 1 });
  }

  #dropFit(): void {
    this.#fit?.device.dispose();
    this.#fit = null;
  }
}
