/** The predictions of all kept scenarios, and of the sliders where they change something else, with what the data support. */
import { useEffect, useMemo, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Change } from '../../../../dynamics/predict';
import type { FitResult } from '../../../../inference/run/result';
import { limitsOf, type Limit } from '../../../../inference/run/support';
import { settingsToCompare } from '../../../session/predict/scenarioActions';
import type { PredictedSetting } from '../../../session/predict/predict';
import { predictSettings } from '../../../session/page/actions';
import { latestWins } from '../../../session/latestWins';
import { useRun, useView } from '../../../session/stores';

export interface ShownSetting extends PredictedSetting {
  /** Empty: within what the data support, or not predicted. */
  readonly limits: readonly Limit[];
}

interface Question {
  readonly settings: ReturnType<typeof settingsToCompare>;
  /** Another model is another question. */
  readonly model: FitResult | number;
}

/** The latest answer; null before the first one. They are asked again when the model changes. */
export function usePredictedSettings(withSliders: boolean): readonly ShownSetting[] | null {
  const scenarios = useView((view) => view.present.scenarios);
  const sliders = useView((view) => (withSliders ? view.present.sliders : null));
  const time = useView((view) => view.present.time);
  const dataset = useRun((run) => run.dataset);
  const result = useRun((run) => run.result);
  const isShared = useRun((run) => run.shared !== null);
  /** While it is learned the model changes with every step. */
  const step = useRun((run) => (run.result ? -1 : run.summary.step));
  const [answer, setAnswer] = useState<readonly PredictedSetting[] | null>(null);
  const [asking] = useState(() =>
    latestWins(
      ({ settings }: Question) => predictSettings(settings),
      (_, predicted) => setAnswer(predicted),
    ),
  );
  const question = useMemo(
    (): Question => ({
      settings: settingsToCompare(scenarios, { sliders: sliders ?? [], time }),
      model: result ?? step,
    }),
    [scenarios, sliders, time, result, step],
  );
  useEffect(() => {
    asking.ask(question);
  }, [asking, question]);
  return useMemo(
    () =>
      answer &&
      answer.map((one) => ({
        ...one,
        limits:
          dataset && one.prediction
            ? limitsOfRun({ dataset, result, isShared }, one.sliders, one.prediction.beyondData)
            : [],
      })),
    [answer, dataset, result, isShared],
  );
}

/** The same while the model is still learned: its regulators are the candidates. */
export function limitsOfRun(
  run: { readonly dataset: Dataset; readonly result: FitResult | null; readonly isShared: boolean },
  changes: readonly Change[],
  beyondData: readonly number[],
): readonly Limit[] {
  const { dataset, result, isShared } = run;
  const model = result?.model ?? { measured: null, regulators: dataset.candidates };
  return limitsOf({ dataset, model, isShared }, changes, beyondData);
}
