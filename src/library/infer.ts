/**
 * A whole run in the calling thread, on the CPU. Threads and GPUs are used by the terminal and the page only. Other methods of network
 * inference on the same data, in the calling thread.
 */
import { type TrainingData, type TrainingSettings, presets, settingsFor } from '../dynamics/settings';
import type { Dataset } from '../dataset/dataset';
import { MAX_STRENGTH, type PriorStrength } from '../dataset/knowledge';
import type { Mapping } from '../dataset/mapping';
import { matchTruth } from '../evaluation/networks/matchTruth';
import type { Truth } from '../evaluation/networks/truth';
import { embeddingsAmong } from '../evaluation/networks/truthFile';
import type { Signal } from '../inference/diagnosis/signal';
import { toldBy } from '../inference/run/toldEffects';
import { withKnownEdges } from '../inference/knowledge/withKnowledge';
import type { FitResult, TrainingSnapshot } from '../inference/run/result';
import { type Series, finishedRunOf } from '../share/finishedRun';
import { LossCurve } from '../share/lossCurve';
import { newSettingsSchema } from '../share/schemas';
import { callingThread } from '../inference/training/devices';
import { TrainingFailed, trainToEnd } from '../inference/training/trainToEnd';
import { ModulodeError, openData, readForRun, unwrap } from './openData';
import { type LearnedRun, learnedRun } from './learnedRun';
import type { FittedModel } from '../dynamics/fitted';
import { abouts } from '../evaluation/methods/abouts';
import { methodNamed } from '../evaluation/methods/gallery';
import {
  type AboutMethod,
  type MethodNetwork,
  MethodRefusal,
  type SettingValues,
} from '../evaluation/methods/method';
import { type MethodResult, runMethod } from '../evaluation/methods/runMethod';
import { screenOf } from '../evaluation/methods/screen';
import { lackTexts } from '../present/text/gallery';

export interface InferOptions {
  /** Missing settings are those of the preset, `default` unless given. */
  readonly settings?: Partial<TrainingSettings>;
  /** A known network, whose edges get smaller penalties as far as that predicts unseen perturbations better (docs/knowledge.md). */
  readonly prior?: Truth;
  /** 'auto' (default): by cross-validation, or a number from 0 (not used) to 5. */
  readonly priorStrength?: PriorStrength;
  /** Called about four times a second; an exception ends the run and rejects `infer`. */
  readonly onProgress?: (snapshot: TrainingSnapshot) => void;
  /** Ends the run; `infer` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Cells as files, optionally with parts of the mapping, or as a loaded data set. */
export type InferInput = InferOptions &
  ({ readonly files: readonly File[]; readonly mapping?: Partial<Mapping> } | { readonly dataset: Dataset });

/**
 * Learns the network of one screen. The same data, settings and seed give the same network, bit for bit, as the CPU gives on the page and
 * in the terminal. Rejects with ModulodeError for unusable data, a known network without a possible edge, or a failed run, with RangeError
 * for an invalid setting.
 */
export async function infer(input: InferInput): Promise<LearnedRun> {
  const { settings: given = {} } = input;
  const asked = settingsOf(given);
  assertStrength(input);
  input.signal?.throwIfAborted();
  const read =
    'dataset' in input
      ? { dataset: input.dataset, effects: null }
      : await readForRun(input.files, input.mapping ?? {});
  const cells = read.dataset;
  const settings = settingsFor(cells, asked, Object.keys(given));
  const dataset = input.prior
    ? await informed(cells, settings, input.prior, input.priorStrength ?? 'auto')
    : cells;
  input.signal?.throwIfAborted();
  const trained = await train(dataset, settings, read.effects?.signal, input);
  const { loss } = trained;
  const result = read.effects ? toldBy(trained.result, read.effects) : trained.result;
  return learnedRun(finishedRunOf({ dataset, settings, truth: null, result, loss, savedAt: Date.now() }));
}

function assertStrength({ prior, priorStrength = 'auto' }: InferOptions): void {
  if (priorStrength === 'auto') return;
  if (!prior) throw new RangeError('priorStrength is given without prior, the known network');
  if (!(priorStrength >= 0 && priorStrength <= MAX_STRENGTH))
    throw new RangeError(
      `priorStrength: ${priorStrength} is neither 'auto' nor a number from 0 to ${MAX_STRENGTH}`,
    );
}

/** Rejects with ModulodeError where the known network has no possible edge. */
async function informed(
  dataset: TrainingData,
  settings: TrainingSettings,
  known: Truth,
  strength: PriorStrength,
): Promise<Dataset> {
  return unwrap(withKnownEdges(dataset, settings, await matchTruth(known, dataset.genes), strength));
}

/** Checks settings at run time too, for callers without types. */
function settingsOf(given: Partial<TrainingSettings>): TrainingSettings {
  const names = Object.keys(presets.default);
  const foreign = Object.keys(given).find((name) => !names.includes(name));
  if (foreign !== undefined)
    throw new RangeError(`settings.${foreign}: there is no such setting; settings are ${names.join(', ')}`);
  const checked = newSettingsSchema.safeParse({ ...presets[given.preset ?? 'default'], ...given });
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new RangeError(`settings.${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

async function loaded(files: readonly File[], change: Partial<Mapping>): Promise<Dataset> {
  const data = await openData(files);
  try {
    const { mapping } = await data.recognise(change);
    return await data.load(mapping);
  } finally {
    data.close();
  }
}

async function train(
  dataset: TrainingData,
  settings: TrainingSettings,
  signalOfFile: Signal | undefined,
  { onProgress, signal }: InferOptions,
): Promise<{ readonly result: FitResult; readonly loss: Series }> {
  const losses = new LossCurve([]);
  const onSnapshot = (snapshot: TrainingSnapshot) => {
    losses.take(snapshot);
    onProgress?.(snapshot);
  };
  try {
    const watch = { onSnapshot, signal, effects: signalOfFile };
    const result = await trainToEnd(callingThread(), dataset, settings, watch);
    return { result, loss: losses.read() };
  } catch (error) {
    throw error instanceof TrainingFailed ? new ModulodeError(error.problem) : error;
  }
}

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
  /** For `grnformer-qiu`: a table of numbers of genes, as of a pretrained model. */
  readonly embeddings?: File;
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
    embeddings,
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
    ...(embeddings && { embeddings: unwrap(await embeddingsAmong(embeddings, null, dataset.genes)).rows }),
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
