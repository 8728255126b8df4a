/**
 * A whole run: the main fit in parallel with its leave-out fits. No clock and no threads: the caller decides the pace and when to read.
 * result.ts describes the outcome.
 */
import type { FittedModel } from '../../dynamics/fitted';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import type { CreateDevice, Fit } from './fit';
import type { SavedProgress } from './progress';
import type { UntimedResult, UntimedSnapshot } from './result';
import { CrossValidatedFit, type Wanted } from './crossValidatedFit';
import type { KnownEffects } from './fusion';

/** Calls may overlap: each waits for the previous one, so that everything read belongs to one step. */
export class Inference {
  readonly settings: TrainingSettings;
  readonly #fits: CrossValidatedFit;
  readonly #wanted: Wanted;
  /** Once all steps are done. */
  #result: UntimedResult | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(settings: TrainingSettings, fits: CrossValidatedFit, wanted: Wanted) {
    this.settings = settings;
    this.#fits = fits;
    this.#wanted = wanted;
  }

  /** Throws DatasetFailure where nothing is left to train on. */
  static async create(
    dataset: TrainingData,
    settings: TrainingSettings,
    createDevice: CreateDevice,
    wanted: Wanted = {},
  ): Promise<Inference> {
    const fits = await CrossValidatedFit.create(dataset, settings, createDevice);
    return new Inference(settings, fits, wanted);
  }

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
    return this.#fits.isDone;
  }

  get stepsLeft(): number {
    return this.isDone ? 0 : this.#fits.steps - this.step;
  }

  /** One optimiser step of every fit. Rejects with NotFinite where the main fit diverges repeatedly, and with DeviceLost. */
  advance(): Promise<void> {
    return this.#queue(() => this.#fits.advance());
  }

  /** Replaces all devices, the old ones being lost, and continues from the last measured step. */
  moveTo(createDevice: CreateDevice): Promise<void> {
    return this.#queue(() => this.#fits.moveTo(createDevice));
  }

  /** The current network, in the end that of the result; `heldOutError` is the latest measurement. */
  snapshot(): Promise<UntimedSnapshot> {
    return this.#queue(async () => {
      const snapshot = await this.#fits.snapshot();
      if (!this.isDone) return snapshot;
      const { network, modules } = await this.#resultNow();
      return { ...snapshot, weights: network.weights, modules };
    });
  }

  /** The current model, before cross-validation determines κ (here 1), or that of the result. */
  model(): Promise<FittedModel> {
    return this.#queue(async () => (this.isDone ? (await this.#resultNow()).model : this.#fits.model()));
  }

  progress(): Promise<SavedProgress> {
    return this.#queue(() => this.#fits.progress());
  }

  resume(progress: SavedProgress): void {
    this.#result = null;
    this.#fits.resume(progress);
  }

  /** The result of the main fit's kept step. */
  result(): Promise<UntimedResult> {
    return this.#queue(() => this.#resultNow());
  }

  dispose(): void {
    this.#fits.dispose();
  }

  async #resultNow(): Promise<UntimedResult> {
    if (!this.isDone) return this.#fits.result(this.#wanted);
    this.#result ??= await this.#fits.result(this.#wanted);
    return this.#result;
  }

  #queue<Answer>(task: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#turn.then(task);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }
}
