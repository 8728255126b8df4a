/** One of the workers that fit resampled data; several of them share the fits of a run. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { fitResampled } from '../src/inference/confidence/fitResampled';
import { shuffledCheck } from '../src/inference/confidence/shuffledCheck';
import { summarise } from '../src/inference/confidence/summarise';
import { createThreadDevice } from '../src/inference/run/fit';
import { receiveDataset } from './sendDataset';
import type { ConfidenceApi, RunToBenchmark } from './protocol';

type MeasuredRun = Omit<RunToBenchmark, 'budget'>;

let used: Promise<MeasuredRun> | null = null;

function run(): Promise<MeasuredRun> {
  if (!used) throw new Error('use() has to be called first');
  return used;
}

const api: ConfidenceApi = {
  async use(sent, rest) {
    used = receiveDataset(sent).then((dataset) => ({ ...rest, dataset }));
    await used;
  },
  async fit(index, onProgress) {
    const fit = await fitResampled(await run(), index, createThreadDevice, onProgress);
    return transfer(fit, [fit.weights.buffer, fit.responses.buffer]);
  },
  async shuffled(onProgress) {
    return shuffledCheck(await run(), createThreadDevice, onProgress);
  },
  async summarise(fits, shuffled) {
    const { result, dataset } = await run();
    return summarise(result, dataset, fits, shuffled);
  },
};

expose(api);
