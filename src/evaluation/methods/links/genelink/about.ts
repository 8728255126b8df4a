import type { AboutMethod } from '../../method';
import { graphCost } from '../cost';
import { STEPS } from '../settings';

export const about: AboutMethod = {
  name: 'genelink',
  title: 'GENELink',
  family: 'links',
  summary:
    'Graph attention over a known network embeds each gene by its expression and that of its neighbours; two networks score pairs of a regulator and a target. Regulators without known edges are placed by expression alone.',
  citation: {
    text: 'Chen & Liu, Graph attention network for link prediction of gene regulations from single-cell RNA-sequencing data, Bioinformatics 2022',
    url: 'https://doi.org/10.1093/bioinformatics/btac559',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [STEPS],
  cost: graphCost(1),
};
