import type { AboutMethod } from '../method';

export const about: AboutMethod = {
  name: 'tsni',
  title: 'TSNI',
  family: 'dynamics',
  summary:
    'Mean expression over time follows a linear ODE, fitted on the main components of all time courses. The score is the weight of the regulator in the rate of its target.',
  citation: {
    text: 'Bansal, Della Gatta & di Bernardo, Inference of gene regulatory networks and compound mode of action from time course gene expression profiles, Bioinformatics 2006',
    url: 'https://doi.org/10.1093/bioinformatics/btl003',
  },
  needs: ['times'],
  signed: true,
  predicts: true,
  settings: [
    {
      name: 'variance',
      meaning: 'Share of the variance of all time courses that the kept components explain.',
      value: 0.99,
      least: 0.1,
      most: 1,
      whole: false,
    },
    {
      name: 'points',
      meaning: 'Interpolated points for each measured interval of time.',
      value: 3,
      least: 1,
      most: 20,
      whole: true,
    },
  ],
  cost: ({ genes, perturbations, times }, { points = 3 }) => ({
    seconds: 0.05 + 2e-8 * genes ** 3 + 2e-8 * genes ** 2 * (perturbations + 1) * times * points,
    bytes: 40 * genes ** 2 + 16 * genes * (perturbations + 1) * times * points,
  }),
};
