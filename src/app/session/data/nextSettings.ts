/** What the next training takes: the settings asked for, where preset default takes none from the data, and what it knows beforehand. */
import type { TrainingData } from '../../../dynamics/settings';
import type { Dataset } from '../../../dataset/dataset';
import type { Knowledge } from '../../../dataset/knowledge';
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

type Informed = Pick<TrainingData, 'fingerprint' | 'knowledge'>;

/** What the data set was learned with; of an open file, what the run of it on screen was. */
export function formerKnowledge(dataset: Informed | null, onScreen: Informed | null): Knowledge | undefined {
  const isOnScreen = dataset !== null && dataset.fingerprint === onScreen?.fingerprint;
  return dataset?.knowledge ?? (isOnScreen ? onScreen.knowledge : undefined);
}
