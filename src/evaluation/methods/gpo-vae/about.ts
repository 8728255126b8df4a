import {
  type AboutMethod,
  type MethodSetting,
  type ProblemSize,
  type SettingValues,
  settingValue,
} from '../method';

export const steps = {
  name: 'steps',
  meaning: 'Steps of training, of 256 cells each.',
  value: 500,
  least: 1,
  most: 100_000,
  whole: true,
} as const;

export const hops = {
  name: 'hops',
  meaning: 'Further edges of a path over which a perturbation may act.',
  value: 5,
  least: 0,
  most: 10,
  whole: true,
} as const;

export const threshold = {
  name: 'threshold',
  meaning: 'Smallest change that speaks for an effect, in standard deviations of the controls.',
  value: 0.4,
  least: 0,
  most: 5,
  whole: false,
} as const;

export const alignment = {
  name: 'alignment',
  meaning: 'Weight of the agreement of edges and measured changes in the loss.',
  value: 100,
  least: 0,
  most: 10_000,
  whole: false,
} as const;

export const sparsity = {
  name: 'sparsity',
  meaning: 'Weight of the mean probability of an edge in the loss.',
  value: 5,
  least: 0,
  most: 1000,
  whole: false,
} as const;

export const latent = {
  name: 'latent',
  meaning: 'Hidden variables for what differs between cells of one perturbation; the paper takes 100.',
  value: 16,
  least: 1,
  most: 200,
  whole: true,
} as const;

export const width = {
  name: 'width',
  meaning: 'Hidden units of each network; the paper takes 200 and 400.',
  value: 64,
  least: 4,
  most: 512,
  whole: true,
} as const;

/** Cells of one step. */
export const BATCH = 256;

export const about: AboutMethod = {
  name: 'gpo-vae',
  title: 'GPO-VAE',
  family: 'autoencoder',
  summary:
    'A variational autoencoder of perturbed cells whose perturbations act through a network; the network must also explain the measured changes over paths of several edges. The score is the log-odds of an edge, without sign.',
  citation: {
    text: 'Baek et al., GPO-VAE: modeling explainable gene perturbation responses utilizing GRN-aligned parameter optimization, Bioinformatics 2025',
    url: 'https://doi.org/10.1093/bioinformatics/btaf256',
  },
  needs: ['perturbations'],
  signed: false,
  predicts: true,
  settings: [steps, hops, threshold, alignment, sparsity, latent, width],
  cost: (size, settings) => costOf(size, settings),
};

function costOf({ genes, perturbedCells, controls }: ProblemSize, settings: SettingValues) {
  const valueOf = (setting: MethodSetting) => settingValue(settings, setting);
  const hidden = valueOf(width);
  const products = BATCH * hidden * (4 * genes + 4 * valueOf(latent)) + genes * hidden * (4 * genes + hidden);
  return {
    seconds:
      0.5 + valueOf(steps) * (6e-3 + 1e-9 * (products + valueOf(hops) * genes ** 3) + 4e-8 * BATCH * genes),
    bytes: 1e8 + 200 * (BATCH * (genes + hidden) + genes ** 2) + 8 * (perturbedCells + controls) * genes,
  };
}
