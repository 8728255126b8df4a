import {
  type AboutMethod,
  type MethodSetting,
  type ProblemSize,
  type SettingValues,
  settingValue,
} from '../method';

export const members = {
  name: 'members',
  meaning: 'Models trained from different start values, whose scores are averaged; the paper takes 10.',
  value: 2,
  least: 1,
  most: 20,
  whole: true,
} as const;

export const steps = {
  name: 'steps',
  meaning: 'Steps of each model, of 64 cells each: one for the networks, then two for the edges, in turn.',
  value: 500,
  least: 3,
  most: 100_000,
  whole: true,
} as const;

export const width = {
  name: 'width',
  meaning: 'Hidden units of each layer of the networks; the paper takes 128.',
  value: 32,
  least: 4,
  most: 256,
  whole: true,
} as const;

export const sparsity = {
  name: 'sparsity',
  meaning: 'Weight of the mean magnitude of the edges in the loss.',
  value: 0.5,
  least: 0,
  most: 1000,
  whole: false,
} as const;

export const divergence = {
  name: 'divergence',
  meaning: 'Weight of the divergence from the prior in the loss.',
  value: 1,
  least: 0,
  most: 100,
  whole: false,
} as const;

/** Cells of one step. */
export const BATCH = 64;
export const about: AboutMethod = {
  name: 'deepsem',
  title: 'DeepSEM',
  family: 'autoencoder',
  summary:
    'A variational autoencoder whose hidden variables obey a linear structural equation model; the edges are the coefficients of that model. Effects may be nonlinear, with one curve for all genes; the sign is that of the coefficient.',
  citation: {
    text: 'Shu et al., Modeling gene regulatory networks using neural network architectures, Nature Computational Science 2021',
    url: 'https://doi.org/10.1038/s43588-021-00099-8',
  },
  needs: [],
  signed: true,
  predicts: false,
  settings: [members, steps, width, sparsity, divergence],
  cost: (size, settings) => costOf(size, settings),
};

function costOf({ genes, perturbedCells, controls }: ProblemSize, settings: SettingValues) {
  const valueOf = (setting: MethodSetting) => settingValue(settings, setting);
  const rows = BATCH * genes;
  return {
    seconds: 0.5 + valueOf(members) * valueOf(steps) * (3e-3 + rows * valueOf(width) * 1.4e-7),
    bytes: 1e8 + 100 * rows * valueOf(width) + 8 * (perturbedCells + controls) * genes,
  };
}
