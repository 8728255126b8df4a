/** The worker that predicts from one finished model: for the sliders, screens, sweeps, and combinations beside their parts. See protocol.ts. */
import { expose } from 'comlink';
import { additivity } from '../src/dynamics/additivity';
import { explainChange } from '../src/dynamics/explain';
import { predictOutside } from '../src/dynamics/loadings';
import { predictChange } from '../src/dynamics/predict';
import { screened, type ScreenedPerturbation } from '../src/dynamics/perturbationScreen';
import { doseSweep, timeSweep } from '../src/dynamics/sweep';
import { macrotask } from '../src/inference/run/macrotask';
import { receiveDataset } from './sendDataset';
import type { PredictionsApi, ServedModel } from './protocol';

/** Milliseconds between two reports of progress, after which messages are read. */
const REPORT_MS = 100;

let served: ServedModel | null = null;

function given(): ServedModel {
  if (!served) throw new Error('a model comes first');
  return served;
}

const api: PredictionsApi = {
  async use(next) {
    served = next;
  },
  async startAt(sent, result, file) {
    const { startAt } = await import('./startAt');
    const found = await startAt({ dataset: await receiveDataset(sent), result }, file);
    if ('tag' in found) return found;
    const { model, ...told } = found;
    served = { model, loadings: null };
    return told;
  },
  async predict(changes, time) {
    const { model, loadings } = given();
    const change = predictChange(model, changes, time);
    return loadings ? { ...change, outside: predictOutside(model, loadings, changes, change) } : change;
  },
  async explain(changes, target, time) {
    return explainChange(given().model, changes, target, time);
  },
  async screen(screen, share, onProgress) {
    const found: (ScreenedPerturbation | null)[] = [];
    let reported = performance.now();
    for (const one of screened(given().model, screen, share)) {
      found.push(one);
      if (performance.now() - reported < REPORT_MS) continue;
      onProgress(found.length);
      await macrotask();
      reported = performance.now();
    }
    return found;
  },
  async doses(others, gene, levels, time) {
    return doseSweep(given().model, others, gene, levels, time);
  },
  async times(changes) {
    return timeSweep(given().model, changes);
  },
  async additivity(changes, time) {
    return additivity(given().model, changes, time);
  },
};

expose(api);
