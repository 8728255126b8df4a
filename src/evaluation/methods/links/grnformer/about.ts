import type { AboutMethod } from '../../method';
import { graphCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'grnformer',
  title: 'GRNFormer',
  family: 'links',
  summary:
    'A transformer over the genes that correlate, small: each gene attends to genes with |r| above 0.1, and has a distribution of embeddings; two networks score pairs of draws. Known edges are labels only.',
  citation: {
    text: 'Hegde & Cheng, GRNFormer: accurate gene regulatory network inference using graph transformer, Bioinformatics 2026',
    url: 'https://doi.org/10.1093/bioinformatics/btag144',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [STEPS],
  cost: graphCost(0.8),
};
