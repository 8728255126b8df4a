/** The worker that makes many predictions of one model: screens, sweeps, and combinations beside their parts. See protocol.ts. */
import { expose } from 'comlink';
import { additivity } from '../src/dynamics/additivity';
import type { FittedModel } from '../src/dynamics/fitted';
import { screened, type ScreenedPerturbation } from '../src/dynamics/perturbationScreen';
import { doseSweep, timeSweep } from '../src/dynamics/sweep';
import { macrotask } from '../src/inference/training/macrotask';
import type { PredictionsApi } from './protocol';

/** Milliseconds between two reports of progress, after which messages are read. */
const REPORT_MS = 100;

let model: FittedModel | null = null;

function given(): FittedModel {
  if (!model) throw new Error('a model comes first');
  return model;
}

const api: PredictionsApi = {
  async use(next) {
    model = next;
  },
  async screen(screen, share, onProgress) {
    const found: (ScreenedPerturbation | null)[] = [];
    let reported = performance.now();
    for (const one of screened(given(), screen, share)) {
      found.push(one);
      if (performance.now() - reported < REPORT_MS) continue;
      onProgress(found.length);
      await macrotask();
      reported = performance.now();
    }
    return found;
  },
  async doses(others, gene, levels, time) {
    return doseSweep(given(), others, gene, levels, time);
  },
  async times(changes) {
    return timeSweep(given(), changes);
  },
  async additivity(changes, time) {
    return additivity(given(), changes, time);
  },
};

expose(api);
