/** How sure the edges of a finished run are: fits to resampled data, as many side by side as there are threads. */
import { Worker } from 'node:worker_threads';
import { fewestFits, type ResampledFit, type Confidence } from '../../inference/confidence/confidence';
import type { RunToRepeat } from '../../inference/confidence/refit';
import type { ShuffledRun } from '../../inference/confidence/shuffledCheck';
import { summarise } from '../../inference/confidence/summarise';
import type { FitResult } from '../../inference/run/result';
import { workersWithRoom } from '../../inference/confidence/memory';
import { runSizeOf } from '../../inference/training/memory';
import { memoryOfMachine } from '../devices/nodeDevices';
import type { Interruption } from '../host';
// oxlint-disable-next-line import/default -- scripts/threads.ts gives it its default; the linter sees the source file
import fitThread from './fitThread.ts?thread';
import type { Answer, Job } from './fitThread';

export interface RunToMeasure extends RunToRepeat {
  readonly result: FitResult;
}

export interface Measuring {
  readonly fits: number;
  readonly threads: number;
  /** Fits that ended so far. */
  readonly onFit: (done: number) => void;
}

/**
 * The same numbers whatever the number of threads. Where it is interrupted, of the fits that ended; null where those are too few.
 * Throws Error where a fit fails.
 */
export async function confidenceFromResampledFits(
  run: RunToMeasure,
  { fits, threads, onFit }: Measuring,
  interruption: Interruption,
): Promise<Confidence | null> {
  // The longest job first, so that all threads end at about the same time.
  const waiting: Job[] = ['shuffled', ...Array.from({ length: fits }, (_, index) => index)];
  const ended: ResampledFit[] = [];
  let shuffled: ShuffledRun | null = null;
  const { dataset, settings } = run;
  const memory = { inAll: memoryOfMachine(), copies: 1 };
  const room = workersWithRoom(runSizeOf(dataset), settings, fits, memory);
  const workers = Array.from(
    { length: Math.min(threads, room, waiting.length) },
    () => new Worker(fitThread, { eval: true, name: 'fits', workerData: threadRun(run) }),
  );
  const end = () => Promise.all(workers.map((worker) => worker.terminate()));
  interruption.tell(() => {
    waiting.splice(0);
    void end();
  });
  const work = async (worker: Worker): Promise<void> => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const answer = await answered(worker, job);
      if (answer === null) return;
      if (answer.type === 'failed') throw new Error(answer.why);
      if (answer.type === 'shuffled') shuffled = answer.run;
      else onFit(ended.push(answer.fit));
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    interruption.tell(null);
    await end();
  }
  return ended.length < fewestFits ? null : summarise(run.result, run.dataset, ended, shuffled);
}

/** What the threads need, and no more of the result than that. */
function threadRun({ dataset, settings, result: { model, members } }: RunToMeasure): RunToRepeat {
  return { dataset, settings, result: { model, members } };
}

/** null where the thread was ended meanwhile. */
function answered(worker: Worker, job: Job): Promise<Answer | null> {
  return new Promise((resolve, reject) => {
    worker.removeAllListeners();
    worker.on('message', (answer: Answer) => resolve(answer));
    worker.on('error', reject);
    worker.on('exit', () => resolve(null));
    worker.postMessage(job, []);
  });
}
