import type { AboutMethod } from '../method';

export const about: AboutMethod = {
  name: 'nodags',
  title: 'NODAGS (linear)',
  family: 'regression',
  summary:
    'Every cell is the fixed point of one linear system with noise, cycles included, and a perturbation cuts the regulation of its targets. The score is the weight of the regulator in the level of its target.',
  citation: {
    text: 'Sethuraman et al., NODAGS-Flow: nonlinear cyclic causal structure learning, AISTATS 2023',
    url: 'https://proceedings.mlr.press/v206/sethuraman23a.html',
  },
  needs: ['perturbations'],
  signed: true,
  predicts: true,
  settings: [
    {
      name: 'sparsity',
      meaning: 'Penalty on the sum of absolute weights; larger values give fewer edges.',
      value: 0.02,
      least: 0,
      most: 1,
      whole: false,
    },
    {
      name: 'norm',
      meaning: 'Largest spectral norm of the feedback among regulators; below 1 every system settles.',
      value: 0.99,
      least: 0.1,
      most: 100,
      whole: false,
    },
  ],
  cost: ({ genes, regulators, perturbations, perturbedCells, controls }) => ({
    seconds:
      0.1 +
      2e-9 * (perturbedCells + controls) * regulators * genes +
      3e-7 * (genes + perturbations + regulators) * regulators ** 2,
    bytes: 8 * (perturbations + 1) * regulators ** 2 + 200 * genes * regulators,
  }),
};
