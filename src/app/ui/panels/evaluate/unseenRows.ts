/** The rows of the panels about unseen perturbations, computed or reserved while they are. Pure. */
import { familyOf } from '../../../../dataset/dataset';
import type { Interval } from '../../../../evaluation/bootstrap';
import type {
  PredictionBenchmark,
  PredictionRow,
  Predictor,
} from '../../../../inference/benchmark/benchmark';
import { predictorTable } from '../../../../inference/benchmark/predictorTable';
import type { EvaluatedRun } from '../../../../inference/benchmark/unseen';
import type { Comparison, CrossValidation } from '../../../../inference/run/result';
import { partOfAll } from '../../../../present/text/benchmarkTables';
import { predictors } from '../../../../present/text/names';

export interface UnseenRow {
  readonly predictor: Predictor;
  readonly error: Interval | null;
  /** '4 of 34', where it predicts some of the perturbations; null: all. */
  readonly part: string | null;
  readonly scores: Readonly<Record<ScoreName, number | null>>;
  /** Still being computed. */
  readonly pending: boolean;
}

type ScoreName = keyof PredictionRow['scores'];

interface UnseenTable {
  readonly what: PredictionBenchmark['what'];
  readonly perturbations: number;
  readonly rows: readonly UnseenRow[];
}

const scoresBy = (of: (name: ScoreName) => number | null): UnseenRow['scores'] => ({
  direction: of('direction'),
  correlation: of('correlation'),
  correlationBeyondMean: of('correlationBeyondMean'),
  topGenesError: of('topGenesError'),
  discrimination: of('discrimination'),
});
const noScores = scoresBy(() => null);

/** Rows of the card; before it exists, reserved rows while `computing`, else the scores of the run. null: nothing unseen. */
export function unseenTable(
  card: PredictionBenchmark | null,
  result: EvaluatedRun,
  computing: boolean,
): UnseenTable | null {
  if (card) {
    const { what, labels, rows } = card;
    return {
      what,
      perturbations: labels.length,
      rows: inOrder(rows.map((row) => rowOfCard(row, labels.length))),
    };
  }
  return computing ? reservedRows(result) : rowsOfRun(result);
}

/** The rows that the card will have: computing them here as well would block the page. */
function reservedRows({ comparisons }: EvaluatedRun): UnseenTable | null {
  const of = (role: Comparison['role']) => comparisons.filter((one) => one.role === role);
  const held = of('held-out');
  const judged = held.length > 0 ? held : of('cross-validated');
  if (judged.length === 0) return null;
  const combined = judged.some(({ targets }) => targets.length > 1);
  const names: readonly Predictor[] = [
    ...runPredictors,
    'linear',
    ...(combined ? ['additive' as const] : []),
  ];
  return {
    what: held.length > 0 ? 'held out' : 'left out in turn',
    perturbations: new Set(judged.map(familyOf)).size,
    rows: inOrder(
      names.map((predictor) => ({ predictor, error: null, part: null, scores: noScores, pending: true })),
    ),
  };
}

function rowsOfRun(result: EvaluatedRun): UnseenTable | null {
  const known = predictorTable(result);
  if (!known) return null;
  const rows = known.rows.flatMap(({ error, direction, correlation }, place): readonly UnseenRow[] => {
    const predictor = runPredictors[place];
    if (!predictor) return [];
    const whole = error === null ? null : { value: error, low: error, high: error };
    return [
      {
        predictor,
        error: whole,
        part: null,
        scores: { ...noScores, direction, correlation },
        pending: false,
      },
    ];
  });
  return { what: known.what, perturbations: known.perturbations, rows: inOrder(rows) };
}

/** In the order of predictorTable. */
const runPredictors: readonly Predictor[] = ['modulode', 'mean-of-training', 'no-change'];

/** Scores that at least one row has. */
export function shownScores({ rows }: UnseenTable): readonly ScoreName[] {
  const names = [
    'direction',
    'correlation',
    'correlationBeyondMean',
    'topGenesError',
    'discrimination',
  ] as const;
  return names.filter((name) => rows.some(({ scores }) => scores[name] !== null));
}

function rowOfCard({ predictor, error, paired, scores }: PredictionRow, all: number): UnseenRow {
  return {
    predictor,
    error,
    part: partOfAll(paired, all),
    scores: scoresBy((name) => scores[name]?.value ?? null),
    pending: false,
  };
}

function inOrder(rows: readonly UnseenRow[]): readonly UnseenRow[] {
  return rows.toSorted((a, b) => predictors.indexOf(a.predictor) - predictors.indexOf(b.predictor));
}

export interface PerturbationError {
  readonly label: string;
  /** Relative to no change, as `best`. */
  readonly error: number;
  /** Of the best baseline other than no change; null where none was computed. */
  readonly best: number | null;
}

/** Errors of unseen perturbations, lowest first: those of the card, else of cross-validation. */
export function perturbationErrors(
  card: PredictionBenchmark | null,
  crossValidation: CrossValidation | null,
): readonly PerturbationError[] {
  const errors = card
    ? errorsOfCard(card)
    : (crossValidation?.perPerturbation ?? []).map((one) => ({ ...one, best: null }));
  return errors.toSorted((a, b) => a.error - b.error);
}

function errorsOfCard({ labels, rows }: PredictionBenchmark): readonly PerturbationError[] {
  const own = rows.find(({ predictor }) => predictor === 'modulode');
  const others = rows.filter(({ predictor }) => predictor !== 'modulode' && predictor !== 'no-change');
  return labels.flatMap((label, at) => {
    const error = own?.errors[at] ?? null;
    if (error === null) return [];
    const baselines = others.flatMap(({ errors }) => errors[at] ?? []);
    return { label, error, best: baselines.length > 0 ? Math.min(...baselines) : null };
  });
}
