/** What the methods beside the model are called, in a table and within a sentence, and their order in tables. */
import type { NetworkSource, Predictor } from '../../inference/benchmark/benchmark';
import { perturbedConditions } from '../../dataset/design';
import type { Dataset } from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';

export const networkSourceNames: Readonly<Record<NetworkSource, string>> = {
  modulode: 'Modulode',
  density: 'Random order',
  pearson: '|Pearson|',
  'ko-z': 'KO z-score',
  welch: 'Welch t',
  wasserstein: 'Wasserstein distance',
  'linear-on-means': 'Linear ODE on means',
  'cell-ridge': 'Ridge on cells',
  'cell-lasso': 'Lasso on cells',
  genie3: 'GENIE3',
  grnboost2: 'GRNBoost2',
};

export const predictorNames: Readonly<Record<Predictor, string>> = {
  modulode: 'Modulode',
  linear: 'Linear model',
  additive: 'Sum of single effects',
  'shrunk-mean': 'Mean of the others, shrunk',
  'mean-of-training': 'Mean of the others',
  'no-change': 'No change',
};

export const networkSourcesInText: Readonly<Record<NetworkSource, string>> = {
  ...networkSourceNames,
  modulode: 'the model',
  density: 'a random order',
  'ko-z': 'the KO z-score',
  welch: 'Welch’s t',
  wasserstein: 'the Wasserstein distance',
  'linear-on-means': 'the linear ODE on means',
  'cell-ridge': 'ridge on cells',
  'cell-lasso': 'lasso on cells',
};

/** As part of a sentence. */
export const predictorsInText: Readonly<Record<Predictor, string>> = {
  modulode: 'the model',
  linear: 'the linear model',
  additive: 'the sum of single effects',
  'shrunk-mean': 'the shrunk mean of the other perturbations',
  'mean-of-training': 'the mean of the other perturbations',
  'no-change': '“no change”',
};

/** The random line, which is no method, left out. */
export const networkSources: readonly NetworkSource[] = [
  'modulode',
  'linear-on-means',
  'cell-ridge',
  'cell-lasso',
  'genie3',
  'grnboost2',
  'ko-z',
  'welch',
  'wasserstein',
  'pearson',
];

export const predictors: readonly Predictor[] = [
  'modulode',
  'linear',
  'additive',
  'shrunk-mean',
  'mean-of-training',
  'no-change',
];

/** What perturbations are called: by their kind where they are all of one, else simply perturbations. */

export const kindNames: Readonly<Record<PerturbationKind, string>> = {
  knockout: 'Knockout',
  knockdown: 'Knockdown',
  overexpression: 'Overexpression or activation',
};

/** 'knockout', 'knockdown', 'overexpression', or 'perturbation' where kinds are mixed. */
export function perturbationNoun(design: Pick<Dataset, 'conditions'>): string {
  const kinds = new Set(
    perturbedConditions(design).flatMap(({ interventions }) => interventions.map(({ kind }) => kind)),
  );
  const [only, ...others] = kinds;
  return only === undefined || others.length > 0 ? 'perturbation' : only;
}
