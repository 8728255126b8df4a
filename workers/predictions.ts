/** The worker that makes many predictions of one model: screens, sweeps, and combinations beside their parts. See protocol.ts. */
import { expose } from 'comlink';
import { additivity } from '../src/dynamics/additivity';
import type { FittedModel } from '../src/dynamics/fitted';
import { ranked, screened, type ScreenedPerturbation } from '../src/dynamics/perturbationScreen';
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
  async screen(candidates, outcome, time, onProgress) {
    const found: ScreenedPerturbation[] = [];
    let done = 0;
    let reported = performance.now();
    for (const one of screened(given(), candidates, outcome, time)) {
      done++;
      if (one) found.push(one);
      if (performance.now() - reported < REPORT_MS) continue;
      onProgress(done);
      await macrotask();
      reported = performance.now();
    }
    return ranked(found);
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
