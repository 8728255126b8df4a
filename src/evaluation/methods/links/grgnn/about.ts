import type { AboutMethod } from '../../method';
import { pairCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'grgnn',
  title: 'GRGNN',
  family: 'links',
  summary:
    'A graph network looks at each pair within its surroundings in the graph of correlations: a third gene that explains the correlation of a pair makes an edge less likely. Interventions are not used.',
  citation: {
    text: 'Wang et al., Inductive inference of gene regulatory network using supervised and semi-supervised graph neural networks, Computational and Structural Biotechnology Journal 2020',
    url: 'https://doi.org/10.1016/j.csbj.2020.10.022',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [STEPS],
  cost: pairCost({ perStep: 1.2e-2, perPair: 3e-5, bytesPerPair: 100 }),
};
