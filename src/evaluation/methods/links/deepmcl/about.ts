import type { AboutMethod } from '../../method';
import { pairCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'deepmcl',
  title: 'DeepMCL',
  family: 'links',
  summary:
    'A small convolutional network reads each pair from pictures of how the two genes are distributed together, in all cells and within conditions; embeddings of edges are drawn together. It follows bent dependences.',
  citation: {
    text: 'Lin et al., Inferring gene regulatory networks from single-cell gene expression data via deep multi-view contrastive learning, Briefings in Bioinformatics 2023',
    url: 'https://doi.org/10.1093/bib/bbac586',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [STEPS],
  cost: pairCost({ perStep: 8e-3, perPair: 3e-5, bytesPerPair: 600 }),
};
