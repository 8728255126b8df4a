/** The levels of a statement, as words. */
import type { Level } from '../../inference/verdict/statements';

export const levelNames: Readonly<Record<Level, string>> = {
  supported: 'Supported',
  uncertain: 'Uncertain',
  none: 'No evidence',
  unknown: 'Not determined',
};

/** Beside a prediction of the sliders. '' where predictions are supported. */
export function reliabilityText(level: Level, isDoubtful: boolean): string {
  if (isDoubtful) return 'Not reliable.';
  return level === 'supported'
    ? ''
    : `Predictions of unseen perturbations: ${levelNames[level].toLowerCase()}.`;
}
