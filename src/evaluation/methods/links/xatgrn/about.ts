import type { AboutMethod } from '../../method';
import { graphCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'xatgrn',
  title: 'XATGRN',
  family: 'links',
  summary:
    'Embeddings of each gene as regulator and as target in a known network, from two attention layers that follow its edges in either direction, and linear maps of expression; a small network tells activation, repression and no edge apart.',
  citation: {
    text: 'Xiong et al., Cross-attention graph neural networks for inferring gene regulatory networks with skewed degree distribution, BMC Bioinformatics 2025',
    url: 'https://doi.org/10.1186/s12859-025-06186-1',
  },
  needs: ['prior'],
  signed: true,
  predicts: false,
  settings: [STEPS],
  cost: graphCost(0.8),
};
