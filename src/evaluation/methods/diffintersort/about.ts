import { epsilon } from '../intersort/about';
import type { AboutMethod } from '../method';

export const steps = {
  name: 'steps',
  meaning: 'Gradient steps.',
  value: 100,
  least: 1,
  most: 10_000,
  whole: true,
} as const;

export const closure = {
  name: 'closure',
  meaning:
    '1: reward all pairs that a path of effects joins, as the authors do; 0: only pairs with an effect.',
  value: 0,
  least: 0,
  most: 1,
  whole: true,
} as const;

export const about: AboutMethod = {
  name: 'diffintersort',
  title: 'DiffIntersort',
  family: 'order',
  summary:
    'The order of Intersort, found by gradients: every gene has a potential, and a smooth sort of the potentials is moved towards orders in which effects point forward. Scores are Wasserstein distances of pairs in that order.',
  citation: {
    text: 'Chevalley, Mehrjou & Schwab, Efficient differentiable discovery of causal order, 2024',
    url: 'https://arxiv.org/abs/2410.08787',
  },
  needs: ['perturbations'],
  signed: true,
  predicts: false,
  settings: [epsilon, steps, closure],
  cost: ({ genes, regulators, perturbedCells, controls }, settings) => ({
    seconds:
      0.05 +
      1e-6 * (perturbedCells + controls) * genes +
      3e-6 * (settings[steps.name] ?? steps.value) * genes ** 2,
    bytes: 80 * genes * (genes + regulators),
  }),
};
