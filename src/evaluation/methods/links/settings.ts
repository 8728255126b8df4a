import type { MethodSetting, SettingValues } from '../method';

/** Of regulators: two to learn from, one to stop by, one to be judged by. */
export const FOLDS = 4;

export const STEPS: MethodSetting = {
  name: 'steps',
  meaning:
    'Steps of each model, on all pairs of its training regulators; the best on further regulators is kept.',
  value: 100,
  least: 10,
  most: 5000,
  whole: true,
};

export function stepsOf(settings: SettingValues): number {
  return settings[STEPS.name] ?? STEPS.value;
}
