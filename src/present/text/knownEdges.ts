/** A network beside known edges, in words. */
import { type KnownEdge, type KnownStatus, knownStatuses } from '../../evaluation/networks/knownEdges';
import type { Coverage } from '../../dataset/knowledge';
import { count, plural } from './format';

export const statusNames: Readonly<Record<KnownStatus, string>> = {
  agrees: 'agrees',
  'sign-differs': 'sign differs',
  new: 'new',
  uncovered: 'not covered',
  missing: 'missing',
};

export const statusHints: Readonly<Record<KnownStatus, string>> = {
  agrees: 'Shown and known, with the same sign or without a known one',
  'sign-differs': 'Shown and known, with the opposite sign',
  new: 'Shown, and not among the known targets of its regulator',
  uncovered: 'Shown; its regulator has no known targets, so nothing is known about it',
  missing: 'Known, and not among the edges shown',
};

export function statusCounts(edges: readonly KnownEdge[]): Readonly<Record<KnownStatus, number>> {
  const of = (status: KnownStatus) => edges.filter((edge) => edge.status === status).length;
  return {
    agrees: of('agrees'),
    'sign-differs': of('sign-differs'),
    new: of('new'),
    uncovered: of('uncovered'),
    missing: of('missing'),
  };
}

const counted: Readonly<Record<KnownStatus, string>> = {
  ...statusNames,
  agrees: 'agreeing',
  'sign-differs': 'with another sign',
};

/** 'The 22 strongest edges beside the known ones: 19 agreeing; 3 new; 2 missing.' `shown`: number of edges. */
export function knownText(edges: readonly KnownEdge[], shown: number): string {
  const counts = statusCounts(edges);
  const parts = knownStatuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${count(counts[status])} ${counted[status]}`);
  return `The ${plural(shown, 'strongest edge')} beside the known ones: ${parts.join('; ')}.`;
}

const share = ({ covered, all }: Coverage['edges']) => `${count(covered)} of ${count(all)}`;

/** Rows of what the known edges cover: name, 'n of m', and what it counts. */
export function coverageRows({
  regulators,
  genes,
  edges,
  signs,
}: Coverage): readonly (readonly [name: string, share: string, hint: string])[] {
  return [
    ['Regulators', share(regulators), 'names in the file that are candidate regulators here'],
    ['Genes', share(genes), 'names in the file that are modelled genes'],
    ['Edges', share(edges), 'known edges that the network could have'],
    ['Signs', share(signs), 'of those edges, with a known sign'],
  ];
}

export const directionText = {
  assumed: 'The file does not say which column is the regulator: the first is.',
  reversed:
    'The file does not say which column is the regulator, and the first has far more names than the second, as if the targets stood first.',
  swap: 'Swap regulators and targets',
} as const;
