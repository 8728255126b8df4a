/** What the next training takes: the settings asked for, where preset default takes none from the data. */
import type { Dataset } from '../../../dataset/dataset';
import type { ScreenSize } from '../../../dataset/mapping';
import { settingsFor, type TrainingSettings } from '../../../dynamics/settings';
import type { NextTrainingState } from '../state';

type Asked = Pick<NextTrainingState, 'settings' | 'isTimeSet'>;

export function nextSettings(
  dataset: Pick<Dataset, 'conditions' | 'moments'>,
  { settings, isTimeSet }: Asked,
): TrainingSettings {
  return settingsFor(dataset, settings, isTimeSet ? ['horizon'] : []);
}

/** The same before the values are read, of a screen of this size. */
export function settingsForSize(size: ScreenSize, asked: Asked): TrainingSettings {
  const perturbed = Array.from({ length: size.timePoints }, (_, time) => ({
    label: '',
    interventions: [{ gene: 0, kind: 'knockout' as const }],
    time,
    cells: size.largest,
  }));
  return nextSettings({ conditions: perturbed }, asked);
}
