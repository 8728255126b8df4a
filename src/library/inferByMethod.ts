/** Other methods of network inference on the same data, in the calling thread. */
import type { Dataset } from '../dataset/dataset';
import type { Mapping } from '../dataset/mapping';
import type { FittedModel } from '../dynamics/fitted';
import { abouts } from '../evaluation/methods/abouts';
import { methodNamed } from '../evaluation/methods/gallery';
import {
  MethodRefusal,
  type AboutMethod,
  type MethodNetwork,
  type SettingValues,
} from '../evaluation/methods/method';
import { runMethod, type MethodResult } from '../evaluation/methods/runMethod';
import { screenOf } from '../evaluation/methods/screen';
import type { Truth } from '../evaluation/networks/truth';
import { presets } from '../dynamics/settings';
import { lackTexts } from '../present/text/gallery';
import { informed, loaded } from './infer';

/** Every method that `inferByMethod` runs: what it is, needs and costs, and its settings. */
export function methods(): readonly AboutMethod[] {
  return abouts;
}

export interface InferByMethodOptions {
  /** As in `methods()`. */
  readonly method: string;
  /** Missing settings have their default. */
  readonly settings?: SettingValues;
  /** 7 unless given, as for the model. */
  readonly seed?: number;
  /** For methods that read a trained model. */
  readonly run?: FittedModel;
  /** For the consensus: `scores` of other methods' results. */
  readonly networks?: readonly MethodNetwork[];
  /** For methods that learn from a known network; that of the data set unless given. */
  readonly prior?: Truth;
  /** For `jacobian`: [cells of the data set] 1 where slopes are taken; all training cells unless given. */
  readonly cells?: Uint8Array;
  /** Called with the share done, in [0, 1]; an exception ends the method. */
  readonly onProgress?: (share: number) => void;
  readonly signal?: AbortSignal;
}

export type InferByMethodInput = InferByMethodOptions &
  ({ readonly files: readonly File[]; readonly mapping?: Partial<Mapping> } | { readonly dataset: Dataset });

/**
 * The network of another method, and its predictions of held-out perturbations (z units) where it predicts. Rejects with RangeError for an
 * unknown method or an invalid setting, with MethodRefusal where the data lack what it needs, with ModulodeError for unusable data.
 */
export async function inferByMethod(input: InferByMethodInput): Promise<MethodResult> {
  const {
    settings = {},
    seed = presets.default.seed,
    run,
    networks,
    prior,
    cells,
    onProgress,
    signal,
  } = input;
  const method = methodNamed(input.method);
  if (method === null) throw new RangeError(`There is no method “${input.method}”.`);
  signal?.throwIfAborted();
  const cellsAlone = 'dataset' in input ? input.dataset : await loaded(input.files, input.mapping ?? {});
  const dataset = prior ? await informed(cellsAlone, presets.default, prior, 0) : cellsAlone;
  const steps = runMethod(method, screenOf(dataset), {
    settings,
    seed,
    ...(run && { run }),
    ...(networks && { networks }),
    ...(cells && { cells }),
  });
  try {
    for (let step = await steps.next(); ; step = await steps.next()) {
      if (step.done === true) return step.value;
      onProgress?.(step.value);
      // Lets a signal in.
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
    }
  } catch (error) {
    if (!(error instanceof MethodRefusal)) throw error;
    throw new MethodRefusal(error.need, `${method.about.title}: ${lackTexts[error.need]}`);
  }
}
