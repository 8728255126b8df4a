/**
 * What a run's predictions of unseen perturbations are beside simpler ones, as far as a sentence tells it: little enough for a link,
 * whose reader has no cells to compare with. Plain data; made by src/inference/benchmark.
 */
import type { PredictorName } from '../evaluation/methods/predictions/predictions';

/** What predicts without a network; 'shrunk-mean' is shrunkMean.ts. */
export type Rival = 'shrunk-mean' | Exclude<PredictorName, 'no-change'>;

/** Of a model that errs less than “no change”. */
export interface Standing {
  /** Perturbations judged, at least one. */
  readonly judged: number;
  /** Whether the 95 % interval of its error stays below that of “no change”. */
  readonly sure: boolean;
  /** The best of the rivals, where it errs less than the model, or as much to two places; null: all err more. */
  readonly ahead: { readonly rival: Rival; readonly better: boolean } | null;
}
