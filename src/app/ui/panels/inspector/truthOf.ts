/** What a reference network says about one edge, in words. */
import type { Truth } from '../../../../evaluation/truth';

export function truthOf(truth: Truth, source: string, target: string): string {
  const edge = truth.edges.find((candidate) => candidate.source === source && candidate.target === target);
  if (!edge) return 'no';
  return { '1': 'yes, activates', '-1': 'yes, represses', '0': 'yes, sign unknown' }[edge.sign];
}
