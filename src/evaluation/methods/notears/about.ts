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
  cost: (size) => costOf(size, 0),
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
  cost: (size, settings) => costOf(size, settings[factors.name] ?? factors.value),
};

/** Evaluations of the objective on many cells. */
const EVALUATIONS = { full: 560, lowRank: 3700 };
/** Of the full form beyond those, with one cell or less for each regulator: its problem is ill-conditioned then. */
const EVALUATIONS_OF_FEW_CELLS = 4500;

/** `rank` 0: the full form. */
function costOf(size: ProblemSize, rank: number): MethodCost {
  const { genes, regulators, perturbedCells, controls, perturbations } = size;
  const cells = perturbedCells + controls;
  const covariances = 1 + Math.min(perturbations, genes);
  const parameters = rank === 0 ? genes * regulators : (genes + regulators) * rank;
  const evaluations =
    rank === 0
      ? EVALUATIONS.full + EVALUATIONS_OF_FEW_CELLS * Math.min(1, regulators / Math.max(1, cells))
      : EVALUATIONS.lowRank;
  const exponential = 4e-5 + 1.5e-9 * regulators ** 3;
  const likelihood = 2.6e-9 * genes * regulators * (regulators / 2 + 3 * rank);
  const step = 1e-4 + 2.5e-7 * parameters;
  return {
    seconds:
      0.2 +
      5e-10 * cells * regulators * (regulators + genes) +
      evaluations * (exponential + likelihood + step),
    bytes:
      8 * regulators ** 2 * (covariances + 8) + 16 * genes * (regulators + rank) * 20 + 12 * cells * genes,
  };
}
