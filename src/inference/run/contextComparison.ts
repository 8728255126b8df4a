/** What differs between the runs of contexts, each learned and resampled from its own cells alone. */
import {
  type ContextDifferences,
  networkDifferences,
  type SpreadNetwork,
} from '../../network/networkDifferences';
import { spreadOf } from './confidence';
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
