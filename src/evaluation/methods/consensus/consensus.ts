/**
 * Consensus of finished networks by mean reciprocal rank, or mean rank (Borda; Marbach et al. 2012). Unlike there, families of methods have
 * equal weight, so that five regressions do not outvote one model of the dynamics.
 */
import type { Algorithm } from '../method';
import { consensusScores } from './agreement';

export const consensus: Algorithm = function* run({ screen: { dataset }, networks = [], settings }) {
  const rule = settings['reciprocal'] === 0 ? 'mean' : 'reciprocal';
  const pairs = { genes: dataset.genes, regulators: dataset.candidates };
  const scores = consensusScores(pairs, networks, rule);
  yield 1;
  return { scores, predict: null };
};
