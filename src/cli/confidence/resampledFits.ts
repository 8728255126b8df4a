/** Confidence of a finished run, measured in threads. */
import { Worker } from 'node:worker_threads';
import type { Confidence, ResampledFit } from '../../inference/run/confidence';
import { workersWithRoom } from '../../inference/confidence/memory';
import {
  shareOfFits,
  startMeasurement,
  type FitShare,
  type FitWorker,
} from '../../inference/confidence/pool';
import type { RunToRepeat } from '../../inference/confidence/refit';
import type { ShuffledRun } from '../../inference/confidence/shuffledCheck';
import { summarise } from '../../inference/confidence/summarise';
import type { FitResult } from '../../inference/run/result';
import { runSizeOf } from '../../inference/run/memory';
import { memoryOfMachine } from '../devices/nodeDevices';
import type { Interruption } from '../host';
import fitThread from './fitThread.ts?thread';
import type { Answer, Job } from './fitThread';

interface RunToMeasure extends RunToRepeat {
  readonly result: FitResult;
}

/**
 * The same numbers for any number of threads. `onFit` is called with the number of fits that have ended, each time it grows. An
 * interruption summarises these; null where they are too few. Throws Error where a fit fails.
 */
export async function confidenceFromResampledFits(
  run: RunToMeasure,
  fits: number,
  threads: number,
  onFit: (done: number) => void,
  interruption: Interruption,
): Promise<Confidence | null> {
  const { dataset, result } = run;
  const summary = async (ended: readonly ResampledFit[], shuffled: ShuffledRun | null) =>
    summarise(result, dataset, ended, shuffled);
  return measure(run, shareOfFits(fits), summary, { threads, onFit, interruption });
}

/** The fits of one share, for another command to summarise; otherwise as above. */
export function resampledFitsOf(
  run: RunToRepeat,
  share: FitShare,
  conditions: Conditions,
): Promise<SharedFits | null> {
  return measure(run, share, async (fits, shuffled) => ({ fits, shuffled }), conditions);
}

interface SharedFits {
  readonly fits: readonly ResampledFit[];
  readonly shuffled: ShuffledRun | null;
}

interface Conditions {
  readonly threads: number;
  readonly onFit: (done: number) => void;
  readonly interruption: Interruption;
}

async function measure<Summary>(
  run: RunToRepeat,
  share: FitShare,
  summary: FitWorker<Summary>['summarise'],
  { threads, onFit, interruption }: Conditions,
): Promise<Summary | null> {
  const memory = { inAll: memoryOfMachine(), copies: 1 };
  const room = workersWithRoom(runSizeOf(run.dataset), run.settings, share.fits.length, memory);
  let ended = 0;
  const measurement = startMeasurement({
    share,
    workers: Math.min(threads, room),
    createWorker: () => threadWorker(run, summary),
    clock: () => performance.now() / 1000,
    onProgress: ({ done }) => {
      if (done > ended) onFit(done);
      ended = done;
    },
  });
  interruption.onInterrupt(() => measurement.cancel());
  try {
    const measured = await measurement.ended;
    if (measured.tag === 'failed') throw new Error(measured.detail);
    return measured.tag === 'measured' ? measured.confidence : null;
  } finally {
    interruption.onInterrupt(null);
  }
}

/** Fits run in a thread, which starts with the first one; the summary in this thread. */
function threadWorker<Summary>(
  { dataset, settings, result: { model, readout } }: RunToRepeat,
  summary: FitWorker<Summary>['summarise'],
): FitWorker<Summary> {
  const workerData: RunToRepeat = { dataset, settings, result: { model, readout } };
  let thread: Worker | null = null;
  const ask = (job: Job): Promise<Answer> => {
    thread ??= new Worker(fitThread, { eval: true, name: 'fits', workerData });
    return answerOf(thread, job);
  };
  return {
    fit: async (index) => {
      const answer = await ask(index);
      if (answer.type === 'fit') return answer.fit;
      throw new Error(answer.type === 'failed' ? answer.why : 'unexpected answer');
    },
    shuffled: async () => {
      const answer = await ask('shuffled');
      if (answer.type === 'shuffled') return answer.run;
      throw new Error(answer.type === 'failed' ? answer.why : 'unexpected answer');
    },
    summarise: summary,
    end: () => void thread?.terminate(),
  };
}

/** Rejects where the thread ends before it answers. */
function answerOf(thread: Worker, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    thread.removeAllListeners();
    thread.on('message', (answer: Answer) => resolve(answer));
    thread.on('error', reject);
    thread.on('exit', () => reject(new Error('the thread ended')));
    thread.postMessage(job, []);
  });
}
