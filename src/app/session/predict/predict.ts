/**
 * What a model predicts: the answer to the sliders, computed again when they or the model change, and single questions of panels. A model in
 * training answers in the trainer, a finished one in a worker of its own; screens have further ones (screens.ts).
 */
import type { Remote } from 'comlink';
import type { Predictor, PredictionsApi, ServedModel } from '../../../../workers/protocol';
import type { Explanation } from '../../../dynamics/explain';
import type { Change, PredictedChange } from '../../../dynamics/predict';
import { newWorker, type WorkerHandle } from '../clients';
import type { FitResult } from '../../../inference/run/result';
import { latestWins } from '../latestWins';
import { askTraining } from '../run/runner';
import { tabulatedResponse } from '../share/sharedRun';
import type { RunState, SliderPrediction, ViewDocument } from '../state';
import { usePrediction, useRun, useView } from '../stores';

type PredictionsWorker = WorkerHandle<PredictionsApi>;

export interface PredictWorkers {
  predictions(): PredictionsWorker;
  /** Asks the model in training; null where none trains. */
  training<Answer>(
    question: (remote: Remote<Predictor>) => Promise<Answer | null>,
  ): Promise<Answer | null> | null;
}

/** Worker that predicts from this model. */
export function predictsFrom(worker: PredictionsWorker, { model, loadings }: ServedModel): PredictionsWorker {
  void worker.ask((remote) => remote.use({ model, loadings }));
  return worker;
}

export function createPredict(workers: PredictWorkers) {
  let current: { readonly model: ServedModel['model']; readonly worker: PredictionsWorker } | null = null;

  function workerFor({ model, loadings }: FitResult): PredictionsWorker {
    if (current?.model === model) return current.worker;
    current?.worker.end();
    const worker = predictsFrom(workers.predictions(), { model, loadings: loadings ?? null });
    current = { model, worker };
    void forgetCrashed(worker);
    return worker;
  }

  async function forgetCrashed(worker: PredictionsWorker): Promise<void> {
    await worker.crashed;
    if (current?.worker === worker) current = null;
  }

  /** Of the finished model; null where there is none, or the worker ended before the answer. */
  async function ask<Answer>(
    question: (remote: Remote<PredictionsApi>) => Promise<Answer>,
  ): Promise<Answer | null> {
    const { result } = useRun.getState();
    if (!result) return null;
    const answer = await workerFor(result).ask(question);
    return answer.ok ? answer.value : null;
  }

  function fromModel<Answer>(
    question: (remote: Remote<Predictor>) => Promise<Answer | null>,
  ): Promise<Answer | null> {
    return workers.training(question) ?? ask(question);
  }

  /** From the model, or from the table of responses in a link; null where there is no model, or no such row in the table. */
  async function predictionOf(
    changes: readonly Change[],
    time: number | null,
  ): Promise<PredictedChange | null> {
    const { shared, dataset } = useRun.getState();
    if (!shared || shared.sliderModel?.kind === 'model')
      return fromModel((remote) => remote.predict(changes, time));
    if (!shared.sliderModel || !dataset) return null;
    return tabulatedResponse(shared.sliderModel.responses, dataset.genes.length, changes);
  }

  /** Which paths of the same model carry the predicted change of a gene that is not among the changed ones. */
  function explain(
    changes: readonly Change[],
    target: number,
    time: number | null,
  ): Promise<Explanation | null> {
    return fromModel((remote) => remote.explain(changes, target, time));
  }

  const predictions = latestWins(
    ({ sliders, time }: Pick<SliderPrediction, 'sliders' | 'time'>) => predictionOf(moved(sliders), time),
    (question, prediction) => usePrediction.setState({ answer: { ...question, prediction } }),
  );

  function askAgain(): void {
    const { sliders, time } = useView.getState().present;
    if (moved(sliders).length > 0) predictions.ask({ sliders, time });
    else forget();
  }

  function forget(): void {
    predictions.forget();
    if (usePrediction.getState().answer) usePrediction.setState({ answer: null });
  }

  /** Predicts again when the sliders or the model change; returns the unsubscribe function. */
  function followSliders(): () => void {
    const endView = useView.subscribe((view, before) => {
      const [now, then] = [view.present, before.present];
      if (now.sliders !== then.sliders || now.time !== then.time) askAgain();
    });
    const endRun = useRun.subscribe((run, before) => {
      if (run.id !== before.id || (run.phase === 'idle' && before.phase !== 'idle')) forget();
      if (modelChanged(run, before)) askAgain();
    });
    return () => {
      endView();
      endRun();
    };
  }

  return { ask, explain, followSliders, predictionOf };
}

export const {
  ask: askPredictions,
  explain,
  followSliders,
  predictionOf,
} = createPredict({ predictions: () => newWorker('predictions'), training: askTraining });

function modelChanged(run: RunState, before: RunState): boolean {
  return run.id !== before.id || run.result !== before.result || run.summary.step !== before.summary.step;
}

function moved(sliders: ViewDocument['sliders']): ViewDocument['sliders'] {
  return sliders.filter((slider) => slider.value !== 1);
}
