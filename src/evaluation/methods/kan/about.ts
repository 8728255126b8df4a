import type { AboutMethod } from '../method';

export const splines = {
  name: 'splines',
  meaning: 'Cubic B-splines of every activation.',
  value: 6,
  least: 4,
  most: 20,
  whole: true,
} as const;

export const penalty = {
  name: 'penalty',
  meaning:
    'Weight of the group lasso, per standard deviation of an activation; larger values leave fewer edges.',
  value: 0.05,
  least: 0,
  most: 10,
  whole: false,
} as const;

/** Regulators of one gene; with more candidates those that correlate most with it. */
export const MOST_REGULATORS = 150;

export const about: AboutMethod = {
  name: 'kan',
  title: 'Additive KAN',
  family: 'spline',
  summary:
    'Every gene is a sum of learned curves of its regulators, one small Kolmogorov–Arnold network per gene. The score of an edge is the deviation of its curve over the cells, with the sign of its slope.',
  citation: {
    text: 'Liu et al., KAN: Kolmogorov–Arnold networks, ICLR 2025',
    url: 'https://arxiv.org/abs/2404.19756',
  },
  needs: [],
  signed: true,
  predicts: true,
  settings: [splines, penalty],
  cost({ genes, regulators, perturbedCells, controls }, settings) {
    const features = (settings[splines.name] ?? splines.value) * Math.min(regulators, MOST_REGULATORS);
    const problems = regulators > MOST_REGULATORS ? genes : 1;
    const cells = perturbedCells + controls;
    return {
      seconds: 0.1 + (1.2e-10 * cells * problems + 9e-8 * genes) * features ** 2,
      bytes:
        4 * cells * (genes + (settings[splines.name] ?? splines.value) * regulators) + 32 * features ** 2,
    };
  },
};
