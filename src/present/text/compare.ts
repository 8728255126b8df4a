/** Two compared networks in words. A network beside known edges, in words. */
import { type EdgeChange, type RunComparison, edgeChanges } from '../../network/compareNetworks';
import { count, decimal, listOf, orDash, plural } from './format';
import { type KnownEdge, type KnownStatus, knownStatuses } from '../../evaluation/networks/knownEdges';
import type { Coverage } from '../../dataset/knowledge';

export const changeNames: Readonly<Record<EdgeChange, string>> = {
  kept: 'in both',
  'sign-changed': 'in both, sign differs',
  reversed: 'reversed',
  lost: 'first only',
  gained: 'second only',
};

export const changeHints: Readonly<Record<EdgeChange, string>> = {
  kept: 'Among the strongest edges of both, with the same sign',
  'sign-changed': 'Among the strongest edges of both, but activating in one and repressing in the other',
  reversed: 'A → B among the strongest edges of the first, B → A among those of the second',
  lost: 'Among the strongest edges of the first only',
  gained: 'Among the strongest edges of the second only',
};

/** Number of edges of each change. */
export function changeCounts(comparison: RunComparison): Readonly<Record<EdgeChange, number>> {
  const { kept, signChanged, turned, lost, gained } = comparison;
  return {
    kept: kept.length - signChanged.length,
    'sign-changed': signChanged.length,
    reversed: turned.length,
    lost: lost.length,
    gained: gained.length,
  };
}

/** 'The 40 strongest edges of each, out of 110 shared pairs: 37 in both, 1 in both, sign differs, 2 first only, 2 second only.' */
export function comparisonText(comparison: RunComparison): string {
  const counts = changeCounts(comparison);
  const parts = edgeChanges
    .filter((change) => counts[change] > 0)
    .map((change) => `${counts[change]} ${changeNames[change]}`);
  const found = parts.length === 0 ? 'all weights are 0' : parts.join('; ');
  return `The ${plural(comparison.edges, 'strongest edge')} of each, out of ${plural(comparison.pairs, 'shared pair')}: ${found}.`;
}

/** 'Jaccard index 0.90, rank correlation 0.98.' */
export function similarityText({ jaccard, rankCorrelation }: RunComparison): string {
  return `Jaccard index (edges in both / in either): ${orDash(jaccard, decimal)}. Spearman correlation over all shared pairs: ${orDash(rankCorrelation, decimal)}.`;
}

/** What is compared where the genes differ; '' where they are the same. */
export function differentGenesText({ genes }: RunComparison): string {
  const only = genesApart(genes);
  return only === '' ? '' : `Compared on ${plural(genes.shared, 'shared gene')}: ${only}.`;
}

/** 'only the first has A; only the second has B'; '' where both have the same genes. */
export function genesApart({ onlyFirst, onlySecond }: RunComparison['genes']): string {
  return [
    ...(onlyFirst.length > 0 ? [`only the first has ${listOf(onlyFirst)}`] : []),
    ...(onlySecond.length > 0 ? [`only the second has ${listOf(onlySecond)}`] : []),
  ].join('; ');
}

/** 'M1 and M2 share 4 of 5 genes'. */
export function matchText({
  first,
  second,
  both,
  either,
}: RunComparison['modules']['matched'][number]): string {
  return `${first} and ${second} share ${both} of ${plural(either, 'gene')}`;
}

export const statusNames: Readonly<Record<KnownStatus, string>> = {
  agrees: 'agrees',
  'sign-differs': 'sign differs',
  new: 'new',
  uncovered: 'not covered',
  missing: 'missing',
};

export const statusHints: Readonly<Record<KnownStatus, string>> = {
  agrees: 'Shown and known, with the same sign or no known sign',
  'sign-differs': 'Shown and known, with the opposite sign',
  new: 'Shown, but not a known target of its regulator',
  uncovered: 'Shown; its regulator has no known targets to compare with',
  missing: 'Known, but not among the edges shown',
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
  agrees: 'in agreement',
  'sign-differs': 'with the opposite sign',
};

/** 'The 22 strongest edges and the known edges: 19 in agreement; 3 new; 2 missing.' `shown`: number of edges. */
export function knownText(edges: readonly KnownEdge[], shown: number): string {
  const counts = statusCounts(edges);
  const parts = knownStatuses
    .filter((status) => counts[status] > 0)
    .map((status) => `${count(counts[status])} ${counted[status]}`);
  return `The ${plural(shown, 'strongest edge')} and the known edges: ${parts.join('; ')}.`;
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
    ['Signs', share(signs), 'of these edges, those with a known sign'],
  ];
}

export const directionText = {
  assumed: 'The file does not name the regulator column; the first column was used.',
  reversed:
    'The file does not name the regulator column. The first column has far more names than the second, so it may list the targets.',
  swap: 'Swap regulators and targets',
} as const;
