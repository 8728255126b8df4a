import type { AboutMethod } from '../method';

export const about: AboutMethod = {
  name: 'consensus',
  title: 'Consensus',
  family: 'consensus',
  summary:
    'Mean of the ranks that the finished methods give an edge, families weighed alike. Edges that methods with different assumptions share are likelier to be true.',
  citation: {
    text: 'Marbach et al., Wisdom of crowds for robust gene network inference, Nature Methods 2012',
    url: 'https://doi.org/10.1038/nmeth.2016',
  },
  needs: ['networks'],
  signed: true,
  predicts: false,
  settings: [
    {
      name: 'reciprocal',
      meaning: '1: mean of 1/rank, which weighs the strongest edges most; 0: mean rank.',
      value: 1,
      least: 0,
      most: 1,
      whole: true,
    },
  ],
  cost: ({ genes, regulators }) => ({
    seconds: 0.02 + 1e-5 * genes * regulators,
    bytes: 200 * genes * regulators,
  }),
};
