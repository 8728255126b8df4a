/**
 * The further fits of the ensemble on small networks, whose ranks are averaged with the main fit's. They train after it, one after the
 * other, on all training perturbations and without leave-out fits. A fit exists only while it trains; its network remains.
 */
import type { Dataset } from '../../dataset/dataset';
import { ensembleSettings, type TrainingSettings } from '../../dynamics/settings';
import { trainStep } from '../../dynamics/train';
import { createFit, type CreateDevice, type Fit, networkOf, trainingLabels } from './fit';
import { EVALUATIONS_PER_RUN, NO_ENSEMBLE_PROGRESS, type EnsembleProgress } from './progress';
import type { EnsembleFit, Refining } from './result';
import { areFinite, halveRate } from './divergence';

export class EnsembleFits {
  readonly #dataset: Dataset;
  readonly #settings: readonly TrainingSettings[];
  #createDevice: CreateDevice;
  /** Of the fit that trains; until it is prepared, and its start chosen, of the fit before it. */
  #steps: number;
  #fit: Fit | null = null;
  /** Progress without the optimiser state, which the device holds while a fit exists. */
  #progress: EnsembleProgress = NO_ENSEMBLE_PROGRESS;
  /** State to return to after divergence. */
  #lastGood: Pick<EnsembleProgress, 'step' | 'checkpoint'> = NO_ENSEMBLE_PROGRESS;

  /** `steps`: those that the main fit makes. */
  constructor(dataset: Dataset, settings: TrainingSettings, createDevice: CreateDevice, steps: number) {
    this.#dataset = dataset;
    this.#settings = ensembleSettings(settings, dataset.genes.length);
    this.#createDevice = createDevice;
    this.#steps = steps;
  }

  get isDone(): boolean {
    return this.#progress.over >= this.#settings.length;
  }

  get finished(): readonly EnsembleFit[] {
    return this.#progress.finished;
  }

  /** The fit that trains or is next; null when all are done. The main fit counts as the first. */
  get refining(): Refining | null {
    if (this.isDone) return null;
    const fits = 1 + this.#settings.length;
    return { fit: 2 + this.#progress.over, fits, step: this.#progress.step, steps: this.#steps };
  }

  /** Remaining optimiser steps of all fits. */
  get stepsLeft(): number {
    return (this.#settings.length - this.#progress.over) * this.#steps - this.#progress.step;
  }

  /** One optimiser step of the current fit. */
  async advance(): Promise<void> {
    const settings = this.#settings[this.#progress.over];
    if (!settings) return;
    const fit = await this.#fitOf(settings);
    const rate = this.#progress.rateFactor * fit.prepared.rate;
    await trainStep(fit.device, settings, this.#progress.step, rate);
    this.#progress = { ...this.#progress, step: this.#progress.step + 1 };
    const { step } = this.#progress;
    const { steps } = fit.prepared;
    const keeps = step % Math.ceil(steps / EVALUATIONS_PER_RUN) === 0 || step >= steps;
    if (!keeps && step % fit.device.readInterval !== 0) return;
    if (!areFinite(await fit.device.losses())) this.#restart();
    else if (step >= steps) await this.#finish(fit, settings);
    else if (keeps) this.#lastGood = { step, checkpoint: await fit.device.checkpoint() };
  }

  async progress(): Promise<EnsembleProgress> {
    const checkpoint = this.#fit ? await this.#fit.device.checkpoint() : this.#progress.checkpoint;
    return { ...this.#progress, checkpoint };
  }

  resume(progress: EnsembleProgress): void {
    this.dispose();
    this.#progress = progress;
    this.#lastGood = progress;
  }

  /** Continues from the last saved state on new devices; the old ones are lost. */
  moveTo(createDevice: CreateDevice): void {
    this.#createDevice = createDevice;
    this.resume({ ...this.#progress, ...this.#lastGood });
  }

  async #fitOf(settings: TrainingSettings): Promise<Fit> {
    if (this.#fit) return this.#fit;
    const training = trainingLabels(this.#dataset);
    this.#fit = await createFit(this.#dataset, settings, training, [], this.#createDevice);
    this.#steps = this.#fit.prepared.steps;
    if (this.#progress.checkpoint) this.#fit.device.restore(this.#progress.checkpoint);
    return this.#fit;
  }

  async #finish(fit: Fit, { preset, horizon }: TrainingSettings): Promise<void> {
    const { weights } = networkOf(fit, await fit.device.readParameters());
    this.#next([...this.#progress.finished, { preset, horizon, weights }]);
  }

  /** Returns to the last saved state with half the rate; a fit that diverges repeatedly is left out of the mean. */
  #restart(): void {
    const rateFactor = halveRate(this.#progress.rateFactor);
    if (rateFactor === null) this.#next(this.#progress.finished);
    else this.resume({ ...this.#progress, ...this.#lastGood, rateFactor });
  }

  #next(finished: readonly EnsembleFit[]): void {
    this.resume({ ...NO_ENSEMBLE_PROGRESS, finished, over: this.#progress.over + 1 });
  }

  dispose(): void {
    this.#fit?.device.dispose();
    this.#fit = null;
  }
}
