/** A whole training that nobody pauses, from its preparation to its result: of the library, and of the networks of contexts on the page. */
import type { DatasetError } from '../../dataset/errors';
import type { TrainingError } from '../../dynamics/errors';
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import type { Signal } from '../diagnosis/signal';
import type { FitResult, TrainingSnapshot } from '../run/result';
import { asTrainingError, type PreparingDevices, prepareRun, Run, type RunDevices } from './run';

export class TrainingFailed extends Error {
  readonly problem: TrainingError | DatasetError;

  constructor(problem: TrainingError | DatasetError) {
    super(problem.tag);
    this.problem = problem;
  }
}

interface Watch {
  /** An exception ends the training and is thrown. */
  readonly onSnapshot: (snapshot: TrainingSnapshot) => void;
  /** Ends the training, which then throws its reason. */
  readonly signal?: AbortSignal | undefined;
  /** What the effects of the whole file say. */
  readonly effects?: Signal | undefined;
}

/** Throws TrainingFailed where the data or the machine do not allow it. */
export async function trainToEnd(
  devices: PreparingDevices & RunDevices,
  dataset: TrainingData,
  settings: TrainingSettings,
  { onSnapshot, signal, effects }: Watch,
): Promise<FitResult> {
  const inference = await prepareRun(devices, dataset, settings, effects).catch((error: unknown) => {
    throw new TrainingFailed(asTrainingError(error));
  });
  const failure = new AbortController();
  const end = signal ? AbortSignal.any([signal, failure.signal]) : failure.signal;
  let result: FitResult | null = null;
  const run = new Run(
    inference,
    devices,
    {
      snapshot: async (snapshot) => {
        try {
          onSnapshot(snapshot);
        } catch (error) {
          failure.abort(error);
        }
      },
      finished: (finished) => {
        result = finished;
      },
      failed: (error) => failure.abort(new TrainingFailed(error)),
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
  return result;
}
