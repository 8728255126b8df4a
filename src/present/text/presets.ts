/** The presets, the horizon and the gradient, in sentences. Figures: docs/accuracy.md. */
import type { PresetName, TrainingSettings } from '../../dynamics/settings';

export const presetChoices: readonly { readonly value: PresetName; readonly label: string }[] = [
  { value: 'default', label: 'Default' },
  { value: 'H', label: 'H' },
  { value: 'SH', label: 'SH' },
  { value: 'S0', label: 'S0' },
  { value: 'compact', label: 'Compact' },
];

export function presetLabel(preset: PresetName): string {
  return presetChoices.find(({ value }) => value === preset)?.label ?? preset;
}

/** What it does, what it costs, and how much of known networks it finds (docs/accuracy.md). */
export function presetText(preset: PresetName, averages: boolean): string {
  switch (preset) {
    case 'default':
      return averages
        ? 'With fewer than 20 genes three fits are averaged: H first, then SH at T = 1.5 and at T = 3. Three to four times the time of H; AUPRC .81 against .77 for H alone on four small simulated screens.'
        : `From 20 genes on the same as H; below, three fits are averaged. ${accuracy('.95', '.97', '.81')}`;
    case 'H':
      return `Fits the mean effect of each perturbation and how single cells vary, with few direct edges. The quickest of the accurate ones. ${accuracy('.95', '.97', '.81')}`;
    case 'SH':
      return `Fits whole clouds of cells instead of means, besides how cells vary. Two to three times the time of H. ${accuracy('.93', '.93', '.73')}`;
    case 'S0':
      return `Fits clouds of cells alone, from a random start; for comparison. Four to six times the time of H. ${accuracy('.81', '.86', '.59')}`;
    case 'compact':
      return `H with 10 to 30 hidden units, for those who want to read the units themselves. A half to a quarter of the time of H. ${accuracy('.75', '.78', '.68')}`;
    default:
      return preset satisfies never;
  }
}

function accuracy(acyclic: string, loops: string, noisy: string): string {
  return `AUPRC on simulated screens: ${acyclic} (100 genes), ${loops} (30 with loops), ${noisy} (30 with technical noise).`;
}

/** What an empty field of hidden modules means. */
export function modulesText(preset: PresetName): string {
  return preset === 'compact'
    ? 'Empty: half the number of candidate regulators, but 10 to 30.'
    : 'Empty: twice the number of candidate regulators.';
}

export const longestHorizon = 20;

export const horizonText = {
  means:
    'How long the cells had, in decay times: 6 for a steady state; for a transient, elapsed time × decay rate.',
  clouds:
    'How long cells are followed, in decay times: 1.5 to 3 for a steady state, since later they lose their variance; for a transient, elapsed time × decay rate.',
  invalid: `T is a number above 0 and at most ${longestHorizon}; until then the last one holds.`,
} as const;

export const gradientChoices: readonly {
  readonly value: TrainingSettings['adjoint'];
  readonly label: string;
}[] = [
  { value: 'discrete', label: 'Of the steps that were computed' },
  { value: 'continuous', label: 'Of the equation, along the same steps' },
];

export const gradientText =
  'The first is exact for what is computed; the second is what the equation itself would give, and differs less the shorter the steps.';
