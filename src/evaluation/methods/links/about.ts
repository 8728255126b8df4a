/** The predictors of links, in the order in which they are shown: what each is, and its time and memory; all train four models, one for each fold. */
import {
  type AboutMethod,
  type HiddenLinks,
  type MethodSetting,
  type SettingValues,
  settingValue,
} from '../method';

const PAIRS: MethodSetting = {
  name: 'pairs',
  meaning: '1: single pairs are hidden and to be found; 0: all pairs of a regulator.',
  value: 0,
  least: 0,
  most: 1,
  whole: true,
};

export function hiddenOf(settings: SettingValues): HiddenLinks {
  return settingValue(settings, PAIRS) === 1 ? 'pairs' : 'regulators';
}

/** The reverse. */
export function settingsHiding(hidden: HiddenLinks): SettingValues {
  return { [PAIRS.name]: hidden === 'pairs' ? 1 : 0 };
}

const STEPS: MethodSetting = {
  name: 'steps',
  meaning: 'Steps of each model, on all its training pairs; the best on further pairs is kept.',
  value: 100,
  least: 10,
  most: 5000,
  whole: true,
};

/** Of those that embed genes, which 100 steps are too few for where pairs are hidden: docs/methods/links.md, "From which size". */
const STEPS_OF_GRAPHS: MethodSetting = { ...STEPS, otherwise: { where: PAIRS.name, value: 300 } };

export function stepsOf(settings: SettingValues): number {
  return settingValue(settings, STEPS_OF_GRAPHS);
}

export const divergence = {
  name: 'divergence',
  meaning: 'Weight of the divergence of the embeddings from a standard normal.',
  value: 0.1,
  least: 0,
  most: 100,
  whole: false,
} as const;

/** Of those that embed genes: docs/methods/links.md, "From which size". */
const UNSEEN = 'For regulators without known edges it was near chance on simulated screens.';

/** What a predictor of links need not say is as of most. */
type AboutLink = Pick<AboutMethod, 'name' | 'title' | 'summary' | 'citation' | 'cost'> &
  Partial<Pick<AboutMethod, 'needs' | 'signed' | 'settings'>>;

