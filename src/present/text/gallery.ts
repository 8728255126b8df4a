/** The methods of the gallery in words: families, what a method needs, and why it cannot run. */
import type { MethodFamily, MethodNeed } from '../../evaluation/methods/method';

export const familyNames: Readonly<Record<MethodFamily, string>> = {
  effects: 'Effects of perturbations',
  regression: 'Regression',
  trees: 'Tree ensembles',
  acyclic: 'Acyclic graphs',
  dynamics: 'Dynamics',
  covariance: 'Covariance over time',
  autoencoder: 'Autoencoders',
  order: 'Causal order',
  spline: 'Splines',
  consensus: 'Consensus',
};

export const needNames: Readonly<Record<MethodNeed, string>> = {
  perturbations: 'perturbations',
  controls: 'control cells',
  times: 'two or more time points',
  'equal-times': 'four equally spaced time points',
  run: 'a finished run',
  networks: 'networks of two other methods',
};

/** Why a method cannot run on the data set. */
export const lackTexts: Readonly<Record<MethodNeed, string>> = {
  perturbations: 'No perturbation is left to learn from: all are held out, or there are none.',
  controls: 'Fewer than 20 control cells: there is no reference level.',
  times: 'Cells have one time point; this method needs at least two.',
  'equal-times': 'Cells lack four equally spaced time points.',
  run: 'Train first: this method reads the trained model.',
  networks: 'Run at least two other methods first.',
};

/** 'perturbations and control cells'; 'nothing but cells' without needs. */
export function needsText(needs: readonly MethodNeed[]): string {
  const names = needs.map((need) => needNames[need]);
  return names.length === 0 ? 'nothing but cells' : names.join(' and ');
}
