/** Entry of a thread that computes networks of other methods, one at a time. */
import type { TrainingData } from '../../dynamics/settings';
import { parentPort, workerData } from 'node:worker_threads';
import type { MethodName } from '../../evaluation/methods/methodNames';
import { networkBy } from '../../evaluation/methods/methods';
import { screenOf, type Screen } from '../../evaluation/methods/screen';
import type { Network } from '../../network/network';

/** Milliseconds between two reports of progress. */
const REPORT_MS = 250;

export interface NetworkTask {
  readonly dataset: TrainingData;
  readonly seed: number;
}

export type NetworkAnswer =
  | { readonly type: 'share'; readonly share: number }
  | { readonly type: 'network'; readonly network: Network }
  | { readonly type: 'failed'; readonly why: string };

const task: NetworkTask = workerData;
let screen: Screen | null = null;

function networkOf(method: MethodName): Network {
  screen ??= screenOf(task.dataset);
  const learning = networkBy(method, screen, task.seed);
  let reported = performance.now();
  for (let step = learning.next(); ; step = learning.next()) {
    if (step.done === true) return step.value;
    const now = performance.now();
    if (now - reported < REPORT_MS) continue;
    reported = now;
    answer({ type: 'share', share: step.value });
  }
}

function answer(said: NetworkAnswer): void {
  parentPort?.postMessage(said, []);
}

parentPort?.on('message', (method: MethodName) => {
  try {
    answer({ type: 'network', network: networkOf(method) });
  } catch (error) {
    answer({ type: 'failed', why: error instanceof Error ? error.message : String(error) });
  }
});
