/** Entry of a thread that fits resampled data, one job at a time. Thin. */
import { parentPort, workerData } from 'node:worker_threads';
import { fitResampled } from '../../inference/confidence/fitResampled';
import { shuffledCheck } from '../../inference/confidence/shuffledCheck';
import { createWasmDevice } from '../../dynamics/device/wasm/wasmDevice';
import type { CreateDevice } from '../../inference/fit';
import type { Answer, Job, ThreadRun } from './jobs';

const run: ThreadRun = workerData;
const device: CreateDevice = (problem) => createWasmDevice(problem);
const unheard = () => undefined;

async function answerTo(job: Job): Promise<Answer> {
  try {
    if (job !== 'shuffled') return { type: 'fit', fit: await fitResampled(run, job, device, unheard) };
    return { type: 'shuffled', run: await shuffledCheck(run, device, unheard) };
  } catch (error) {
    return { type: 'failed', why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (job: Job) => {
  void answerTo(job).then((answer) => parentPort?.postMessage(answer, []));
});
