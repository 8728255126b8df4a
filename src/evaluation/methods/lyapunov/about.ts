import type { AboutMethod } from '../method';

export const about: AboutMethod = {
  name: 'lyapunov',
  title: 'Steady state of a linear SDE',
  family: 'dynamics',
  summary:
    'Cells fluctuate around the steady state of a linear stochastic system, cycles included; one network explains means and covariances of all perturbations. The score is the weight of the regulator in the rate of its target.',
  citation: {
    text: 'Rohbeck et al., Bicycle: intervention-based causal discovery with cycles, Causal Learning and Reasoning 2024',
    url: 'https://proceedings.mlr.press/v236/rohbeck24a.html',
  },
  needs: ['perturbations'],
  signed: true,
  predicts: true,
  settings: [
    {
      name: 'sparsity',
      meaning: 'Penalty on the sum of absolute weights; larger values give fewer edges.',
      value: 0.03,
      least: 0,
      most: 1,
      whole: false,
    },
    {
      name: 'iterations',
      meaning: 'Most steps of the optimiser; it stops earlier where the likelihood no longer rises.',
      value: 100,
      least: 1,
      most: 1000,
      whole: true,
    },
  ],
  cost: ({ genes, regulators, perturbations }, { iterations = 100 }) => ({
    seconds:
      0.1 +
      Math.min(60, iterations) *
        (perturbations + 1) *
        (3.5e-8 * regulators ** 3 + 1e-8 * genes ** 3 + 1.2e-6 * genes ** 2),
    bytes: 8 * genes ** 2 * (perturbations + 40),
  }),
};
