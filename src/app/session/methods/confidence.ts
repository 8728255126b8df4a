/** Confidence in the edges of the run on screen: measured on request, in the background, and never while a run trains. */
import { proxy, type Remote } from 'comlink';
import type { ConfidenceApi, RunToBenchmark } from '../../../../workers/protocol';
import { sendDataset } from '../../../../workers/sendDataset';
import type { Dataset } from '../../../dataset/dataset';
import type { TrainingSettings } from '../../../dynamics/settings';
import { workersWithRoom } from '../../../inference/confidence/memory';
import { memoryOfBrowser, runSizeOf } from '../../../inference/run/memory';
import {
  shareOfFits,
  type FitWorker,
  type Measured,
  type Measurement,
  type MeasurementRequest,
} from '../../../inference/confidence/pool';
import type { StartWorker } from '../clients';
import { withConfidence } from '../../../inference/run/confidence';
import { pool, workersOn } from '../pool';
import type { EvaluationState, RunState } from '../state';
import { log, noEvaluation, useEvaluation, useRun } from '../stores';

/** Why the confidence cannot be measured now. */
export type Hindrance = 'no-result' | 'training' | 'no-cells' | 'under-way';

/** null: it can be measured. */
export function confidenceHindrance(
  { id, phase, result, dataset, shared }: RunState,
  { run, confidence }: EvaluationState,
): Hindrance | null {
  if (phase === 'preparing' || phase === 'running' || phase === 'paused') return 'training';
  if (!result || !dataset) return 'no-result';
  if (shared || dataset.values.length === 0) return 'no-cells';
  return run === id && confidence.phase === 'running' ? 'under-way' : null;
}

/** What a measurement needs of the page. */
export interface ConfidenceParts {
  startMeasurement(request: MeasurementRequest): Measurement;
  fitWorker(run: Omit<RunToBenchmark, 'budget'>): FitWorker;
  workersHere(dataset: Dataset, settings: TrainingSettings, fits: number): number;
  saveState(progress: null): Promise<boolean>;
}

/** Number of workers on this machine. */
export function workersHere(dataset: Dataset, settings: TrainingSettings, fits: number): number {
  const room = workersWithRoom(runSizeOf(dataset), settings, fits, memoryOfBrowser(navigator));
  return workersOn(navigator.hardwareConcurrency, room);
}

/** A worker of the pool of inference/confidence. The run is sent first; where that fails, the next call rejects. */
export function confidenceFitWorker(
  startWorker: StartWorker,
  { dataset, ...rest }: Omit<RunToBenchmark, 'budget'>,
): FitWorker {
  const worker = startWorker('confidence');
  const ask = async <Answer>(question: (remote: Remote<ConfidenceApi>) => Promise<Answer>) => {
    const answer = await worker.ask(question);
    if (answer.ok) return answer.value;
    throw new Error(answer.error.tag === 'worker-lost' ? answer.error.detail : '');
  };
  void worker.ask((remote) => remote.use(sendDataset(dataset), rest));
  return {
    fit: (index, onProgress) => ask((remote) => remote.fit(index, proxy(onProgress))),
    shuffled: (onProgress) => ask((remote) => remote.shuffled(proxy(onProgress))),
    summarise: (fits, shuffled) => ask((remote) => remote.summarise(fits, shuffled)),
    end: () => worker.end(),
  };
}

export function createConfidence(parts: ConfidenceParts) {
  let current: Measurement | null = null;

  /** Fits resampled data that many times; the confidence becomes part of the result, is saved with the run and logged. */
  async function measureConfidence(fits: number): Promise<void> {
    const run = useRun.getState();
    const { id, dataset, result, trainedWith: settings } = run;
    if (confidenceHindrance(run, useEvaluation.getState()) !== null || !dataset || !settings || !result)
      return;
    const workers = Math.min(parts.workersHere(dataset, settings, fits), pool.roomFor('confidence'));
    pool.take('confidence', workers);
    const measurement = parts.startMeasurement({
      createWorker: () => parts.fitWorker({ dataset, settings, result }),
      share: shareOfFits(fits),
      workers,
      clock: () => performance.now() / 1000,
      onProgress: (progress) => show(id, { phase: 'running', progress }),
    });
    current = measurement;
    const isGone = (now: RunState) => now.id !== id || now.result === null;
    const end = useRun.subscribe((now) => {
      if (isGone(now)) measurement.drop();
    });
    const answer = await measurement.ended;
    pool.take('confidence', 0);
    end();
    if (current === measurement) current = null;
    conclude(id, isGone(useRun.getState()) ? { tag: 'dropped' } : answer);
  }

  /** Uses the fits that have ended, where there are enough of them. */
  function cancelConfidence(): void {
    current?.cancel();
  }

  function conclude(id: number, answer: Measured): void {
    switch (answer.tag) {
      case 'measured':
        useRun.setState(({ result }) => ({ result: result && withConfidence(result, answer.confidence) }));
        log({ tag: 'confidence-measured', fits: answer.confidence.fits });
        show(id, { phase: 'done' });
        void parts.saveState(null);
        return;
      case 'cancelled':
        log({ tag: 'confidence-cancelled', fits: answer.fits });
        show(id, { phase: 'cancelled' });
        return;
      case 'failed':
        log({ tag: 'confidence-failed', detail: answer.detail });
        show(id, { phase: 'failed', detail: answer.detail });
        return;
      case 'dropped':
        // The id of a discarded run stays.
        if (useEvaluation.getState().run === id) show(id, { phase: 'idle' });
        return;
      default:
        answer satisfies never;
    }
  }

  return { cancelConfidence, measureConfidence };
}

function show(run: number, confidence: EvaluationState['confidence']): void {
  useEvaluation.setState((state) =>
    state.run === run ? { confidence } : { ...noEvaluation, run, confidence },
  );
}
