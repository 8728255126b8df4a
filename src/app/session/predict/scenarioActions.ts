/** Actions on kept scenarios; all can be undone. Loaded with the panels that show them, and by the palette. */
import { limitsOf } from '../../../inference/run/support';
import { scenarioName, settingText } from '../../../present/text/scenarios';
import type { PredictedFormat, PredictedScenario } from '../../../share/exports/predictedValues';
import { shareWorker } from '../clients';
import * as to from './scenarios';
import { useRun, useView } from '../stores';
import type { Scenario } from '../../../share/view';
import { runToExport, saveWritten } from '../share/exports';
import type { PredictedSetting } from './predict';
import { change, endGesture, showPerturb } from '../view/view';

/** What the sliders ask for now. */
function settingNow(): Pick<Scenario, 'sliders' | 'time'> {
  const { sliders, time } = useView.getState().present;
  return { sliders, time };
}

export function keepScenario(): void {
  endGesture();
  change((view) => to.kept(view, settingNow()), null);
}

/** Sets the sliders and the time to those of a scenario, and opens Perturb. */
export function setScenario(place: number): void {
  change((view) => to.scenarioSet(view, place), null);
  showPerturb();
}

export const renameScenario = (place: number, name: string) =>
  change((view) => to.scenarioRenamed(view, place, name), null);
export const removeScenario = (place: number) => change((view) => to.scenarioRemoved(view, place), null);

/** The kept scenarios; before them the sliders, where they change something else. */
export function settingsToCompare(
  scenarios: readonly Scenario[],
  sliders: Pick<Scenario, 'sliders' | 'time'>,
): readonly Omit<PredictedSetting, 'prediction'>[] {
  const kept = scenarios.map((one, place) => ({ place, sliders: one.sliders, time: one.time }));
  const own = to.movedOf(sliders);
  const isOther = own.sliders.length > 0 && to.placeOf(scenarios, own) < 0;
  return [...(isOther ? [{ place: null, ...own }] : []), ...kept];
}

/** Every predicted value of the sliders, or of all kept scenarios as well. */
export async function downloadPredicted(
  predictSettings: (
    asked: readonly Omit<PredictedSetting, 'prediction'>[],
  ) => Promise<readonly PredictedSetting[]>,
  format: PredictedFormat,
  of: 'sliders' | 'all',
): Promise<void> {
  const run = runToExport();
  const { dataset, result, shared } = useRun.getState();
  if (!run || !dataset || !result) return;
  const { scenarios } = useView.getState().present;
  const settings =
    of === 'all'
      ? settingsToCompare(scenarios, settingNow())
      : [{ place: null, ...to.movedOf(settingNow()) }];
  const predicted = (await predictSettings(settings)).flatMap(
    ({ place, sliders, time, prediction }): readonly PredictedScenario[] => {
      if (!prediction) return [];
      const kept = place === null ? undefined : scenarios[place];
      const { beyondData, delta, lowestDelta, highestDelta, log2FoldChange, low, high } = prediction;
      return [
        {
          name: kept ? scenarioName(kept, dataset) : settingText({ sliders, time }, dataset),
          changes: sliders,
          time,
          prediction: { delta, lowestDelta, highestDelta, log2FoldChange, low, high },
          limits: limitsOf({ dataset, model: result.model, isShared: shared !== null }, sliders, beyondData),
        },
      ];
    },
  );
  if (predicted.length === 0) return;
  const written = await shareWorker.ask((share) => share.exportPredicted(format, run, predicted));
  saveWritten(written, `${of === 'all' ? 'scenarios' : 'perturbed'}.${format}`);
}
