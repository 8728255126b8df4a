/**
 * A whole run: the main fit and its leave-out fits side by side, so that the network can be watched while its held-out error
 * is measured; then, on small networks, the fits whose ranks are averaged with it. Pure: no clock, no threads; the caller
 * decides the pace and when to look. result.ts in this folder says what comes out.
 */
import type { Dataset } from '../../dataset/dataset';
import type { FittedModel } from '../../dynamics/fitted';
import type { TrainingSettings } from '../../dynamics/settings';
import { type MainResult, rankedTogether } from './buildResult';
import { EnsembleFits } from './ensemble';
import type { CreateDevice, Fit } from './fit';
import type { SavedProgress } from './progress';
import type { FitResult, Refining, TrainingSnapshot } from './result';
import { CrossValidatedFit, type FitsSnapshot } from './crossValidatedFit';

export type Snapshot = Omit<TrainingSnapshot, 'stepsPerSecond' | 'secondsLeft'>;

/** Calls may overlap: each waits for the one before it, so that what is read belongs to one step. */
export class Inference {
  readonly settings: TrainingSettings;
  readonly #fits: CrossValidatedFit;
  readonly #companions: EnsembleFits;
  /** What the main fit gave once its steps are done; the same with the companions finished so far; its last snapshot. */
  #main: MainResult | null = null;
  #together: { readonly result: MainResult; readonly companions: number } | null = null;
  #last: FitsSnapshot | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(settings: TrainingSettings, fits: CrossValidatedFit, companions: EnsembleFits) {
    this.settings = settings;
    this.#fits = fits;
    this.#companions = companions;
  }

  /** Throws DatasetFailure where nothing is left to train on. */
  static async create(
    dataset: Dataset,
    settings: TrainingSettings,
    createDevice: CreateDevice,
  ): Promise<Inference> {
    const fits = await CrossValidatedFit.create(dataset, settings, createDevice);
    return new Inference(settings, fits, new EnsembleFits(dataset, settings, createDevice));
  }

  /** Of the main fit. */
  get step(): number {
    return this.#fits.step;
  }

  get main(): Fit {
    return this.#fits.main;
  }

  get isDone(): boolean {
    return this.#fits.isDone && this.#companions.isDone;
  }

  /** null while the main fit trains, and when all is done. */
  get refining(): Refining | null {
    return this.#fits.isDone ? this.#companions.refining : null;
  }

  /** Steps to go of the main fit with its leave-out fits, and of the fits after it, which are made one at a time. */
  get stepsLeft(): { readonly main: number; readonly companions: number } {
    return { main: this.settings.steps - this.step, companions: this.#companions.stepsLeft };
  }

  /**
   * One optimiser step: of the main fit and every leave-out fit, or of the one that refines. Rejects with NotFinite where
   * the main fit's loss ran away too often, and with DeviceLost.
   */
  advance(): Promise<void> {
    return this.#inTurn(() => (this.#fits.isDone ? this.#companions.advance() : this.#fits.advance()));
  }

  /** Makes all devices anew and goes on from the last measured step: the old ones are gone. */
  moveTo(createDevice: CreateDevice): Promise<void> {
    return this.#inTurn(async () => {
      await this.#fits.moveTo(createDevice);
      this.#companions.moveTo(createDevice);
    });
  }

  /** The network as it stands; `heldOutError` is the latest measured one. It holds still until a further fit joins it. */
  snapshot(): Promise<Snapshot> {
    return this.#inTurn(async () => {
      if (!this.#fits.isDone) return { ...(await this.#fits.snapshot()), averaged: 1, refining: null };
      const last = this.#last ?? (await this.#fits.snapshot());
      this.#last = { ...last, recentLoss: [] };
      const { network, modules } = await this.#result();
      const averaged = 1 + this.#companions.finished.length;
      return { ...last, weights: network.weights, modules, averaged, refining: this.refining };
    });
  }

  /** As it stands: before cross-validation has said how far to trust it (κ = 1), or the main fit's once that is done. */
  model(): Promise<FittedModel> {
    return this.#inTurn(async () => (this.#fits.isDone ? (await this.#result()).model : this.#fits.model()));
  }

  progress(): Promise<SavedProgress> {
    return this.#inTurn(async () => ({
      ...(await this.#fits.progress()),
      companions: await this.#companions.progress(),
    }));
  }

  resume(progress: SavedProgress): void {
    this.#main = null;
    this.#together = null;
    this.#last = null;
    this.#fits.resume(progress);
    this.#companions.resume(progress.companions);
  }

  /** Gathers what the run gave: of the main fit's kept step, its network averaged with the finished companions'. */
  result(): Promise<Omit<FitResult, 'seconds'>> {
    return this.#inTurn(() => this.#result());
  }

  dispose(): void {
    this.#fits.dispose();
    this.#companions.dispose();
  }

  async #result(): Promise<MainResult> {
    if (!this.#fits.isDone) return this.#fits.result();
    this.#main ??= await this.#fits.result();
    const companions = this.#companions.finished;
    if (this.#together?.companions !== companions.length)
      this.#together = { result: rankedTogether(this.#main, companions), companions: companions.length };
    return this.#together.result;
  }

  #inTurn<Answer>(task: () => Promise<Answer>): Promise<Answer> {
    const answer = this.#turn.then(task);
    this.#turn = answer.catch(() => undefined);
    return answer;
  }
}
