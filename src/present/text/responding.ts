/** All cells of a perturbation and those that respond, side by side. */
import type { GeneChanges } from '../../effects/changes';
import type { PerturbationLine } from '../report/effects';
import { count, fold, foldRange, percent, plural } from './format';

/** Genes that are named, the surest. */
const MOST_NAMED = 3;

export const respondingTexts = {
  title: 'All cells and responding cells',
  what: 'Change of',
  all: 'All cells',
  responding: 'Responding cells',
  /** No cell is chosen, and so none is left out. */
  note: 'All cells tell which genes change. Among responding cells the change of level is that of all cells over their share; 95 % intervals in brackets, that of the typical change by the share alone.',
};

export interface SideBySide {
  readonly what: string;
  readonly all: string;
  readonly responding: string;
}

const ranged = (log2: number, low: number, high: number) => `${fold(log2)} (${foldRange(low, high)})`;

/** none where the share of responding cells is not told. @param rate false discovery rate of the genes that are named */
export function sideBySide(
  { cells, responding, typical }: PerturbationLine,
  changes: Pick<GeneChanges, 'log2' | 'p' | 'q' | 'own' | 'responding'>,
  genes: readonly string[],
  rate: number,
): readonly SideBySide[] {
  const among = changes.responding;
  if (responding === null || among === null) return [];
  const { share, low, high } = responding;
  const places = [...genes.keys()];
  const own = places.filter((gene) => changes.own[gene] === 1);
  const surest = places
    .filter((gene) => !own.includes(gene) && (changes.q[gene] ?? NaN) < rate)
    .toSorted((a, b) => (changes.p[a] ?? NaN) - (changes.p[b] ?? NaN))
    .slice(0, MOST_NAMED);
  return [
    {
      what: 'Cells',
      all: count(cells),
      responding: `about ${count(Math.round(share * cells))} (${percent(low)} to ${percent(high)})`,
    },
    ...(typical
      ? [
          {
            what: `Typical change of ${plural(typical.genes, 'changed gene')}`,
            all: fold(typical.all),
            responding: ranged(typical.responding, typical.low, typical.high),
          },
        ]
      : []),
    ...[...own, ...surest].map((gene) => ({
      what: own.includes(gene) ? `${genes[gene]} (target)` : (genes[gene] ?? ''),
      all: fold(changes.log2[gene] ?? NaN),
      responding: ranged(among.log2[gene] ?? NaN, among.low[gene] ?? NaN, among.high[gene] ?? NaN),
    })),
  ];
}
