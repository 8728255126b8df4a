/** The tables of a report card in words and printed numbers, for all who write them as text: the terminal and the report. */
import type {
  PredictionCard,
  PredictionRow,
  ReportCard,
  TruthCard,
  CellsCard,
  CellsRow,
} from '../../inference/benchmark/benchmark';
import {
  coverageText,
  slopeText,
  scoreTexts,
  besideShuffledText,
  cellColumns,
  truthColumns,
} from './evaluation';
import { plural, decimal, intervalText, orDash } from './format';
import { networkSourceNames, predictorNames, predictors } from './names';

export interface CardTable {
  readonly title: string;
  /** The first column names the row. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What the columns mean. */
  readonly terms: readonly { readonly name: string; readonly why: string }[];
}

/** `noun`: what one perturbation is called (kinds.ts). */
export function predictionTable({ what, labels, rows }: PredictionCard, noun: string): CardTable {
  const names = (
    ['direction', 'correlation', 'correlationBeyondMean', 'topGenesError', 'discrimination'] as const
  ).filter((name) => rows.some(({ scores }) => scores[name] !== null));
  return {
    title: `Predictions (${plural(labels.length, noun)}, ${what})`,
    columns: ['Predictor', 'error (95 %)', ...names.map((name) => scoreTexts[name].name)],
    rows: rows
      .toSorted(byPlace)
      .map(({ predictor, error, scores }) => [
        predictorNames[predictor],
        error === null ? '–' : `${decimal(error.value)}${intervalText(error)}`,
        ...names.map((name) => orDash(scores[name]?.value ?? null, scoreTexts[name].print)),
      ]),
    terms: names.map((name) => scoreTexts[name]),
  };
}

function byPlace(a: PredictionRow, b: PredictionRow): number {
  return predictors.indexOf(a.predictor) - predictors.indexOf(b.predictor);
}

/** Whether predicted sizes and their intervals hold. */
export function calibrationTexts({ calibration }: PredictionCard): readonly string[] {
  return [slopeText(calibration), coverageText(calibration)].filter((text) => text !== null);
}

/** Judged by the cells alone. */
export function cellTable({ networks }: Pick<ReportCard, 'networks'>): CardTable {
  const edges = Math.max(0, ...networks.map(({ withoutTruth }) => withoutTruth.screen.edges));
  return {
    title: `Networks judged by the cells (${plural(edges, 'edge')} at most; in brackets with shuffled labels)`,
    columns: ['Network', ...cellColumns.map(({ name }) => name)],
    rows: networks.map(({ source, withoutTruth }) => [
      networkSourceNames[source],
      ...cellColumns.map((column) => {
        const { own, chance } = besideShuffledText(withoutTruth, column);
        return chance === null ? own : `${own} (${chance})`;
      }),
    ]),
    terms: cellColumns,
  };
}

/** The best first. */
export function truthTable({ name, rows, density, trueEdges }: TruthCard): CardTable {
  const shown = truthColumns.filter(({ text }) => rows.some((row) => text(row, density) !== null));
  return {
    title: `Networks against ${name} (${plural(trueEdges, 'true edge')}; random order: ${decimal(density)})`,
    columns: ['Network', 'area (95 %)', ...shown.map((column) => column.name)],
    rows: rows
      .toSorted((a, b) => (b.auprc?.value ?? 0) - (a.auprc?.value ?? 0))
      .map((row) => [
        networkSourceNames[row.source],
        row.auprc === null ? '–' : `${decimal(row.auprc.value)}${intervalText(row.auprc)}`,
        ...shown.map(({ text }) => text(row, density) ?? '–'),
      ]),
    terms: shown,
  };
}

/** A sentence for each method that was not computed. */
export function leftOutTexts({ leftOut }: Pick<ReportCard, 'leftOut'>): readonly string[] {
  return leftOut.map(
    ({ source, minutes }) =>
      `${networkSourceNames[source]} is left out: it would take about ${plural(Math.max(1, Math.round(minutes)), 'minute')}.`,
  );
}

/** Predicted cells beside measured ones, in words and printed numbers: the same on the page, in a terminal and in the report. */

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
interface CellsOfEach {
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
