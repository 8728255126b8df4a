import type { AboutMethod } from '../../method';
import { graphCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'gclink',
  title: 'GCLink',
  family: 'links',
  summary:
    'GENELink with a contrastive term: the embeddings of a gene in the known network and in one with a fifth of its edges dropped are to be alike, and unlike those of other genes.',
  citation: {
    text: 'Yu et al., GCLink: a graph contrastive link prediction framework for gene regulatory network inference, Bioinformatics 2025',
    url: 'https://doi.org/10.1093/bioinformatics/btaf074',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [STEPS],
  cost: graphCost(2),
};
