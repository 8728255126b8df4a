/** All cells of a perturbation and those that respond, side by side. */
import type { GeneChanges } from '../../effects/changes';
import type { PerturbationLine } from '../report/effects';
import { count, fold, percent, plural, toldFold } from './format';

/** Genes that are named, the surest. */
const MOST_NAMED = 3;

export const respondingTexts = {
  title: 'All cells and responding cells',
  what: 'Change of',
  all: 'All cells',
  responding: 'Responding cells',
  /** No cell is chosen, and so none is left out. */
  note: 'Tests use all cells. The change of expression in responding cells is that of all cells, divided by their share. Brackets: 95 % intervals; that of the typical change covers only the share.',
};

/** Cells that a model learns from. */
export const cellsChoices = [
  { value: 'all', label: 'All cells' },
  { value: 'responding', label: 'Responding cells' },
] as const;

/** @param escaped cells that probably do not respond; null: not counted yet */
export function cellsText(
  chosen: (typeof cellsChoices)[number]['value'],
  escaped: { readonly cells: number; readonly perturbations: number } | null,
): string {
  const counted = escaped
    ? ` (${count(escaped.cells)}, of ${plural(escaped.perturbations, 'perturbation')})`
    : '';
  const are =
    chosen === 'all' ? 'are used for training too' : 'are left out of training, but not of the effects';
  return `Cells that carry a guide but probably do not respond${counted} ${are}.`;
}

export interface SideBySide {
  readonly what: string;
  readonly all: string;
  readonly responding: string;
}

/** Whether the share of responding cells is told, and is not that of all cells. */
export function respondsInPart({ cells, responding }: PerturbationLine): boolean {
  return responding !== null && Math.round(responding.share * cells) < cells;
}

/** 'About 90 % of its cells respond (83 to 97 %).'; '' where that cannot be told. */
export function respondingText(line: PerturbationLine): string {
  if (line.responding === null) return '';
  const { share, low, high } = line.responding;
  if (respondsInPart(line))
    return `About ${percent(share)} of its cells respond (${percent(low)} to ${percent(high)}).`;
  const least = percent(low);
  return `All of its cells seem to respond${least === percent(1) ? '' : ` (at least ${least})`}.`;
}

/** None where that would say the same twice, or is not told. @param rate false discovery rate of the genes that are named */
export function sideBySide(
  line: PerturbationLine,
  changes: Pick<GeneChanges, 'log2' | 'p' | 'q' | 'own' | 'responding'>,
  genes: readonly string[],
  rate: number,
): readonly SideBySide[] {
  const { cells, responding, typical } = line;
  const among = changes.responding;
  if (responding === null || among === null || !respondsInPart(line)) return [];
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
            responding: toldFold(typical.responding, typical.low, typical.high),
          },
        ]
      : []),
    ...[...own, ...surest].map((gene) => ({
      what: own.includes(gene) ? `${genes[gene]} (target)` : (genes[gene] ?? ''),
      all: fold(changes.log2[gene] ?? NaN),
      responding: toldFold(among.log2[gene] ?? NaN, among.low[gene] ?? NaN, among.high[gene] ?? NaN),
    })),
  ];
}
