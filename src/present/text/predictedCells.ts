/** Predicted cells beside measured ones, in words and printed numbers: the same on the page, in a terminal and in the report. */
import type { CellsCard, CellsRow } from '../../inference/benchmark/benchmark';
import { predictorNames, predictors } from './methodNames';
import { decimal, intervalText, orDash } from './numbers';
import type { CardTable } from './reportCardTables';

export const predictedCellsText = {
  title: 'Predicted cells',
  each: 'Each perturbation',
  about:
    'The cells compared with, all moved by the predicted change, beside the cells measured. Distances are shares of what “no change” leaves: 1 is no better. Spread and chance are in them too, so that no prediction of means reaches 0: “moved as measured” is about the least it can.',
} as const;

/** What is measured of each row, how it is called, and what it means. */
export const cellsColumns = [
  {
    of: 'energy',
    ofEach: 'energies',
    name: 'energy distance',
    why: 'how far the two clouds of cells are apart, all genes together; 0 only where they are distributed alike.',
  },
  {
    of: 'wasserstein2',
    ofEach: 'wassersteins2',
    name: 'W2 per gene',
    why: 'how far, as root mean square, values of a gene must be moved to become the measured ones; mean over genes.',
  },
] as const;

export function cellsRowName(predictor: CellsRow['predictor']): string {
  return predictor === 'as-measured' ? 'Moved as measured' : predictorNames[predictor];
}

/** In the order of other tables of predictors; what cannot be beaten comes last. */
export function cellsRowsInOrder({ rows }: CellsCard): readonly CellsRow[] {
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ predictor }: CellsRow): number {
  return predictor === 'as-measured' ? predictors.length : predictors.indexOf(predictor);
}

/** One perturbation: the model, the best of the simpler ways, and the least there can be. */
export interface CellsOfEach {
  readonly label: string;
  /** In the order of `cellsColumns`. */
  readonly numbers: readonly {
    readonly own: number | null;
    readonly best: number | null;
    readonly least: number | null;
  }[];
}

/** The best first. */
export function cellsOfEach({ labels, rows }: CellsCard): readonly CellsOfEach[] {
  const all = labels.map((label, at): CellsOfEach => ({
    label,
    numbers: cellsColumns.map(({ ofEach }) => {
      const of = (wanted: (predictor: CellsRow['predictor']) => boolean) =>
        rows.filter(({ predictor }) => wanted(predictor)).flatMap((row) => row[ofEach][at] ?? []);
      const others = of((predictor) => !['modulode', 'no-change', 'as-measured'].includes(predictor));
      return {
        own: of((predictor) => predictor === 'modulode')[0] ?? null,
        best: others.length > 0 ? Math.min(...others) : null,
        least: of((predictor) => predictor === 'as-measured')[0] ?? null,
      };
    }),
  }));
  return all.toSorted((a, b) => (a.numbers[0]?.own ?? Infinity) - (b.numbers[0]?.own ?? Infinity));
}

/** Columns of a table of `cellsOfEach` after its first. */
export const eachColumns = cellsColumns.flatMap(({ name }) => [name, 'best baseline', 'as measured']);

export function eachNumbers({ numbers }: CellsOfEach): readonly string[] {
  return numbers.flatMap(({ own, best, least }) => [own, best, least].map((value) => orDash(value, decimal)));
}

/** All together; `noun`: what one perturbation is called (kinds.ts). */
export function predictedCellsTable(card: CellsCard): CardTable {
  return {
    title: predictedCellsText.title,
    columns: ['Predictor', ...cellsColumns.map(({ name }) => `${name} (95 %)`)],
    rows: cellsRowsInOrder(card).map((row) => [
      cellsRowName(row.predictor),
      ...cellsColumns.map(({ of }) => {
        const interval = row[of];
        return interval === null ? '–' : `${decimal(interval.value)}${intervalText(interval)}`;
      }),
    ]),
    terms: cellsColumns,
  };
}

/** One by one. */
export function cellsOfEachTable(card: CellsCard): CardTable {
  return {
    title: `${predictedCellsText.title}: ${predictedCellsText.each.toLowerCase()}`,
    columns: ['Perturbation', ...eachColumns],
    rows: cellsOfEach(card).map((one) => [one.label, ...eachNumbers(one)]),
    terms: [],
  };
}
