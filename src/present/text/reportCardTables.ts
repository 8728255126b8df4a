/** The tables of a report card in words and printed numbers, for all who write them as text: the terminal and the report. */
import type {
  PredictionCard,
  PredictionRow,
  ReportCard,
  TruthCard,
} from '../../inference/benchmark/benchmark';
import { coverageText, slopeText } from './calibration';
import { scoreTexts } from './evaluation';
import { plural } from './format';
import { networkSourceNames, predictorNames, predictors } from './methodNames';
import { besideShuffledText, cellColumns, truthColumns } from './networkScores';
import { decimal, intervalText, orDash } from './numbers';

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
