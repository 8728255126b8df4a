/** Keeps the prediction beside the sliders: asked again when they or the model change, at most one question at a time. */
import type { PredictRequest, Prediction } from '../../../../workers/protocol';
import { latestWins } from '../latestWins';
import { predict } from '../runner';
import { answerOf } from '../sharedAnswer';
import type { RunState, ViewDocument } from '../state';
import { useRun, useScreen, useView } from '../stores';

interface Question {
  readonly sliders: ViewDocument['sliders'];
  readonly time: number | null;
}

const predictions = latestWins(
  ({ sliders, time }: Question) => answer({ changes: moved(sliders), time }),
  (question, prediction) => useRun.setState({ prediction: { ...question, prediction } }),
);

/** From what a link brought, where it brought something else than a model. */
async function answer(request: PredictRequest): Promise<Prediction | null> {
  const { shared, dataset } = useRun.getState();
  if (!shared || shared.instrument?.kind === 'model') return predict(request);
  if (!shared.instrument || !dataset) return null;
  return answerOf(shared.instrument.responses, dataset.genes.length, request);
}

/** Returns what ends it. */
export function followSliders(): () => void {
  const endView = useView.subscribe((view, before) => {
    if (view.present.sliders !== before.present.sliders) askAgain();
  });
  const endRun = useRun.subscribe((run, before) => {
    if (modelChanged(run, before)) askAgain();
  });
  const endScreen = useScreen.subscribe((screen, before) => {
    if (screen.predictTime !== before.predictTime) askAgain();
  });
  return () => {
    endScreen();
    endView();
    endRun();
  };
}

function askAgain(): void {
  const { sliders } = useView.getState().present;
  if (moved(sliders).length > 0) predictions.ask({ sliders, time: useScreen.getState().predictTime });
  else {
    predictions.forget();
    if (useRun.getState().prediction) useRun.setState({ prediction: null });
  }
}

function modelChanged(run: RunState, before: RunState): boolean {
  return run.id !== before.id || run.result !== before.result || run.summary.step !== before.summary.step;
}

function moved(sliders: ViewDocument['sliders']): ViewDocument['sliders'] {
  return sliders.filter((slider) => slider.value !== 1);
}
