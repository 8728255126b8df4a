import type { AboutMethod } from '../../method';

export const about: AboutMethod = {
  name: 'degree',
  title: 'In-degree',
  family: 'links',
  summary:
    'A gene with many known regulators is likely to have one more: the score of a pair is the number of known regulators of the target, and is the same for every regulator. It uses no cells; what does not exceed it has learned nothing about pairs.',
  citation: {
    text: 'Liben-Nowell & Kleinberg, The link-prediction problem for social networks, Journal of the American Society for Information Science and Technology 2007',
    url: 'https://doi.org/10.1002/asi.20591',
  },
  needs: ['prior'],
  signed: false,
  predicts: false,
  settings: [],
  cost: ({ genes, regulators }) => ({ seconds: 0.01, bytes: 100 * genes * regulators }),
};
