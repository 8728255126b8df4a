/** Confidence in the edges of the run on screen: measured on request, in the background, and never while a run trains. */
import {
  shareOfFits,
  startMeasurement,
  type Measured,
  type Measurement,
  type MeasurementRequest,
} from '../../../inference/confidence/pool';
import { confidenceFitWorker, workersHere } from '../clients';
import { withConfidence } from '../../../inference/confidence/confidence';
import { pool } from './pool';
import { saveState } from '../run/saving';
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

export interface ConfidenceParts {
  startMeasurement(request: MeasurementRequest): Measurement;
  readonly fitWorker: typeof confidenceFitWorker;
  /** Number of workers on this machine. */
  readonly workersHere: typeof workersHere;
  readonly saveState: typeof saveState;
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

export const { cancelConfidence, measureConfidence } = createConfidence({
  startMeasurement,
  fitWorker: confidenceFitWorker,
  workersHere,
  saveState,
});
