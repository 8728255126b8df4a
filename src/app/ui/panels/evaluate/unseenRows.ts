/** What the table of unseen perturbations shows: known rows, and places for those that are still to come. */
import type { Interval } from '../../../../evaluation/bootstrap';
import { predictorTable } from '../../../../inference/predictorTable';
import type { Comparison } from '../../../../inference/result';
import type { Judged } from '../../../../inference/unseen';
import type { PredictionCard, PredictionRow, Predictor } from '../../../../inference/benchmark/benchmark';
import { predictors } from '../../../../present/text/methodNames';

export interface UnseenRow {
  readonly predictor: Predictor;
  readonly error: Interval | null;
  readonly scores: Readonly<Record<ScoreName, number | null>>;
  /** Not known yet. */
  readonly pending: boolean;
}

export type ScoreName = keyof PredictionRow['scores'];

export interface UnseenTable {
  readonly what: PredictionCard['what'];
  readonly perturbations: number;
  readonly rows: readonly UnseenRow[];
}

const noScores: UnseenRow['scores'] = {
  direction: null,
  correlation: null,
  correlationBeyondMean: null,
  topGenesError: null,
  discrimination: null,
};

/** From the card; until it is there the rows it will have where `computing`, else what the run itself tells. null: nothing was unseen. */
export function unseenTable(
  card: PredictionCard | null,
  result: Judged,
  computing: boolean,
): UnseenTable | null {
  if (card) {
    const { what, labels, rows } = card;
    return { what, perturbations: labels.length, rows: inOrder(rows.map(ofCard)) };
  }
  return computing ? toCome(result) : ofRun(result);
}

/** What the card will say first, in a moment: working it out here too would hold the page up. */
function toCome({ comparisons }: Judged): UnseenTable | null {
  const of = (role: Comparison['role']) => comparisons.filter((one) => one.role === role);
  const held = of('held-out');
  const judged = held.length > 0 ? held : of('cross-validated');
  if (judged.length === 0) return null;
  const combined = judged.some(({ targets }) => targets.length > 1);
  const names: readonly Predictor[] = [...ofRunNames, 'linear', ...(combined ? ['additive' as const] : [])];
  return {
    what: held.length > 0 ? 'held out' : 'left out in turn',
    perturbations: new Set(judged.map(({ label }) => label)).size,
    rows: inOrder(names.map((predictor) => ({ predictor, error: null, scores: noScores, pending: true }))),
  };
}

function ofRun(result: Judged): UnseenTable | null {
  const known = predictorTable(result);
  if (!known) return null;
  const rows = known.rows.flatMap(({ error, direction, correlation }, place): readonly UnseenRow[] => {
    const predictor = ofRunNames[place];
    if (!predictor) return [];
    const whole = error === null ? null : { value: error, low: error, high: error };
    return [{ predictor, error: whole, scores: { ...noScores, direction, correlation }, pending: false }];
  });
  return { what: known.what, perturbations: known.perturbations, rows: inOrder(rows) };
}

/** The rows of predictorTable. */
const ofRunNames: readonly Predictor[] = ['modulode', 'mean-of-training', 'no-change'];

/** Scores that some row has. */
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

function ofCard({ predictor, error, scores }: PredictionRow): UnseenRow {
  return {
    predictor,
    error,
    scores: {
      direction: scores.direction?.value ?? null,
      correlation: scores.correlation?.value ?? null,
      correlationBeyondMean: scores.correlationBeyondMean?.value ?? null,
      topGenesError: scores.topGenesError?.value ?? null,
      discrimination: scores.discrimination?.value ?? null,
    },
    pending: false,
  };
}

function inOrder(rows: readonly UnseenRow[]): readonly UnseenRow[] {
  return rows.toSorted((a, b) => predictors.indexOf(a.predictor) - predictors.indexOf(b.predictor));
}
