/** A whole run in the calling thread, for programs. Threads and graphics processors are the terminal's and the page's. */
import type { Dataset } from '../dataset/dataset';
import type { Mapping } from '../dataset/mapping';
import { createThreadDevice } from '../inference/run/fit';
import { simdSupported } from '../numerics/dense/webAssembly';
import { presets, type TrainingSettings } from '../dynamics/settings';
import type { FitResult, TrainingSnapshot } from '../inference/run/result';
import { finishedRunOf, type Series } from '../share/finishedRun';
import { LossCurve } from '../share/lossCurve';
import { settingsSchema } from '../share/schemas';
import { DeviceChooser } from '../inference/training/chooseDevice';
import { prepareRun, asTrainingError, Run } from '../inference/training/run';
import { ModulodeError } from './error';
import { learnedRun, type LearnedRun } from './learnedRun';
import { openData } from './openData';

export interface InferOptions {
  /** What is not given is the preset's, and the preset is `default`. */
  readonly settings?: Partial<TrainingSettings>;
  /** Some four times a second; what it throws ends the run, and `infer` rejects with it. */
  readonly onProgress?: (snapshot: TrainingSnapshot) => void;
  /** Ends the run: `infer` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Cells as files, with what of their columns is not left to guessing, or as a data set that is loaded. */
export type InferInput = InferOptions &
  ({ readonly files: readonly File[]; readonly mapping?: Partial<Mapping> } | { readonly dataset: Dataset });

/**
 * Learns the network of one screen. The same data, settings and seed give the same network, bit for bit, as on the page and in the
 * terminal where the processor computes. Rejects with ModulodeError where the data cannot be used or the run fails, with RangeError where a
 * setting has a value that cannot be.
 */
export async function infer(input: InferInput): Promise<LearnedRun> {
  const settings = settingsOf(input.settings ?? {});
  input.signal?.throwIfAborted();
  const dataset = 'dataset' in input ? input.dataset : await loaded(input.files, input.mapping ?? {});
  input.signal?.throwIfAborted();
  const { result, loss } = await train(dataset, settings, input);
  return learnedRun(finishedRunOf({ dataset, settings, truth: null, result, loss, savedAt: Date.now() }));
}

/** What is not given is the preset's. Types do not hold everywhere: programs without them are told which setting is wrong. */
function settingsOf(given: Partial<TrainingSettings>): TrainingSettings {
  const checked = settingsSchema.safeParse({ ...presets[given.preset ?? 'default'], ...given });
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
  dataset: Dataset,
  settings: TrainingSettings,
  { onProgress, signal }: InferOptions,
): Promise<{ readonly result: FitResult; readonly loss: Series }> {
  const devices = processorAlone();
  const inference = await prepareRun(devices, dataset, settings).catch((error: unknown) => {
    throw new ModulodeError(asTrainingError(error));
  });
  const losses = new LossCurve([]);
  const failure = new AbortController();
  const end = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  let result: FitResult | null = null;
  const run = new Run(
    inference,
    devices,
    {
      snapshot: async (snapshot) => {
        losses.take(snapshot);
        try {
          onProgress?.(snapshot);
        } catch (error) {
          failure.abort(error);
        }
      },
      finished: (finished) => {
        result = finished;
      },
      failed: (error) => failure.abort(new ModulodeError(error)),
      moved: () => undefined,
    },
    null,
  );
  const discard = () => run.end('discarded');
  end.addEventListener('abort', discard);
  if (end.aborted) discard();
  try {
    await run.train();
  } finally {
    end.removeEventListener('abort', discard);
    inference.dispose();
  }
  end.throwIfAborted();
  if (result === null) throw new Error('A run that nobody ended has a result');
  return { result, loss: losses.read() };
}

/** Memory is the caller's: what cannot be had ends the run with `training-out-of-memory`. */
function processorAlone() {
  const devices = new DeviceChooser({
    wish: 'processor',
    simd: simdSupported(),
    requestGpu: async () => null,
    processor: createThreadDevice,
    compare: () => Promise.reject(new Error('there is nothing to compare the processor with')),
  });
  return Object.assign(devices, { requireMemory: () => undefined });
}
