/**
 * What a model predicts: the answer to the sliders, computed again when they or the model change, and single questions of panels. A model in
 * training answers in the trainer, a finished one in a worker of its own; screens have further ones (screens.ts).
 */
import type { Remote } from 'comlink';
import type { Predictor, PredictionsApi, ServedModel } from '../../../../workers/protocol';
import type { Explanation } from '../../../dynamics/explain';
import type { Change, PredictedChange } from '../../../dynamics/predict';
import type { WorkerHandle } from '../clients';
import type { FitResult } from '../../../inference/run/result';
import { latestWins } from '../latestWins';
import type { ResponseTable } from '../../../share/snapshot';
import type { Scenario } from '../../../share/view';
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

/** One perturbation with its prediction; null where the model cannot give it. */
export interface PredictedSetting {
  /** Place among the kept scenarios; null: the sliders, which are not kept. */
  readonly place: number | null;
  readonly sliders: Scenario['sliders'];
  readonly time: number | null;
  readonly prediction: PredictedChange | null;
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

  /** One after the other: the worker has one model. */
  async function predictSettings(
    asked: readonly Omit<PredictedSetting, 'prediction'>[],
  ): Promise<readonly PredictedSetting[]> {
    const answers: PredictedSetting[] = [];
    for (const one of asked) {
      const prediction = await predictionOf(moved(one.sliders), one.time);
      answers.push({ ...one, prediction });
    }
    return answers;
  }

  return { askPredictions: ask, explain, followSliders, predictionOf, predictSettings };
}

function modelChanged(run: RunState, before: RunState): boolean {
  return run.id !== before.id || run.result !== before.result || run.summary.step !== before.summary.step;
}

function moved(sliders: ViewDocument['sliders']): ViewDocument['sliders'] {
  return sliders.filter((slider) => slider.value !== 1);
}

/** The tabulated response to one gene knocked out or doubled; null for any other change. `genes`: G. */
export function tabulatedResponse(
  { regulators, out, doubled }: ResponseTable,
  genes: number,
  changes: readonly Change[],
): PredictedChange | null {
  const [change, ...others] = changes;
  if (!change || others.length > 0) return null;
  const regulator = regulators.indexOf(change.gene);
  const table = { 0: out, 2: doubled }[change.value];
  if (regulator < 0 || !table) return null;
  const log2FoldChange = table.slice(regulator * genes, (regulator + 1) * genes);
  return {
    // The table has fold changes only.
    delta: new Float32Array(),
    lowestDelta: new Float32Array(),
    highestDelta: new Float32Array(),
    log2FoldChange,
    low: log2FoldChange,
    high: log2FoldChange,
    times: new Float32Array(),
    trajectory: new Float32Array(),
    beyondData: [],
  };
}
