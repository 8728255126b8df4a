/** The methods of the gallery in words: families, what a method needs, and why it cannot run. */
import type { JudgedMethod } from '../../evaluation/methods/judged';
import type { AboutMethod, MethodFamily, MethodNeed } from '../../evaluation/methods/method';
import { plural } from './format';

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
  links: 'Links from a known network',
  consensus: 'Consensus',
};

const needNames: Readonly<Record<MethodNeed, string>> = {
  perturbations: 'perturbations',
  controls: 'control cells',
  times: 'two or more time points',
  run: 'a finished run',
  networks: 'networks of two other methods',
  prior: 'a known network',
};

/** Why a method cannot run on the data set. */
export const lackTexts: Readonly<Record<MethodNeed, string>> = {
  perturbations: 'No perturbation is left to learn from: all are held out, or there are none.',
  controls: 'Fewer than 20 control cells: there is no reference level.',
  times: 'Cells have one time point; this method needs at least two.',
  run: 'Train first: this method reads the trained model.',
  networks: 'Run at least two other methods first.',
  prior: 'Give a known network with edges of at least four regulators: this method learns from them.',
};

/** 'perturbations and control cells'; 'nothing but cells' without needs. */
export function needsText(needs: readonly MethodNeed[]): string {
  const names = needs.map((need) => needNames[need]);
  return names.length === 0 ? 'nothing but cells' : names.join(' and ');
}

/** What a method gives, beside a ranking of edges. */
export function outcomeText({ signed, predicts }: Pick<AboutMethod, 'signed' | 'predicts'>): string {
  const signs = signed ? 'Edges have signs' : 'Edges have no signs';
  return predicts ? `${signs}; it predicts unseen perturbations.` : `${signs}.`;
}

/** What its result is worth, a sentence each. `reference`: name of the known edges, null without. */
export function judgedTexts(
  { truth, unseen }: JudgedMethod,
  { predicts }: Pick<AboutMethod, 'predicts'>,
  reference: string | null,
): readonly string[] {
  return [
    ...(reference === null
      ? []
      : [
          truth === null
            ? `${reference} has no edge among the scored pairs.`
            : `AUPRC ${truth.auprc.toFixed(3)} against ${reference} (random order: ${truth.density.toFixed(3)}).`,
        ]),
    ...(predicts
      ? [
          unseen === null
            ? 'No perturbation is held out: nothing to predict.'
            : `Error on ${plural(unseen.perturbations, 'held-out perturbation')}: ${unseen.error.toFixed(2)} (no change = 1).`,
        ]
      : []),
  ];
}
