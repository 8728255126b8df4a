import type { AboutMethod, MethodCost, ProblemSize } from '../method';

export const penalty = {
  name: 'penalty',
  meaning: 'Weight of the sum of all magnitudes of weights: more leaves fewer edges.',
  value: 0.02,
  least: 0,
  most: 10,
  whole: false,
} as const;

export const factors = {
  name: 'factors',
  meaning: 'Rank of the weights: regulators act through this many factors.',
  value: 20,
  least: 1,
  most: 500,
  whole: true,
} as const;

export const factorPenalty = {
  name: 'penalty',
  meaning: 'Weight of half the mean magnitude of the loadings of targets and regulators.',
  value: 1,
  least: 0,
  most: 1000,
  whole: false,
} as const;

export const about: AboutMethod = {
  name: 'notears',
  title: 'NOTEARS',
  family: 'acyclic',
  summary:
    'A linear model without feedback: every gene is a weighted sum of its regulators plus noise, and no gene acts on itself through others. Scores are the weights in standard deviations of the controls.',
  citation: {
    text: 'Zheng et al., DAGs with NO TEARS: continuous optimization for structure learning, NeurIPS 2018',
    url: 'https://arxiv.org/abs/1803.01422',
  },
  needs: [],
  signed: true,
  predicts: true,
  settings: [penalty],
  cost: (size) => costOf(size, 560, 0),
};

export const aboutLowRank: AboutMethod = {
  name: 'notears-lr',
  title: 'NOTEARS-LR',
  family: 'acyclic',
  summary:
    'NOTEARS with weights of low rank: regulators act on targets through a few shared factors, and no gene acts on itself through others. Scores are the weights in standard deviations of the controls.',
  citation: {
    text: 'Fang et al., On low-rank directed acyclic graphs and causal structure learning, IEEE TNNLS 2023; with interventions as in Lopez et al., Large-scale differentiable causal discovery of factor graphs, NeurIPS 2022',
    url: 'https://arxiv.org/abs/2006.05691',
  },
  needs: [],
  signed: true,
  predicts: true,
  settings: [factors, factorPenalty],
  cost: (size, settings) => costOf(size, 3600, settings[factors.name] ?? factors.value),
};

/** For a number of evaluations of the objective. */
function costOf(size: ProblemSize, evaluations: number, rank: number): MethodCost {
  const { genes, regulators, perturbedCells, controls, perturbations } = size;
  const cells = perturbedCells + controls;
  const covariances = 1 + Math.min(perturbations, genes);
  // Eight products of R × R matrices, on SIMD from 47 on, where each starts an instance.
  const products = regulators < 47 ? 3.5e-8 * regulators ** 3 : 8e-3 + 6e-9 * regulators ** 3;
  const likelihood = 5e-9 * genes * regulators * (regulators / 2 + 3 * rank);
  return {
    seconds:
      0.2 + 5e-10 * cells * regulators * (regulators + genes) + evaluations * (1e-4 + products + likelihood),
    bytes:
      8 * regulators ** 2 * (covariances + 8) + 16 * genes * (regulators + rank) * 20 + 12 * cells * genes,
  };
}
