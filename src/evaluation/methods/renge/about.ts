import type { AboutMethod } from '../method';

export const about: AboutMethod = {
  name: 'renge',
  title: 'RENGE',
  family: 'dynamics',
  summary:
    'After a perturbation, effects spread along the edges hop by hop, and further hops appear at later times. The score is the weight of the direct edge.',
  citation: {
    text: 'Ishikawa et al., RENGE infers gene regulatory networks using time-series single-cell RNA-seq data with CRISPR perturbations, Communications Biology 2023',
    url: 'https://doi.org/10.1038/s42003-023-05594-4',
  },
  needs: ['perturbations', 'times'],
  signed: true,
  predicts: true,
  settings: [
    {
      name: 'hops',
      meaning: 'Most hops that are tried; 1 means direct effects alone.',
      value: 4,
      least: 1,
      most: 8,
      whole: true,
    },
    {
      name: 'folds',
      meaning: 'Folds over perturbed genes that choose hops and penalty.',
      value: 5,
      least: 2,
      most: 20,
      whole: true,
    },
  ],
  cost: ({ genes, regulators, perturbations, times }, { hops = 4, folds = 5 }) => ({
    seconds:
      0.2 + 4e-7 * hops ** 2 * folds * genes * regulators * (perturbations * (1 + times / 4) + regulators),
    bytes: 400 * genes * (regulators + perturbations * times),
  }),
};
