import type { AboutMethod } from '../method';

export const about: AboutMethod = {
  name: 'wendy',
  title: 'WENDY',
  family: 'covariance',
  summary:
    'Exploratory: how cells co-vary at one time follows from how they co-varied before, through the network; perturbations are not used. The score is the weight of the edge in that change.',
  citation: {
    text: 'Wang, Zheng, Cheng, Wang & Aravkin, Gene regulatory network inference with covariance dynamics, Mathematical Biosciences 2024',
    url: 'https://doi.org/10.1016/j.mbs.2024.109284',
  },
  needs: ['times'],
  signed: true,
  predicts: false,
  settings: [
    {
      name: 'shrinkage',
      meaning: 'Share by which covariances between genes are reduced, for few cells.',
      value: 0.1,
      least: 0,
      most: 0.95,
      whole: false,
    },
    {
      name: 'sparsity',
      meaning: 'Penalty on the sum of absolute weights; larger values give fewer edges.',
      value: 0.01,
      least: 0,
      most: 1,
      whole: false,
    },
  ],
  cost: (size) => ({
    seconds: 0.1 + 5e-7 * size.genes ** 3 * Math.max(1, size.times - 1),
    bytes: 80 * size.genes ** 2 * Math.max(1, size.times),
  }),
};
