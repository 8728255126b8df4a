/** What another method found, as it is kept with a run: settings, error and scores. Free of validators, which the page loads later. */
import type { LinkVerdict, PartErrors, SettingValues } from '../evaluation/methods/method';
import type { Network } from '../network/network';
import { strongestPairs } from '../network/ranking';

export interface KeptMethod {
  /** As in `--method NAME`. */
  readonly name: string;
  /** What a person changed. */
  readonly settings: SettingValues;
  readonly seed: number;
  /** The group of cells at which it was read; null: all training cells. */
  readonly cells: string | null;
  /** What gave numbers of genes, and how many genes had any; absent where none were given. */
  readonly embeddings?: {
    readonly name: string;
    readonly genes: { readonly all: number; readonly covered: number };
  };
  /** It read the fitted model, and belongs to no other. */
  readonly ofModel: boolean;
  readonly seconds: number;
  /** Of held-out perturbations, relative to no change; null where the method predicts none. */
  readonly unseen: { readonly error: number; readonly perturbations: number } | null;
  /** Of methods that learn from a known network. */
  readonly links?: LinkVerdict;
  /** Of methods that were judged without their parts too. */
  readonly without?: PartErrors;
  /** Ascending indices into [R × G] in the order of the data set; null: `weights` holds all of them. */
  readonly pairs: Int32Array | null;
  readonly weights: Float32Array;
}

/** Of a larger network only the strongest half of so many pairs are kept: 0.4 MB either way. */
export const MOST_WEIGHTS = 100_000;

export function keptWeights(network: Network): Pick<KeptMethod, 'pairs' | 'weights'> {
  const { weights } = network;
  if (weights.length <= MOST_WEIGHTS) return { pairs: null, weights };
  const pairs = strongestPairs(network, MOST_WEIGHTS / 2).toSorted();
  return { pairs, weights: Float32Array.from(pairs, (pair) => weights[pair] as number) };
}

/** [R × G] weights; 0 for pairs that were not kept. `length`: R × G. */
export function allWeights(
  { pairs, weights }: Pick<KeptMethod, 'pairs' | 'weights'>,
  length: number,
): Float32Array {
  if (pairs === null) return weights;
  const all = new Float32Array(length);
  pairs.forEach((pair, i) => {
    all[pair] = weights[i] as number;
  });
  return all;
}
