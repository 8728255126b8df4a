/** Tables of the benchmark as printed text, for page, terminal and report. */
import type { Interval } from '../../evaluation/bootstrap';
import type {
  PredictionBenchmark,
  PredictionRow,
  BenchmarkResult,
  HeldOutCellsBenchmark,
  TruthBenchmark,
  CellBenchmark,
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
import { count, plural, decimal, intervalText, joined, orDash, percent } from './format';
import { networkSourceNames, predictorNames, predictors } from './names';

export interface BenchmarkTable {
  readonly title: string;
  /** The first column names the row. */
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Explanations of the columns. */
  readonly terms: readonly { readonly name: string; readonly why: string }[];
}

/** `noun`: perturbationNoun of names.ts. */
export function predictionTable({ what, labels, rows }: PredictionBenchmark, noun: string): BenchmarkTable {
  const names = (
    ['direction', 'correlation', 'correlationBeyondMean', 'topGenesError', 'discrimination'] as const
  ).filter((name) => rows.some(({ scores }) => scores[name] !== null));
  return {
    title: `Predictions (${plural(labels.length, noun)}, ${what})`,
    columns: ['Predictor', 'error (95 %)', ...names.map((name) => scoreTexts[name].name)],
    rows: rows
      .toSorted((a, b) => placeOf(a) - placeOf(b))
      .map(({ predictor, error, paired, scores }) => [
        [predictorNames[predictor], partOfAll(paired, labels.length)].filter((text) => text).join(', '),
        valueText(error),
        ...names.map((name) => orDash(scores[name]?.value ?? null, scoreTexts[name].print)),
      ]),
    terms: names.map((name) => scoreTexts[name]),
  };
}

/** '4 of 34', of a predictor that has no prediction of the other perturbations; null: it predicts all. */
export function partOfAll(paired: PredictionRow['paired'], all: number): string | null {
  return paired && paired.perturbations < all ? `${count(paired.perturbations)} of ${count(all)}` : null;
}

/** '0.57 (0.40–0.90)' */
function valueText(interval: Interval | null): string {
  return interval === null ? '–' : `${decimal(interval.value)}${intervalText(interval)}`;
}

/** Slope and coverage. */
export function calibrationTexts({ calibration }: PredictionBenchmark): readonly string[] {
  return [slopeText(calibration), coverageText(calibration)].filter((text) => text !== null);
}

/** Reference-free scores. */
export function cellTable({ networks }: Pick<BenchmarkResult, 'networks'>): BenchmarkTable {
  const edges = Math.max(0, ...networks.map(({ withoutTruth }) => withoutTruth.screen.edges));
  return {
    title: `Networks evaluated on the data (at most ${plural(edges, 'edge')}; shuffled labels in brackets)`,
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

/** The two statistics of CausalBench, under its names. */
const causalBenchStatistics = [
  {
    of: 'meanWasserstein',
    name: 'mean Wasserstein distance',
    why: 'distance of the target’s expression with and without the perturbation of the regulator, mean over edges, log1p; higher is better.',
    print: (value: number) => decimal(value, 3),
  },
  {
    of: 'falseOmissionRate',
    name: 'false omission rate',
    why: 'share of responding pairs (Mann–Whitney, p < .05) among 500 pairs without a path in the network; lower is better; – where fewer than ten have none.',
    print: percent,
  },
] as const;

export const causalBenchTitle = 'CausalBench on held-out cells';

/** One table per statistic, one column per number of edges. */
export function causalBenchTables({ edges, rows, chance }: HeldOutCellsBenchmark): readonly BenchmarkTable[] {
  const named = [
    ...rows.map(({ source, scores }) => ({ name: networkSourceNames[source], scores })),
    { name: 'Random edges', scores: chance },
  ];
  return causalBenchStatistics.map(({ of, name, why, print }) => ({
    title: `${causalBenchTitle}: ${name}`,
    columns: ['Network', ...edges.map((number) => plural(number, 'edge'))],
    rows: named.map((row) => [row.name, ...row.scores.map((scores) => orDash(scores[of], print))]),
    terms: [{ name, why }],
  }));
}

/** What the tables were computed from. */
export function causalBenchAbout({
  heldOutCells,
  cells,
  perturbations,
  tooFewCells,
}: HeldOutCellsBenchmark): string {
  return joined(
    `Every method learned again without ${count(heldOutCells)} of ${count(cells)} cells, on which its strongest edges are tested: ${plural(perturbations, 'perturbation')} of single genes (Chevalley et al. 2025, CausalBench).`,
    tooFewCells > 0 &&
      `${plural(tooFewCells, 'perturbation has', 'perturbations have')} fewer than five held-out cells.`,
    'Both statistics measure total effects, not direct ones, so methods that rank pairs by these effects (KO z-score, Welch t, Wasserstein distance) tend to lead.',
  );
}

export const noHeldOutCells =
  'Too few cells to hold any out: CausalBench needs two perturbations of single genes with 25 cells each.';

/** The best first. */
export function truthTable({ name, rows, density, trueEdges }: TruthBenchmark): BenchmarkTable {
  const shown = truthColumns.filter(({ text }) => rows.some((row) => text(row, density) !== null));
  return {
    title: `Networks against ${name} (${plural(trueEdges, 'true edge')}; chance: ${decimal(density)})`,
    columns: ['Network', 'AUPRC (95 %)', ...shown.map((column) => column.name)],
    rows: rows
      .toSorted((a, b) => (b.auprc?.value ?? 0) - (a.auprc?.value ?? 0))
      .map((row) => [
        networkSourceNames[row.source],
        valueText(row.auprc),
        ...shown.map(({ text }) => text(row, density) ?? '–'),
      ]),
    terms: shown,
  };
}

/** One sentence per method that was not run. */
export function leftOutTexts({ leftOut }: Pick<BenchmarkResult, 'leftOut'>): readonly string[] {
  return leftOut.map(
    ({ source, minutes }) =>
      `${networkSourceNames[source]} was not run: it would take about ${plural(Math.max(1, Math.round(minutes)), 'minute')}.`,
  );
}

export const predictedCellsText = {
  title: 'Predicted cells',
  each: 'Each perturbation',
  about:
    'Control cells shifted by the predicted change, compared with the measured cells. Distances are relative to no change (= 1). Only the mean shift is predicted, so the lower limit is not 0 but “Measured shift”.',
} as const;

/** Distances between clouds of cells. */
export const cellsColumns = [
  {
    of: 'energy',
    ofEach: 'energies',
    name: 'energy distance',
    why: 'distance of the two distributions over all genes; 0 only if they are identical.',
  },
  {
    of: 'wasserstein2',
    ofEach: 'wassersteins2',
    name: 'W2 per gene',
    why: 'Wasserstein-2 distance per gene, mean over genes.',
  },
] as const;

export function cellsRowName(predictor: CellsRow['predictor']): string {
  return predictor === 'as-measured' ? 'Measured shift' : predictorNames[predictor];
}

/** In the order of the other tables of predictors; the lower limit last. */
export function cellsRowsInOrder({ rows }: CellBenchmark): readonly CellsRow[] {
  return rows.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function placeOf({ predictor }: Pick<CellsRow, 'predictor'>): number {
  return predictor === 'as-measured' ? predictors.length : predictors.indexOf(predictor);
}

/** One perturbation: the model, the best baseline, and the lower limit. */
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
function cellsOfEach({ labels, rows }: CellBenchmark): readonly CellsOfEach[] {
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
const eachColumns = cellsColumns.flatMap(({ name }) => [name, 'best baseline', 'measured shift']);

function eachNumbers({ numbers }: CellsOfEach): readonly string[] {
  return numbers.flatMap(({ own, best, least }) => [own, best, least].map((value) => orDash(value, decimal)));
}

/** All together; `noun`: what one perturbation is called (kinds.ts). */
export function predictedCellsTable(card: CellBenchmark): BenchmarkTable {
  return {
    title: predictedCellsText.title,
    columns: ['Predictor', ...cellsColumns.map(({ name }) => `${name} (95 %)`)],
    rows: cellsRowsInOrder(card).map((row) => [
      cellsRowName(row.predictor),
      ...cellsColumns.map(({ of }) => valueText(row[of])),
    ]),
    terms: cellsColumns,
  };
}

/** One by one. */
export function cellsOfEachTable(card: CellBenchmark): BenchmarkTable {
  return {
    title: `${predictedCellsText.title}: ${predictedCellsText.each.toLowerCase()}`,
    columns: ['Perturbation', ...eachColumns],
    rows: cellsOfEach(card).map((one) => [one.label, ...eachNumbers(one)]),
    terms: [],
  };
}
