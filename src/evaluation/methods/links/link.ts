/**
 * What predictors of links learn from: a known network as labels, and expression. A predictor is a file beside this one, its entry in
 * about.ts, and a page in docs/methods. Matrices of pairs are [G × R] as in Prior, in canonical order: gene g and regulator r at g · R + r.
 */
import type { Prior } from '../../../network/prior';
import type { SettingValues } from '../method';
import type { LinkFeatures } from './features';

export interface LinkInput {
  readonly features: LinkFeatures;
  /** Labels to fit: `known` is 0 for all other pairs. */
  readonly training: Prior;
  /** Further labels, by which a method may stop, but not be judged. */
  readonly validation: Prior;
  readonly settings: SettingValues;
  /** All randomness of a method comes from it. */
  readonly seed: number;
}

export interface LinkScores {
  /** [G × R] larger is surer, of any scale; also for regulators without labels. */
  readonly scores: Float32Array;
  /** [G × R] positive for activation, negative for repression, 0 for neither; null where the method gives none. */
  readonly signs: Float32Array | null;
}

/** Yields the share done, often; stop iterating to cancel. */
export type LinkTraining = Generator<number, LinkScores> | AsyncGenerator<number, LinkScores>;

export interface LinkMethod {
  /** As in `about.ts`. */
  readonly name: string;
  readonly train: (input: LinkInput) => LinkTraining;
}

/** [G × R] `prior` with `known` (and with it signs) kept only for the chosen pairs, each told by its regulator and its place. */
export function restricted(prior: Prior, isChosen: (regulator: number, place: number) => boolean): Prior {
  const R = prior.regulators.length;
  const kept = <Values extends Int8Array | Float32Array>(values: Values, other: number): Values =>
    values.map((value, at) => (isChosen(at % R, at) ? value : other)) as Values;
  return {
    ...prior,
    known: kept(prior.known, 0),
    signs: kept(prior.signs, 0),
    confidence: kept(prior.confidence, 1),
  };
}

/** Places g · R + r of the pairs with a label. */
export function labelled({ known }: Pick<Prior, 'known'>): Int32Array {
  return Int32Array.from(known.keys()).filter((at) => known[at] !== 0);
}

/** A method that is done at once. */
export function atOnce(name: string, score: (input: LinkInput) => LinkScores): LinkMethod {
  return {
    name,
    *train(input) {
      const scores = score(input);
      yield 1;
      return scores;
    },
  };
}
