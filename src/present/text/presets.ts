/** Presets, horizon and gradient in sentences; the AUPRC values are those of docs/accuracy.md. */
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

/** Objective, cost and accuracy of a preset. */
export function presetText(preset: PresetName): string {
  switch (preset) {
    case 'default':
      return `Fits mean effects and the variation of single cells, with few direct edges (preset H). With one sample per perturbation: T = 1.5, and indirect effects count less. ${accuracy('.99', '.95', '.87')}`;
    case 'H':
      return `Fits the mean effect of each perturbation and the variation of single cells, with few direct edges. The fastest accurate preset. ${accuracy('.99', '.95', '.87')}`;
    case 'SH':
      return `Fits distributions of cells instead of means, and the variation of single cells. Takes 3–6 × as long as H. ${accuracy('.99', '.95', '.82')}`;
    case 'S0':
      return `Fits distributions of cells only, from a random start; for comparison. Takes 5–10 × as long as H. ${accuracy('.82', '.91', '.66')}`;
    case 'compact':
      return `H with 10 to 30 hidden units that can be interpreted individually. Takes about half as long as H. ${accuracy('.78', '.84', '.76')}`;
    default:
      return preset satisfies never;
  }
}

function accuracy(acyclic: string, loops: string, noisy: string): string {
  return `AUPRC on simulated screens: ${acyclic} (100 genes), ${loops} (30 with loops), ${noisy} (30 with technical noise).`;
}

/** The meaning of an empty field of hidden modules. */
export function modulesText(preset: PresetName): string {
  return preset === 'compact'
    ? 'Empty: half the number of candidate regulators, between 10 and 30.'
    : 'Empty: twice the number of candidate regulators.';
}

export const longestHorizon = 20;

export const horizonText = {
  means:
    'Time since perturbation, in mRNA lifetimes; keep 6 for steady state. For a transient: elapsed time × decay rate.',
  clouds:
    'Simulated time of the cells, in mRNA lifetimes: 1.5 to 3 for steady state (later they lose their variance). For a transient: elapsed time × decay rate.',
  singleSamples:
    'Every perturbation is one sample: preset default takes 1.5 mRNA lifetimes. Another T, typed here, is kept.',
  invalid: `T must be above 0 and at most ${longestHorizon}; the previous value is used.`,
} as const;

export const gradientTexts: Readonly<Record<TrainingSettings['adjoint'], string>> = {
  discrete: 'Discrete (of the computed steps)',
  continuous: 'Continuous adjoint (of the equation)',
};
