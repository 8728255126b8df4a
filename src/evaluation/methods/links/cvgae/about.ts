import type { AboutMethod } from '../../method';
import { graphCost } from '../cost';
import { STEPS } from '../settings';

export const divergence = {
  name: 'divergence',
  meaning: 'Weight of the divergence of the embeddings from a standard normal.',
  value: 0.1,
  least: 0,
  most: 100,
  whole: false,
} as const;

export const about: AboutMethod = {
  name: 'cvgae',
  title: 'CVGAE',
  family: 'links',
  summary:
    'A variational graph autoencoder: each gene has a distribution that depends on its expression and the mean of its neighbours in a known network; two networks score pairs of draws.',
  citation: {
    text: 'Liu et al., CVGAE: a self-supervised generative method for gene regulatory network inference using single-cell RNA sequencing data, Interdisciplinary Sciences 2024',
    url: 'https://doi.org/10.1007/s12539-024-00633-y',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [STEPS, divergence],
  cost: graphCost(0.3),
};
