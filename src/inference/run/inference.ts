/**
 * A whole run: the main fit in parallel with its leave-out fits, then, on small networks, the further fits of the ensemble. No clock and no
 * threads: the caller decides the pace and when to read. result.ts describes the outcome.
 */
import type { Dataset } from '../../dataset/dataset';
import type { FittedModel } from '../../dynamics/fitted';
import type { TrainingSettings } from '../../dynamics/settings';
import { type MainResult, withEnsemble } from './buildResult';
import { EnsembleFits } from './ensemble';
import type { CreateDevice, Fit } from './fit';
import type { SavedProgress } from './progress';
import type { FitResult, Readout, Refining, TrainingSnapshot } from './result';
import { CrossValidatedFit, type FitsSnapshot } from './crossValidatedFit';
import type { KnownEffects } from './fusion';

export type Snapshot = Omit<TrainingSnapshot, 'stepsPerSecond' | 'secondsLeft'>;

/** Calls may overlap: each waits for the previous one, so that everything read belongs to one step. */
export class Inference {
  readonly settings: TrainingSettings;
  readonly #fits: CrossValidatedFit;
  readonly #ensemble: EnsembleFits;
  readonly #readout: Readout | null;
  /** Result of the main fit once its steps are done; the same with the finished ensemble fits; its last snapshot. */
  #main: MainResult | null = null;
  #averaged: { readonly result: MainResult; readonly fits: number } | null = null;
  #last: FitsSnapshot | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    settings: TrainingSettings,
    fits: CrossValidatedFit,
    ensemble: EnsembleFits,
    readout: Readout | null,
  ) {
    this.settings = settings;
    this.#fits = fits;
    this.#ensemble = ensemble;
    this.#readout = readout;
  }

  /** `readout`: null for what the data require. Throws DatasetFailure where nothing is left to train on. */
  static async create(
    dataset: Dataset,
    settings: TrainingSettings,
    createDevice: CreateDevice,
    readout: Readout | null = null,
  ): Promise<Inference> {
    const fits = await CrossValidatedFit.create(dataset, settings, createDevice);
    const ensemble = new EnsembleFits(dataset, settings, createDevice, fits.steps);
    return new Inference(settings, fits, ensemble, readout);
  }

  /** Of the main fit. */
  get step(): number {
    return this.#fits.step;
  }

  get main(): Fit {
    return this.#fits.main;
  }

  /** Measured effects that the main fit and each leave-out fit know. */
  get effects(): KnownEffects {
    return this.#fits.effects;
  }

  get isDone(): boolean {
    return this.#fits.isDone && this.#ensemble.isDone;
  }

  /** null while the main fit trains, and when all is done. */
  get refining(): Refining | null {
    return this.#fits.isDone ? this.#ensemble.refining : null;
  }

  /** Remaining steps of the main fit with its leave-out fits, and of the ensemble fits, which train one at a time. */
  get stepsLeft(): { readonly main: number; readonly ensemble: number } {
    return { main: this.#fits.steps - this.step, ensemble: this.#ensemble.stepsLeft };
  }

  /**
   * One optimiser step: of the main fit and every leave-out fit, or of the current ensemble fit. Rejects with NotFinite where the main fit
   * diverges repeatedly, and with DeviceLost.
   */
  advance(): Promise<void> {
    return this.#queue(() => (this.#fits.isDone ? this.#ensemble.advance() : this.#fits.advance()));
  }

  /** Replaces all devices, the old ones being lost, and continues from the last measured step. */
  moveTo(createDevice: CreateDevice): Promise<void> {
    return this.#queue(async () => {
      await this.#fits.moveTo(createDevice);
      this.#ensemble.moveTo(createDevice);
    });
  }

  /** The current network; `heldOutError` is the latest measurement. After the main fit it changes only when an ensemble fit ends. */
  snapshot(): Promise<Snapshot> {
    return this.#queue(async () => {
      if (!this.#fits.isDone) return { ...(await this.#fits.snapshot()), averaged: 1, refining: null };
      const last = this.#last ?? (await this.#fits.snapshot());
      this.#last = { ...last, recentLoss: [] };
      const { network, modules } = await this.#result();
      const averaged = 1 + this.#ensemble.finished.length;
      return { ...last, weights: network.weights, modules, averaged, refining: this.refining };
    });
  }

  /** The current model, before cross-validation determines κ (here 1), or that of the finished main fit. */
  model(): Promise<FittedModel> {
    return this.#queue(async () => (this.#fits.isDone ? (await this.#result()).model : this.#fits.model()));
  }

  progress(): Promise<SavedProgress> {
    return this.#queue(async () => ({
      ...(await this.#fits.progress()),
      companions: await this.#ensemble.progress(),
    }));
  }

  resume(progress: SavedProgress): void {
    this.#main = null;
    this.#averaged = null;
    this.#last = null;
    this.#fits.resume(progress);
    this.#ensemble.resume(progress.companions);
  }

  /** The result of the main fit's kept step, with its network averaged with the finished ensemble fits. */
  result(): Promise<Omit<FitResult, 'seconds'>> {
    return this.#queue(() => this.#result());
  }

  dispose(): void {
    this.#fits.dispose();
    this.#ensemble.dispose();
  }

  async #result(): Promise<MainResult> {
    if (!this.#fits.isDone) return this.#fits.result(this.#readout);
    this.#main ??= await this.#fits.result(this.#readout);
    const finished = this.#ensemble.finished;
    if (this.#averaged?.fits !== finished.length)
      this.#averaged = {
        result: withEnsemble(this.#main, finished, this.#fits.effects, this.#readout),
        fits: finished.length,
      };
    return this.#averaged.result;
  }

  #queue<Answer>(task: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#turn.then(task);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }
}
