/** Names of kept scenarios. */
import type { Dataset } from '../../dataset/dataset';
import type { Scenario } from '../../share/view';
import { timePoint } from './format';
import { changesText } from './perturb';

/** Given by a person, else what is changed: 'GATA1 out and SPI1 × 2, 3 days'. */
export function scenarioName(scenario: Scenario, dataset: Pick<Dataset, 'genes' | 'timeUnit'>): string {
  return scenario.name ?? settingText(scenario, dataset);
}

/** 'GATA1 out and SPI1 × 2, 3 days'; no time is the last one. */
export function settingText(
  { sliders, time }: Pick<Scenario, 'sliders' | 'time'>,
  { genes, timeUnit }: Pick<Dataset, 'genes' | 'timeUnit'>,
): string {
  const at = time === null ? '' : `, ${timePoint(time, timeUnit)}`;
  return `${changesText(genes, sliders)}${at}`;
}