const predictors: readonly AboutLink[] = [
  {
    name: 'degree',
    title: 'In-degree',
    summary:
      'A gene with many known regulators is likely to have one more: the score of a pair is the number of known regulators of the target, and is the same for every regulator. It uses no cells; what does not exceed it has learned nothing about pairs.',
    citation: {
      text: 'Liben-Nowell & Kleinberg, The link-prediction problem for social networks, Journal of the American Society for Information Science and Technology 2007',
      url: 'https://doi.org/10.1002/asi.20591',
    },
    settings: [],
    cost: ({ genes, regulators }) => ({ seconds: 0.01, bytes: 100 * genes * regulators }),
  },
  {
    name: 'pair-logistic',
    title: 'Pair logistic',
    summary:
      'Logistic regression of known edges on what the screen tells about a pair: correlation, correlation within conditions, and how surely each gene responds to the other. Few coefficients, learned on some regulators, hold for all.',
    citation: {
      text: 'Cox, The regression analysis of binary sequences, Journal of the Royal Statistical Society B 1958',
      url: 'https://doi.org/10.1111/j.2517-6161.1958.tb00292.x',
    },
    signed: true,
    settings: [],
    cost: ({ genes, regulators, perturbedCells, controls }) => ({
      seconds: 0.05 + 2e-9 * (perturbedCells + controls) * genes ** 2 + 4e-6 * genes * regulators,
      bytes: 24 * (perturbedCells + controls) * genes + 200 * genes * regulators,
    }),
  },
  {
    name: 'genelink',
    title: 'GENELink',
    summary: `Graph attention over a known network embeds each gene by its expression and that of its neighbours; two networks score pairs of a regulator and a target. ${UNSEEN}`,
    citation: {
      text: 'Chen & Liu, Graph attention network for link prediction of gene regulations from single-cell RNA-sequencing data, Bioinformatics 2022',
      url: 'https://doi.org/10.1093/bioinformatics/btac559',
    },
    cost: graphCost(1),
  },
  {
    name: 'gclink',
    title: 'GCLink',
    summary: `GENELink with a contrastive term: the embeddings of a gene in the known network and in one with a fifth of its edges dropped are to be alike, and unlike those of other genes. ${UNSEEN}`,
    citation: {
      text: 'Yu et al., GCLink: a graph contrastive link prediction framework for gene regulatory network inference, Bioinformatics 2025',
      url: 'https://doi.org/10.1093/bioinformatics/btaf074',
    },
    cost: graphCost(2),
  },
  {
    name: 'supgcl',
    title: 'SupGCL',
    summary: `Embeds genes by a known network and by perturbations: taking a regulator out of the network is to change the embeddings as alike for two regulators as perturbing them changed expression. ${UNSEEN}`,
    citation: {
      text: 'Oshima et al., Supervised graph contrastive learning for gene regulatory networks, arXiv 2505.17786, 2025',
      url: 'https://arxiv.org/abs/2505.17786',
    },
    needs: ['prior', 'perturbations'],
    cost: graphCost(1),
  },
  {
    name: 'cvgae',
    title: 'CVGAE',
    summary: `A variational graph autoencoder: each gene has a distribution that depends on its expression and the mean of its neighbours in a known network; two networks score pairs of draws. ${UNSEEN}`,
    citation: {
      text: 'Liu et al., CVGAE: a self-supervised generative method for gene regulatory network inference using single-cell RNA sequencing data, Interdisciplinary Sciences 2024',
      url: 'https://doi.org/10.1007/s12539-024-00633-y',
    },
    settings: [STEPS_OF_GRAPHS, divergence],
    cost: graphCost(0.3),
  },
  {
    name: 'xatgrn',
    title: 'XATGRN',
    summary: `Embeddings of each gene as regulator and as target in a known network, from two attention layers that follow its edges in either direction, and linear maps of expression; a small network tells activation, repression and no edge apart. ${UNSEEN}`,
    citation: {
      text: 'Xiong et al., Cross-attention graph neural networks for inferring gene regulatory networks with skewed degree distribution, BMC Bioinformatics 2025',
      url: 'https://doi.org/10.1186/s12859-025-06186-1',
    },
    signed: true,
    cost: graphCost(0.8),
  },
  {
    name: 'grgnn',
    title: 'GRGNN',
    summary:
      'A graph network looks at each pair within its surroundings in the graph of correlations: a third gene that explains the correlation of a pair makes an edge less likely. Interventions are not used.',
    citation: {
      text: 'Wang et al., Inductive inference of gene regulatory network using supervised and semi-supervised graph neural networks, Computational and Structural Biotechnology Journal 2020',
      url: 'https://doi.org/10.1016/j.csbj.2020.10.022',
    },
    settings: [STEPS],
    cost: pairCost({ perStep: 1.2e-2, perPair: 3e-5, bytesPerPair: 100 }),
  },
  {
    name: 'deepmcl',
    title: 'DeepMCL',
    summary:
      'A small convolutional network reads each pair from pictures of how the two genes are distributed together, in all cells and within conditions; embeddings of edges are drawn together. It follows bent dependences.',
    citation: {
      text: 'Lin et al., Inferring gene regulatory networks from single-cell gene expression data via deep multi-view contrastive learning, Briefings in Bioinformatics 2023',
      url: 'https://doi.org/10.1093/bib/bbac586',
    },
    settings: [STEPS],
    cost: pairCost({ perStep: 8e-3, perPair: 3e-5, bytesPerPair: 600 }),
  },
];

export const aboutLinks = predictors.map(
  ({
    name,
    title,
    summary,
    citation,
    needs = ['prior'],
    signed = false,
    settings = [STEPS_OF_GRAPHS],
    cost,
  }): AboutMethod => ({
    name,
    title,
    family: 'links',
    summary,
    citation,
    needs,
    signed,
    predicts: false,
    settings: [...settings, PAIRS],
    cost,
  }),
);

/** Of the four models of a method that embeds genes by attention; `work`: beside GENELink's. */
function graphCost(work: number): AboutMethod['cost'] {
  return ({ genes, perturbedCells, controls }, settings) => {
    const cells = perturbedCells + controls;
    return {
      seconds:
        0.5 +
        2e-9 * cells * genes ** 2 +
        4 * stepsOf(settings) * work * (3e-3 + 2e-5 * genes + 1e-6 * genes ** 2),
      bytes: 1e8 + 24 * cells * genes + work * 400 * genes ** 2,
    };
  };
}

/** Seconds of a step and of scoring a pair once, and bytes of a pair. */
interface PairWork {
  readonly perStep: number;
  readonly perPair: number;
  readonly bytesPerPair: number;
}

/** Of the four models of a method that sees one pair at a time; all pairs are scored at every tenth step. */
function pairCost({ perStep, perPair, bytesPerPair }: PairWork): AboutMethod['cost'] {
  return ({ genes, regulators, perturbedCells, controls }, settings) => {
    const [cells, pairs] = [perturbedCells + controls, genes * regulators];
    return {
      seconds:
        0.5 + 2e-9 * cells * (genes ** 2 + pairs) + 4 * stepsOf(settings) * (perStep + 0.1 * perPair * pairs),
      bytes: 2e8 + 24 * cells * genes + bytesPerPair * pairs,
    };
  };
}
