import {
  type AboutMethod,
  type MethodSetting,
  type ProblemSize,
  type SettingValues,
  settingValue,
} from '../method';

export const steps = {
  name: 'steps',
  meaning: 'Steps of each of the four models, of 32 cells and 16 means of perturbations.',
  value: 300,
  least: 1,
  most: 100_000,
  whole: true,
} as const;

export const layers = {
  name: 'layers',
  meaning: 'Layers of a transformer over all genes behind the adapter; without any, changes follow one edge.',
  value: 0,
  least: 0,
  most: 4,
  whole: true,
} as const;

/** Of one step: cells with hidden genes, and means of perturbations with all genes hidden but those set. */
export const CELLS = 32;
export const MEANS = 16;

export const about: AboutMethod = {
  name: 'grnformer-qiu',
  title: 'GRNFormer',
  family: 'autoencoder',
  summary:
    'Hidden values of cells are filled in by attention: each gene attends to its regulators in the known network, or in that of the lasso. The score of an edge is the predicted change of its target; with a known network it repeats that network.',
  citation: {
    text: 'Qiu et al., GRNFormer: a biologically-guided framework for integrating gene regulatory networks into RNA foundation models, Findings of the ACL 2025',
    url: 'https://arxiv.org/abs/2503.01682',
  },
  needs: ['perturbations'],
  readsPrior: true,
  readsEmbeddings: true,
  signed: true,
  predicts: true,
  settings: [steps, layers],
  cost: (size, settings) => costOf(size, settings),
};

function costOf({ genes, perturbedCells, controls }: ProblemSize, settings: SettingValues) {
  const valueOf = (setting: MethodSetting) => settingValue(settings, setting);
  const tokens = (CELLS + MEANS) * genes;
  const perStep = 6e-3 + tokens * (1 + valueOf(layers)) * (1e-5 + 1e-8 * genes);
  return {
    seconds: 0.5 + 4 * valueOf(steps) * perStep,
    bytes: 1e8 + 2e4 * tokens * (1 + valueOf(layers)) + 16 * (perturbedCells + controls) * genes,
  };
}
