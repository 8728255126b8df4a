/** Two compared networks in words. */
import { edgeChanges, type EdgeChange, type RunComparison } from '../../network/compareNetworks';
import { decimal, listOf, orDash, plural } from './format';

export const changeNames: Readonly<Record<EdgeChange, string>> = {
  kept: 'in both',
  'sign-changed': 'in both, sign differs',
  reversed: 'reversed',
  lost: 'first only',
  gained: 'second only',
};

export const changeHints: Readonly<Record<EdgeChange, string>> = {
  kept: 'Among the strongest of both, with the same sign',
  'sign-changed': 'Among the strongest of both, activating in one and repressing in the other',
  reversed: 'A → B among the strongest of the first, B → A among those of the second',
  lost: 'Among the strongest of the first only',
  gained: 'Among the strongest of the second only',
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
  const found = parts.length === 0 ? 'none has a weight' : parts.join('; ');
  return `The ${plural(comparison.edges, 'strongest edge')} of each, out of ${plural(comparison.pairs, 'shared pair')}: ${found}.`;
}

/** 'Jaccard index 0.90, rank correlation 0.98.' */
export function similarityText({ jaccard, rankCorrelation }: RunComparison): string {
  return `Edges in both over edges in either (Jaccard index): ${orDash(jaccard, decimal)}. Rank correlation of all shared pairs (Spearman): ${orDash(rankCorrelation, decimal)}.`;
}

/** What is compared where the genes differ; '' where they are the same. */
export function differentGenesText({ genes }: RunComparison): string {
  const { shared, onlyFirst, onlySecond } = genes;
  if (onlyFirst.length + onlySecond.length === 0) return '';
  const only = [
    ...(onlyFirst.length > 0 ? [`only the first has ${listOf(onlyFirst)}`] : []),
    ...(onlySecond.length > 0 ? [`only the second has ${listOf(onlySecond)}`] : []),
  ];
  return `Compared on ${plural(shared, 'shared gene')}: ${only.join('; ')}.`;
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
