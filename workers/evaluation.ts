/** The worker that compares a finished run with other methods; it keeps their networks for later references. See protocol.ts. */
import { expose } from 'comlink';
import { examineKnowledge } from '../src/inference/benchmark/knowledge';
import { priorOn } from '../src/network/prior';
import { cachedTruthBenchmark } from '../src/inference/benchmark/truth';
import {
  type BegunBenchmark,
  type BenchmarkStep,
  ownParts,
  withNetwork,
} from '../src/inference/benchmark/runBenchmark';
import { effectsOfRuns } from '../src/inference/run/effectsOfRuns';
import { runNames } from '../src/present/report/runEffects';
import { effectsRate } from '../src/present/text/effects';
import { receiveDataset } from './sendDataset';
import type { EvaluationApi, RunToBenchmark } from './protocol';

/** Milliseconds between two reports of progress, and between two pauses in which messages are read. */
const REPORT_MS = 250;
const YIELD_MS = 50;

/** The last reference asked for: networks are added one by one, and each is compared once. */
let compared: {
  readonly reference: string;
  readonly run: RunToBenchmark;
  readonly compare: ReturnType<typeof cachedTruthBenchmark>;
} | null = null;
let latest: {
  readonly run: RunToBenchmark;
  readonly step: BenchmarkStep;
  /** null until the run's own numbers are known. */
  readonly begun: BegunBenchmark | null;
} | null = null;

const api: EvaluationApi = {
  async benchmark(sent, rest, listener) {
    const run = { ...rest, dataset: await receiveDataset(sent) };
    let reported = -Infinity;
    let yielded = performance.now();
    const steps = ownParts(run);
    for (let next = steps.next(); ; next = steps.next()) {
      if (next.done === true) {
        const begun = next.value;
        latest = { run, step: begun.step, begun };
        return begun.step.card;
      }
      const { value: step } = next;
      const now = performance.now();
      const grew = step.card !== latest?.step.card;
      latest = { run, step, begun: null };
      if (grew) listener.card(step.card);
      if (grew || now - reported >= REPORT_MS) {
        listener.progress(step.progress);
        reported = now;
      }
      if (grew || now - yielded >= YIELD_MS) {
        await new Promise((resolve) => setTimeout(resolve));
        yielded = performance.now();
      }
    }
  },
  async add(method, network) {
    if (!latest?.begun) throw new Error('the run has not been judged');
    const begun = withNetwork(latest.begun, method, network);
    latest = { ...latest, step: begun.step, begun };
    return begun.step.card;
  },
  async against(truth) {
    if (latest === null) return null;
    const { run, step } = latest;
    const reference = JSON.stringify(truth);
    if (compared?.reference !== reference || compared.run !== run)
      compared = { reference, run, compare: cachedTruthBenchmark(truth, run.dataset, run.settings.seed) };
    return compared.compare(step.networks);
  },
  async effects(first, second, onProgress) {
    const sides = await Promise.all([receiveDataset(first), receiveDataset(second)]);
    return effectsOfRuns(...sides, { names: runNames, rate: effectsRate }, onProgress);
  },
  async knowledge(run, { edges, name }, settings) {
    const { genes, regulators } = run.result.network;
    const names = Array.from(regulators, (gene) => genes[gene] ?? '');
    const prior = priorOn(edges, name, genes, names);
    return prior.ok ? examineKnowledge(run, prior.value, settings) : null;
  },
};

expose(api);
