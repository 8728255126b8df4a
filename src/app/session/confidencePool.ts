/** Confidence measured in workers of the page: how many have room, and each as the pool of `inference/confidence` needs it. */
import { proxy } from 'comlink';
import { sendDataset } from '../../../workers/sendDataset';
import type { Dataset } from '../../dataset/dataset';
import type { Outcome } from '../../dataset/errors';
import type { TrainingSettings } from '../../dynamics/settings';
import { workersWithRoom } from '../../inference/confidence/memory';
import type { FitWorker } from '../../inference/confidence/pool';
import type { FitResult } from '../../inference/run/result';
import { memoryOfBrowser, runSizeOf } from '../../inference/training/memory';
import { confidenceWorker, type WorkerEnd } from './clients';

const MAX_WORKERS = 4;

/** `cores`: logical processors, of which one is left to the page. `room`: workers that fit into memory. */
export function workersFor(cores: number, room: number): number {
  return Math.max(1, Math.min(cores - 1, MAX_WORKERS, room));
}

/** Number of workers on this machine. */
export function workersHere(dataset: Dataset, settings: TrainingSettings, fits: number): number {
  const room = workersWithRoom(runSizeOf(dataset), settings, fits, memoryOfBrowser(navigator));
  return workersFor(navigator.hardwareConcurrency, room);
}

interface MeasuredRun {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly result: FitResult;
}

/** The run is sent first; where that fails, the next call rejects. */
export function confidenceFitWorker({ dataset, ...rest }: MeasuredRun): FitWorker {
  const worker = confidenceWorker();
  void worker.ask((remote) => remote.use(sendDataset(dataset), rest));
  return {
    fit: async (index, onProgress) =>
      valueOf(await worker.ask((remote) => remote.fit(index, proxy(onProgress)))),
    shuffled: async (onProgress) => valueOf(await worker.ask((remote) => remote.shuffled(proxy(onProgress)))),
    summarise: async (fits, shuffled) =>
      valueOf(await worker.ask((remote) => remote.summarise(fits, shuffled))),
    end: () => worker.end(),
  };
}

function valueOf<Value>(answer: Outcome<Value, WorkerEnd>): Value {
  if (answer.ok) return answer.value;
  throw new Error(answer.error.tag === 'worker-lost' ? answer.error.detail : '');
}
