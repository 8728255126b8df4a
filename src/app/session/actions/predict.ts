/** The prediction for the sliders: computed again when they or the model change, one at a time. */
import type { Change, PredictedChange } from '../../../dynamics/predict';
import { latestWins } from '../latestWins';
import { predict } from '../runner';
import { tabulatedResponse } from '../sharedRun';
import type { RunState, ViewDocument } from '../state';
import { useRun, useView } from '../stores';

type Question = Pick<NonNullable<RunState['prediction']>, 'sliders' | 'time'>;

const predictions = latestWins(
  ({ sliders, time }: Question) => predictionOf(moved(sliders), time),
  (question, prediction) => useRun.setState({ prediction: { ...question, prediction } }),
);

/** From the runner, or from the table of responses in a link; null where there is no model, or no such row in the table. */
export async function predictionOf(
  changes: readonly Change[],
  time: number | null,
): Promise<PredictedChange | null> {
  const { shared, dataset } = useRun.getState();
  if (!shared || shared.sliderModel?.kind === 'model') return predict(changes, time);
  if (!shared.sliderModel || !dataset) return null;
  return tabulatedResponse(shared.sliderModel.responses, dataset.genes.length, changes);
}

/** Predicts again when the sliders or the model change; returns the unsubscribe function. */
export function followSliders(): () => void {
  const endView = useView.subscribe((view, before) => {
    const [now, then] = [view.present, before.present];
    if (now.sliders !== then.sliders || now.time !== then.time) askAgain();
  });
  const endRun = useRun.subscribe((run, before) => {
    if (modelChanged(run, before)) askAgain();
  });
  return () => {
    endView();
    endRun();
  };
}

function askAgain(): void {
  const { sliders, time } = useView.getState().present;
  if (moved(sliders).length > 0) predictions.ask({ sliders, time });
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
