import type { AboutMethod } from '../../method';

export const about: AboutMethod = {
  name: 'pair-logistic',
  title: 'Pair logistic',
  family: 'links',
  summary:
    'Logistic regression of known edges on what the screen tells about a pair: correlation, correlation within conditions, and how surely each gene responds to the other. Few coefficients, learned on some regulators, hold for all.',
  citation: {
    text: 'Cox, The regression analysis of binary sequences, Journal of the Royal Statistical Society B 1958',
    url: 'https://doi.org/10.1111/j.2517-6161.1958.tb00292.x',
  },
  needs: ['prior'],
  signed: true,
  predicts: false,
  settings: [],
  cost: ({ genes, regulators, perturbedCells, controls }) => ({
    seconds: 0.05 + 2e-9 * (perturbedCells + controls) * genes ** 2 + 4e-6 * genes * regulators,
    bytes: 24 * (perturbedCells + controls) * genes + 200 * genes * regulators,
  }),
};
