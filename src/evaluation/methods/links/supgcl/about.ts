import type { AboutMethod } from '../../method';
import { graphCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'supgcl',
  title: 'SupGCL',
  family: 'links',
  summary:
    'Embeds genes by a known network and by perturbations: taking a regulator out of the network is to change the embeddings as alike for two regulators as perturbing them changed expression. Regulators without known edges are placed near those with like effects.',
  citation: {
    text: 'Oshima et al., Supervised graph contrastive learning for gene regulatory networks, arXiv 2505.17786, 2025',
    url: 'https://arxiv.org/abs/2505.17786',
  },
  needs: ['prior', 'perturbations'],
  signed: false,
  predicts: false,
  settings: [STEPS],
  cost: graphCost(1),
};
