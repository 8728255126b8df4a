/** The methods that every run is compared with, as methods of the gallery. */
import type { MethodName } from '../methodNames';
import type { AboutMethod, ProblemSize } from '../method';

export type BaselineName = Exclude<MethodName, 'density'>;

interface Baseline extends Pick<
  AboutMethod,
  'title' | 'family' | 'summary' | 'citation' | 'needs' | 'signed'
> {
  readonly seconds: (size: ProblemSize) => number;
}

const baselines: Readonly<Record<BaselineName, Baseline>> = {
  pearson: {
    title: 'Pearson correlation',
    family: 'regression',
    summary:
      'Correlation of two genes over all training cells. It has a sign but no direction, and knows nothing of the perturbations.',
    citation: {
      text: 'Pratapa et al., Benchmarking algorithms for gene regulatory network inference from single-cell transcriptomic data, Nature Methods 2020',
      url: 'https://doi.org/10.1038/s41592-019-0690-6',
    },
    needs: [],
    signed: true,
    seconds: (size) => 0.01 + 1e-9 * pairs(size) * cells(size),
  },
  'ko-z': {
    title: 'Knockout z-score',
    family: 'effects',
    summary:
      'Mean change of a gene after its regulator was perturbed, in standard deviations of the controls. Direct and indirect effects count alike.',
    citation: {
      text: 'Prill et al., Towards a rigorous assessment of systems biology models: the DREAM3 challenges, PLoS ONE 2010',
      url: 'https://doi.org/10.1371/journal.pone.0009202',
    },
    needs: ['perturbations'],
    signed: true,
    seconds: () => 0.01,
  },
  welch: {
    title: "Welch's t",
    family: 'effects',
    summary:
      'Mean change of a gene after its regulator was perturbed, over its standard error. Direct and indirect effects count alike.',
    citation: {
      text: "Welch, The generalization of 'Student's' problem when several different population variances are involved, Biometrika 1947",
      url: 'https://doi.org/10.1093/biomet/34.1-2.28',
    },
    needs: ['perturbations'],
    signed: true,
    seconds: () => 0.01,
  },
  wasserstein: {
    title: 'Wasserstein distance',
    family: 'effects',
    summary:
      "Distance between a gene's distributions with and without the perturbation: changes of shape count too. It has no sign.",
    citation: {
      text: 'Chevalley et al., A large-scale benchmark for network inference from single-cell perturbation data (CausalBench), Communications Biology 2025',
      url: 'https://doi.org/10.1038/s42003-025-07764-y',
    },
    needs: ['perturbations'],
    signed: false,
    seconds: (size) => 0.02 + 1e-7 * cells(size) * size.genes,
  },
  'linear-on-means': {
    title: 'Linear ODE on means',
    family: 'regression',
    summary:
      'Steady state of a linear system: the mean shift of a gene is a weighted sum of the shifts of its regulators (ridge regression). It separates direct from indirect effects where perturbations are many.',
    citation: {
      text: 'Gardner et al., Inferring genetic networks and identifying compound mode of action via expression profiling, Science 2003',
      url: 'https://doi.org/10.1126/science.1081900',
    },
    needs: ['perturbations'],
    signed: true,
    seconds: (size) => 0.01 + 1e-8 * size.genes * size.regulators ** 2,
  },
  'cell-ridge': {
    title: 'Ridge regression',
    family: 'regression',
    summary:
      'Each gene is a weighted sum of the other regulators, over all cells or samples in which it was not set itself. All weights are shrunken alike.',
    citation: {
      text: 'Hoerl & Kennard, Ridge regression: biased estimation for nonorthogonal problems, Technometrics 1970',
      url: 'https://doi.org/10.1080/00401706.1970.10488634',
    },
    needs: [],
    signed: true,
    seconds: (size) => 0.02 + 1e-9 * (cells(size) + size.genes) * size.regulators ** 2,
  },
  'cell-lasso': {
    title: 'Lasso',
    family: 'regression',
    summary:
      'Each gene is a weighted sum of few other regulators, over all cells or samples in which it was not set itself. Weak weights are exactly zero.',
    citation: {
      text: 'Tibshirani, Regression shrinkage and selection via the lasso, Journal of the Royal Statistical Society B 1996',
      url: 'https://doi.org/10.1111/j.2517-6161.1996.tb02080.x',
    },
    needs: [],
    signed: true,
    seconds: (size) =>
      0.02 + 1e-9 * (pairs(size) * cells(size) + (cells(size) + 20 * size.genes) * size.regulators ** 2),
  },
  genie3: {
    title: 'GENIE3',
    family: 'trees',
    summary:
      'Random forests predict each gene from the other regulators; a regulator scores by the variance that its splits explain. Effects may be nonlinear; they have no sign.',
    citation: {
      text: 'Huynh-Thu et al., Inferring regulatory networks from expression data using tree-based methods, PLoS ONE 2010',
      url: 'https://doi.org/10.1371/journal.pone.0012776',
    },
    needs: [],
    signed: false,
    // A tree draws √R predictors at a node.
    seconds: (size) => 0.05 + 2.1e-6 * treeRows(size) * Math.sqrt(Math.max(1, size.regulators)),
  },
  grnboost2: {
    title: 'GRNBoost2',
    family: 'trees',
    summary:
      'Boosted shallow trees predict each gene from the other regulators; a regulator scores by the variance that its splits explain. Faster than GENIE3; no sign.',
    citation: {
      text: 'Moerman et al., GRNBoost2 and Arboreto: efficient and scalable inference of gene regulatory networks, Bioinformatics 2019',
      url: 'https://doi.org/10.1093/bioinformatics/bty916',
    },
    needs: [],
    signed: false,
    // It stops early, later where genes are predictable: on hiPSC after half of this time.
    seconds: (size) => 0.05 + treeRows(size) * (6.5e-6 + 2.5e-8 * size.regulators),
  },
};

export const aboutBaselines: readonly (AboutMethod & { readonly name: BaselineName })[] = (
  Object.keys(baselines) as BaselineName[]
).map((name) => {
  const { seconds, ...about } = baselines[name];
  return {
    name,
    ...about,
    predicts: false,
    settings: [],
    cost: (size) => ({ seconds: seconds(size), bytes: 12 * cells(size) * size.genes + 8 * pairs(size) }),
  };
});

/**
 * On one core of a typical computer. Fitted to the processor time on an AMD EPYC of simulated screens of 12 to 200 genes, 10 to 200 candidates
 * and 100 to 6,400 cells, of hiPSC and of Papalexi (16,192 cells, 216 genes, 36 candidates); most times above .1 s are within a factor of 2.
 */
export function baselineSeconds(name: BaselineName, size: ProblemSize): number {
  return baselines[name].seconds(size);
}

function cells({ perturbedCells, controls }: ProblemSize): number {
  return perturbedCells + controls;
}

/** Cells that a tree sees (treeEnsembles.ts), for every gene. */
function treeRows({ genes, perturbedCells, controls }: ProblemSize): number {
  return genes * Math.min(1500, perturbedCells + Math.min(200, controls));
}

function pairs({ genes, regulators }: ProblemSize): number {
  return genes * regulators;
}
