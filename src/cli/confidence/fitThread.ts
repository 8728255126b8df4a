/** Entry of a thread that fits resampled data, one job at a time. Thin. */
import { parentPort, workerData } from 'node:worker_threads';
import { fitResampled } from '../../inference/confidence/fitResampled';
import { shuffledCheck, type ShuffledRun } from '../../inference/confidence/shuffledCheck';
import { createThreadDevice } from '../../inference/run/fit';
import type { RunToRepeat } from '../../inference/confidence/refit';
import type { ResampledFit } from '../../inference/confidence/confidence';

const run: ThreadRun = workerData;
const unheard = () => undefined;

async function answerTo(job: Job): Promise<Answer> {
  try {
    if (job !== 'shuffled')
      return { type: 'fit', fit: await fitResampled(run, job, createThreadDevice, unheard) };
    return { type: 'shuffled', run: await shuffledCheck(run, createThreadDevice, unheard) };
  } catch (error) {
    return { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (job: Job) => {
  void answerTo(job).then((answer) => parentPort?.postMessage(answer, []));
});

/** What crosses between the program and the threads that fit resampled data. */

/** The fit of that number, or the same training on shuffled labels. */
export type Job = number | 'shuffled';

/** What a thread is made with: its workerData. */
type ThreadRun = RunToRepeat;

export type Answer =
  | { readonly type: 'fit'; readonly fit: ResampledFit }
  | { readonly type: 'shuffled'; readonly run: ShuffledRun | null }
  | { readonly type: 'failed'; readonly why: string };
