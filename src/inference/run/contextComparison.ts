/** What differs between the runs of contexts, each learned and resampled from its own cells alone. */
import { normalQuantile } from '../../numerics/distributions';
import {
  type ContextDifferences,
  networkDifferences,
  type SpreadNetwork,
} from '../../network/networkDifferences';
import { type Confidence, TAIL } from './confidence';
import type { FitResult } from './result';

/** A run of a context by itself, with measured confidence. */
interface ContextRun {
  readonly name: string;
  readonly result: Pick<FitResult, 'network' | 'confidence'>;
}

/** Every two contexts, in their order. Throws an Error where a run has no confidence. */
export function compareContexts(runs: readonly ContextRun[]): readonly ContextDifferences[] {
  const spread = runs.map(spreadNetwork);
  return runs.flatMap((one, at) =>
    runs.slice(at + 1).map((other, further) => ({
      first: one.name,
      second: other.name,
      edges: networkDifferences(spread[at] as SpreadNetwork, spread[at + 1 + further] as SpreadNetwork),
    })),
  );
}

function spreadNetwork({ name, result: { network, confidence } }: ContextRun): SpreadNetwork {
  if (confidence === null) throw new Error(`The confidence of ${name} was not measured`);
  return { network, spread: spreadOf(confidence), fits: confidence.fits };
}

/**
 * [R × G] standard deviation of each score over the fits, from its quantiles as of a normal distribution: the h-th smallest of n values, h = 1 + .95 (n − 1),
 * is expected at (h − ⅜)/(n + ¼) (Blom 1958).
 */
export function spreadOf({ fits, low, high }: Pick<Confidence, 'fits' | 'low' | 'high'>): Float32Array {
  const below = (1 + (1 - TAIL) * (fits - 1) - 3 / 8) / (fits + 1 / 4);
  const reach = normalQuantile(1 - below);
  return high.map((end, pair) => (end - (low[pair] as number)) / (2 * reach));
}
