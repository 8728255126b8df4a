/** The methods that every run is compared with, as methods of the gallery. */
import type { AboutMethod } from '../method';
import { baselineSeconds, cells, pairs, type BaselineName } from '../methodNames';

type Baseline = Pick<AboutMethod, 'title' | 'family' | 'summary' | 'citation' | 'needs' | 'signed'>;

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
  },
};

export const aboutBaselines: readonly (AboutMethod & { readonly name: BaselineName })[] = (
  Object.keys(baselines) as BaselineName[]
).map((name) => {
  return {
    name,
    ...baselines[name],
    predicts: false,
    settings: [],
    cost: (size) => ({
      seconds: baselineSeconds(name, size),
      bytes: 12 * cells(size) * size.genes + 8 * pairs(size),
    }),
  };
});
