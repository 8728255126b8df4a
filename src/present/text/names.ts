/** Names of methods, predictors, perturbation kinds and phases of reading, in tables and within sentences. */
import type { NetworkSource, Predictor } from '../../inference/benchmark/benchmark';
import { perturbedConditions, type Dataset } from '../../dataset/dataset';
import type { ReadProgress } from '../../dataset/import';
import type { PerturbationKind } from '../../dataset/mapping';
import type { Arrangement, ColorBy, SizeBy } from '../../share/view';

export const networkSourceNames: Readonly<Record<NetworkSource, string>> = {
  modulode: 'Modulode',
  density: 'Random order',
  pearson: '|Pearson|',
  'ko-z': 'KO z-score',
  welch: 'Welch t',
  wasserstein: 'Wasserstein distance',
  'linear-on-means': 'Linear ODE on means',
  'cell-ridge': 'Ridge regression',
  'cell-lasso': 'Lasso',
  genie3: 'GENIE3',
  grnboost2: 'GRNBoost2',
};

export const predictorNames: Readonly<Record<Predictor, string>> = {
  modulode: 'Modulode',
  linear: 'Linear model',
  embedding: 'Ridge regression on the embedding',
  additive: 'Sum of single effects',
  'shrunk-mean': 'Shrunken mean of the others',
  'mean-of-training': 'Mean of the others',
  'no-change': 'No change',
};

/** Within a sentence. */
export const predictorsInText: Readonly<Record<Predictor, string>> = {
  modulode: 'the model',
  linear: 'the linear model',
  embedding: 'ridge regression on the embedding',
  additive: 'the sum of single effects',
  // Shrunken or not: tables tell the two apart.
  'shrunk-mean': 'the mean of the other perturbations',
  'mean-of-training': 'the mean of the other perturbations',
  'no-change': '“no change”',
};

/** In the order of tables, without the random order. */
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
  'embedding',
  'additive',
  'shrunk-mean',
  'mean-of-training',
  'no-change',
];

export const kindNames: Readonly<Record<PerturbationKind, string>> = {
  knockout: 'Knockout',
  knockdown: 'Knockdown',
  overexpression: 'Overexpression, activation or addition',
  inhibitor: 'Inhibitor',
};

/** 'knockout', 'knockdown', 'overexpression', 'inhibitor', or 'perturbation' where kinds are mixed, or inputs without a level are added. */
export function perturbationNoun(design: Pick<Dataset, 'conditions' | 'latent'>): string {
  const kinds = new Set(
    perturbedConditions(design).flatMap(({ interventions }) =>
      interventions.map(({ gene, kind }) =>
        kind === 'overexpression' && design.latent?.includes(gene) === true ? 'added' : kind,
      ),
    ),
  );
  const [only, ...others] = kinds;
  return only === undefined || only === 'added' || others.length > 0 ? 'perturbation' : only;
}

export const readingPhases: Readonly<Record<ReadProgress['phase'], string>> = {
  opening: 'Opening',
  scanning: 'Checking',
  reading: 'Reading',
};

export const colorTexts: Readonly<Record<ColorBy, string>> = {
  module: 'Module',
  degree: 'Number of edges',
  measured: 'Measured change',
  predicted: 'Predicted change',
  expression: 'Expression in controls',
  perturbed: 'Perturbed or not',
};

export const sizeTexts: Readonly<Record<SizeBy, string>> = {
  targets: 'Number of targets',
  equal: 'Equal',
  expression: 'Expression in controls',
};

export const arrangementTexts: Readonly<Record<Arrangement, string>> = {
  modules: 'By modules',
  layered: 'Layered',
};
