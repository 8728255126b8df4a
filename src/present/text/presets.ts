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

/** Objective, cost and accuracy of a preset: AUPRC on simulated screens, in the order of `presetColumns`. */
export const presetTexts: Readonly<
  Record<
    PresetName,
    { readonly fits: string; readonly time: string; readonly accuracy: readonly [string, string, string] }
  >
> = {
  default: {
    fits: 'Mean effects and variation of cells, few direct edges.',
    time: 'as H',
    accuracy: ['.99', '.95', '.87'],
  },
  H: {
    fits: 'As Default, also with one sample per perturbation.',
    time: 'fastest',
    accuracy: ['.99', '.95', '.87'],
  },
  SH: {
    fits: 'Distributions of cells instead of means, and their variation.',
    time: '3–6 × H',
    accuracy: ['.99', '.95', '.82'],
  },
  S0: {
    fits: 'Distributions of cells only, from a random start; for comparison.',
    time: '5–10 × H',
    accuracy: ['.82', '.91', '.66'],
  },
  compact: {
    fits: 'As H, with 10 to 30 hidden units that can be interpreted.',
    time: '½ × H',
    accuracy: ['.78', '.84', '.76'],
  },
};

export const presetColumns = [
  'Preset',
  'Fits',
  'Time',
  '100 genes',
  '30 with loops',
  '30 with technical noise',
] as const;

export const presetCaption =
  'AUPRC on simulated screens. Where every perturbation is one sample, Default takes T = 1.5 and indirect effects count less.';

/** The meaning of an empty field of hidden modules. */
export function modulesText(preset: PresetName): string {
  return preset === 'compact'
    ? 'Empty: half the number of candidate regulators, between 10 and 30.'
    : 'Empty: twice the number of candidate regulators.';
}

export const longestHorizon = 20;

export const horizonText = {
  means: 'In mRNA lifetimes; 6 for steady state, else time × decay rate.',
  clouds: 'In mRNA lifetimes; 1.5 to 3 for steady state, else time × decay rate.',
  singleSamples: '1.5 mRNA lifetimes, as every perturbation is one sample.',
  invalid: `T must be above 0 and at most ${longestHorizon}; the previous value is used.`,
} as const;

export const gradientTexts: Readonly<Record<TrainingSettings['adjoint'], string>> = {
  discrete: 'Discrete (of the computed steps)',
  continuous: 'Continuous adjoint (of the equation)',
};
