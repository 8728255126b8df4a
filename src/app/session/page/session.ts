/**
 * The session, made of its workers, subject by subject: view, data, run, share, predict, methods. A subject gets what it needs of those before it, and
 * what it tells one that comes later as a function. All act on the one state of ../stores.ts; the view has no workers and is not made here.
 */
import type { ContextPlan } from '../../../dataset/contextSizes';
import { startMeasurement } from '../../../inference/confidence/pool';
import type { PredictedFormat } from '../../../share/exports/predictedValues';
import { type StartWorker, workersBy } from '../clients';
import { createDemos } from '../data/demo';
import { createFiles } from '../data/files';
import { createImport } from '../data/import';
import { confidenceFitWorker, createConfidence, workersHere } from '../methods/confidence';
import { createEvaluation } from '../methods/evaluation';
import { createOtherNetworks } from '../methods/otherNetworks';
import { createPredict } from '../predict/predict';
import { createRunner } from '../run/runner';
import { createSaving } from '../run/saving';
import { createKeptRuns, createStarts, createTraining } from '../run/training';
import { createArrivals } from '../share/arrivals';
import { createExports } from '../share/exports';
import { createShare } from '../share/share';

/** Starts no worker: each starts when it is first asked. */
export function createSession(start: StartWorker) {
  const workers = workersBy(start);

  const imports = createImport(start);

  const saving = createSaving();
  const runner = createRunner(() => start('trainer'), saving);
  const starts = createStarts(runner, saving);
  const training = createTraining(imports, { runner, saving, starts });

  const demos = createDemos(imports, { ...runner, train: training.train });
  const arrivals = createArrivals(workers.share, { imports, demos, runner, saving, starts, training });
  const files = createFiles(imports, {
    pauseRun: runner.pauseRun,
    openRunFile: arrivals.openRunFile,
    openGeneSets: async (file) => (await import('../methods/enrichment')).openGeneSets(file),
  });

  const predict = createPredict({
    predictions: () => start('predictions'),
    training: runner.askTraining,
  });

  const evaluation = createEvaluation({
    evaluation: () => start('evaluation'),
    others: createOtherNetworks(() => start('methods')),
  });
  const confidence = createConfidence({
    startMeasurement,
    fitWorker: (run) => confidenceFitWorker(start, run),
    workersHere,
    saveState: saving.saveState,
  });

  return {
    data: { ...imports, ...demos, ...files },
    run: { ...saving, ...runner, ...training, ...createKeptRuns(runner, saving) },
    share: { ...createExports(workers.share), ...createShare(workers.share, imports), ...arrivals },
    predict: {
      ...predict,
      downloadPredicted: async (format: PredictedFormat, of: 'sliders' | 'all') =>
        (await import('../predict/scenarioActions')).downloadPredicted(predict.predictSettings, format, of),
    },
    methods: {
      ...evaluation,
      ...confidence,
      learnContexts: async (plan: ContextPlan) =>
        (await import('../methods/contextNetworks')).learnContexts(plan, {
          start,
          valuesOf: imports.valuesOf,
        }),
    },
  };
}
