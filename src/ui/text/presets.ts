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

/** What it does, what it costs, and how much of known networks it finds (AUPRC; 1 is all). */
export function presetText(preset: PresetName, averages: boolean): string {
  switch (preset) {
    case 'default':
      return averages
        ? 'With fewer than 20 genes three fits are averaged: H first, then SH at T = 1.5 and at T = 3. Takes a few times as long as H.'
        : 'From 20 genes on the same as H; below, three fits are averaged.';
    case 'H':
      return 'Fits the mean effect of each perturbation and how single cells vary, with few direct edges. The quickest.';
    case 'SH':
      return 'Fits whole clouds of cells instead of means, besides how cells vary. Slower.';
    case 'S0':
      return 'Fits clouds of cells alone, from a random start, after the published method. Slower and weaker; for comparison.';
    case 'compact':
      return 'H with 10 to 30 hidden units, for those who want to read the units themselves. Quicker and weaker.';
    default:
      return preset satisfies never;
  }
}

export const longestHorizon = 20;

export const horizonText = {
  description:
    'How long the cells had, in decay times: 6 for a steady state; for a transient, elapsed time × decay rate.',
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
