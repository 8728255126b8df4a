import type { AboutMethod } from '../method';

export const cells = {
  name: 'cells',
  meaning:
    'Where the slopes are taken: −1 at the control mean, 0 over all training cells, k over those of the k-th perturbation by name.',
  value: 0,
  least: -1,
  most: 100_000,
  whole: true,
} as const;

export const lag = {
  name: 'lag',
  meaning: 'Time in mRNA lifetimes after which a gene responds, through other genes too; 0: direct slopes.',
  value: 0,
  least: 0,
  most: 20,
  whole: false,
} as const;

export const about: AboutMethod = {
  name: 'jacobian',
  title: 'Jacobian of the model',
  family: 'dynamics',
  summary:
    'Slopes of the learned field: how the rate of a gene responds to a small change of a regulator in these cells. A second readout of the same model, which differs from its network where curves are steep.',
  citation: {
    text: 'Lin et al., PerturbODE: interpretable neural ODEs for gene regulatory networks from perturbations, 2025',
    url: 'https://arxiv.org/abs/2501.02409',
  },
  needs: ['run'],
  signed: true,
  predicts: false,
  readsCells: true,
  settings: [cells, lag],
  cost: ({ genes, regulators, perturbedCells, controls }, settings) => ({
    seconds:
      0.02 +
      1e-7 * (perturbedCells + controls) * regulators +
      (settings[lag.name] === 0 ? 0 : 2e-8 * genes ** 3),
    bytes: 64 * genes ** 2 + 16 * regulators * genes,
  }),
};
