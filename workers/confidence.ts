/** One of the workers that fit resampled data; a run's fits are shared among several. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { fitResampled } from '../src/inference/confidence/fitResampled';
import { shuffledCheck } from '../src/inference/confidence/shuffledCheck';
import { summarise } from '../src/inference/confidence/summarise';
import { createDevice } from '../src/dynamics/device/createDevice';
import type { CreateDevice } from '../src/inference/fit';
import { sendCellsInPieces, whole } from './cellsInPieces';
import type { ConfidenceApi, RunToJudge } from './protocol';

/** In this worker alone: the fits are what runs side by side. */
const ownDevice: CreateDevice = (problem) => createDevice('wasm', problem);

type AskedRun = Omit<RunToJudge, 'budget'>;

let asked: AskedRun | null = null;

function run(): AskedRun {
  if (!asked) throw new Error('use() says which run is asked about');
  return asked;
}

const api: ConfidenceApi = {
  use(given) {
    asked = given;
    return Promise.resolve();
  },
  async fit(index, onProgress) {
    const fit = await fitResampled(run(), index, ownDevice, onProgress);
    return transfer(fit, [fit.weights.buffer, fit.responses.buffer]);
  },
  shuffled(onProgress) {
    return shuffledCheck(run(), ownDevice, onProgress);
  },
  summarise(fits, shuffled) {
    const { result, dataset } = run();
    return Promise.resolve(summarise(result, dataset, fits, shuffled));
  },
};

sendCellsInPieces();
expose(whole(api));
