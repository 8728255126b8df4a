/** A whole run in the calling thread, for programs. Threads and graphics processors are the terminal's and the page's. */
import type { Dataset } from '../dataset/dataset';
import type { Mapping } from '../dataset/mapping';
import { createDevice } from '../dynamics/device/createDevice';
import { simdSupported } from '../dynamics/device/wasm/kernelModule';
import { presets, type TrainingSettings } from '../dynamics/settings';
import type { FitResult, TrainingSnapshot } from '../inference/result';
import { finishedRunOf } from '../snapshot/finishedRun';
import type { Series } from '../snapshot/summary';
import { DeviceChooser } from '../training/chooseDevice';
import { prepareRun } from '../training/prepareRun';
import { asTrainingError, Run } from '../training/run';
import { ModulodeError } from './error';
import { learnedRun, type LearnedRun } from './learnedRun';
import { openData } from './openData';

export interface InferOptions {
  /** What is not given is the preset's, and the preset is `default`. */
  readonly settings?: Partial<TrainingSettings>;
  /** Some four times a second. */
  readonly onProgress?: (snapshot: TrainingSnapshot) => void;
  /** Ends the run: `infer` rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Cells as files, with what of their columns is not left to guessing, or as a data set that is loaded. */
export type InferInput = InferOptions &
  ({ readonly files: readonly File[]; readonly mapping?: Partial<Mapping> } | { readonly dataset: Dataset });

/**
 * Learns the network of one screen. The same data, settings and seed give the same network, bit for bit, as on the page and in the
 * terminal where the processor computes. Rejects with ModulodeError where data or settings cannot be used.
 */
export async function infer(input: InferInput): Promise<LearnedRun> {
  const dataset = 'dataset' in input ? input.dataset : await loaded(input.files, input.mapping ?? {});
  const settings = { ...presets[input.settings?.preset ?? 'default'], ...input.settings };
  input.signal?.throwIfAborted();
  const { result, loss } = await train(dataset, settings, input);
  return learnedRun(finishedRunOf({ dataset, settings, truth: null, result, loss, savedAt: Date.now() }));
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
  const losses: { readonly step: number; readonly value: number }[] = [];
  try {
    const result = await new Promise<FitResult>((resolve, reject) => {
      const run = new Run(
        inference,
        devices,
        {
          snapshot: async (snapshot) => {
            const first = snapshot.step - snapshot.recentLoss.length + 1;
            losses.push(...snapshot.recentLoss.map((value, i) => ({ step: first + i, value })));
            onProgress?.(snapshot);
          },
          finished: resolve,
          failed: (error) => reject(new ModulodeError(error)),
          moved: () => undefined,
        },
        null,
      );
      signal?.addEventListener('abort', () => {
        run.end('discarded');
        reject(signal.reason);
      });
      void run.train();
    });
    const loss = {
      steps: Float64Array.from(losses, ({ step }) => step),
      values: Float64Array.from(losses, ({ value }) => value),
    };
    return { result, loss };
  } finally {
    inference.dispose();
  }
}

function processorAlone(): DeviceChooser {
  const kind = simdSupported() ? 'wasm' : 'reference';
  return new DeviceChooser({
    wish: 'processor',
    simd: kind === 'wasm',
    requestGpu: async () => null,
    processor: (problem) => createDevice(kind, problem),
    compare: () => Promise.reject(new Error('there is nothing to compare the processor with')),
  });
}
