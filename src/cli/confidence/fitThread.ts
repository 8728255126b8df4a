/** Entry of a thread that fits resampled data, one job at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { fitResampled } from '../../inference/confidence/fitResampled';
import { shuffledCheck, type ShuffledRun } from '../../inference/confidence/shuffledCheck';
import { createThreadDevice } from '../../inference/run/fit';
import type { RunToRepeat } from '../../inference/confidence/refit';
import type { ResampledFit } from '../../inference/run/confidence';

const run: RunToRepeat = workerData;
const ignore = () => undefined;

async function answerTo(job: Job): Promise<Answer> {
  try {
    if (job !== 'shuffled')
      return { type: 'fit', fit: await fitResampled(run, job, createThreadDevice, ignore) };
    return { type: 'shuffled', run: await shuffledCheck(run, createThreadDevice, ignore) };
  } catch (error) {
    return { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (job: Job) => {
  void answerTo(job).then((answer) => parentPort?.postMessage(answer, []));
});

/** Index of a resampled fit, or the training on shuffled labels. */
export type Job = number | 'shuffled';

export type Answer =
  | { readonly type: 'fit'; readonly fit: ResampledFit }
  | { readonly type: 'shuffled'; readonly run: ShuffledRun | null }
  | { readonly type: 'failed'; readonly why: string };
