/** Errors on unseen perturbations: the predictors, a bar per perturbation, calibration of sizes and intervals. */
import { useMemo } from 'react';
import type { Interval } from '../../../../evaluation/bootstrap';
import type { BenchmarkResult, PredictionBenchmark } from '../../../../inference/benchmark/benchmark';
import type { FitResult } from '../../../../inference/run/result';
import { coverageText, evaluationText, scoreTexts, slopeText } from '../../../../present/text/evaluation';
import { decimal, intervalOrNull, orDash, plural } from '../../../../present/text/format';
import { predictorNames } from '../../../../present/text/names';
import { calibrationChart } from '../../../../present/chart/calibration';
import { useRun } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { ScrollRegion } from '../../kit/blocks';
import { composerText } from '../../text/composer';
import { AddToFigure } from '../../composed/AddToFigure';
import { FoldedPanel, ScoreCell, ScoreTable, Terms, TitledPanel } from './evaluateParts';
import classes from './EvaluatePage.module.css';
import {
  type PerturbationError,
  type UnseenRow,
  perturbationErrors,
  shownScores,
  unseenTable,
} from './unseenRows';
import { beatsNoChange } from '../../../../evaluation/predictions/predictionError';
import { endOfScale } from '../../../../present/chart/errorBars';
import { comparedWithNothing } from '../../../../present/text/diagnosis';
import perturbationBarsClasses from './PerturbationBars.module.css';

export function UnseenTable(props: { result: FitResult; card: BenchmarkResult | null; computing: boolean }) {
  const { result, card, computing } = props;
  const predictions = card?.predictions ?? null;
  const table = useMemo(() => unseenTable(predictions, result, computing), [predictions, result, computing]);
  const scores = table ? shownScores(table) : [];
  const columns = scores.map((name) => scoreTexts[name]);
  return (
    <FoldedPanel
      title={evaluationText.unseen}
      aside={table && `${plural(table.perturbations, 'perturbation')}, ${table.what}`}
    >
      {table ? (
        <ScoreTable
          label="Table of unseen perturbations"
          rowName="Predictor"
          axis={
            <>
              <ErrorAxisHead />
              <span className="visually-hidden">error on an axis</span>
            </>
          }
          columns={[{ name: 'error', why: evaluationText.errors }, ...columns]}
        >
          {table.rows.map((row) => (
            <Row key={row.predictor} row={row} scores={scores} />
          ))}
        </ScoreTable>
      ) : (
        <p className="quiet">{evaluationText.nothingUnseen}</p>
      )}
      {table ? <p className="quiet">{evaluationText.errors}</p> : null}
      {table ? (
        <Terms
          terms={[
            ...columns,
            ...(predictions && predictions.labels.length > 1
              ? [{ name: 'intervals', why: evaluationText.intervals }]
              : []),
          ]}
        />
      ) : null}
    </FoldedPanel>
  );
}

function Row({ row, scores }: { row: UnseenRow; scores: ReturnType<typeof shownScores> }) {
  const { predictor, error, part, pending } = row;
  const unknown = pending ? '…' : '–';
  return (
    <tr data-own={predictor === 'modulode' ? '' : undefined}>
      <th scope="row">
        {predictorNames[predictor]}
        {part === null ? null : <span className={classes.under}>{part}</span>}
        {pending ? <span className="visually-hidden">, not computed yet</span> : null}
      </th>
      <td>
        <ErrorAxis error={error} accent={predictor === 'modulode'} />
      </td>
      <ScoreCell text={error ? decimal(error.value) : unknown} under={error && intervalOrNull(error)} />
      {scores.map((name) => (
        <ScoreCell key={name} text={pending ? unknown : orDash(row.scores[name], scoreTexts[name].print)} />
      ))}
    </tr>
  );
}

/** Error of each unseen perturbation, beside "no change" and the best baseline. */
export function PerPerturbation(props: {
  result: FitResult;
  card: PredictionBenchmark | null;
  noun: string;
}) {
  const { card, noun } = props;
  const { crossValidation } = props.result;
  const errors = useMemo(() => perturbationErrors(card, crossValidation), [card, crossValidation]);
  const title = card?.what === 'held out' ? `Each held-out ${noun}` : `Each ${noun}, left out in turn`;
  return (
    <TitledPanel title={title} aside="relative error, no change = 1">
      {errors.length === 0 ? (
        <p className="quiet">No unseen {noun}s: cross-validation needs at least three.</p>
      ) : (
        <ScrollRegion className={classes.bars} label="Error of each perturbation">
          <PerturbationBars errors={errors} />
        </ScrollRegion>
      )}
      <p className="quiet">
        Dashed: no change{card ? '; tick: best baseline' : ''}. Errors above 1 are common where effects are
        small.
      </p>
      {errors.length === 0 ? null : (
        <div className={classes.actions}>
          <AddToFigure of={composerText.names.errors} add={({ addErrors }) => addErrors()} />
        </div>
      )}
    </TitledPanel>
  );
}

/** Calibration of predicted sizes and intervals on unseen perturbations. */
export function CalibrationPanel(props: { card: PredictionBenchmark | null; computing: boolean }) {
  const calibration = props.card?.calibration ?? null;
  const scale = useRun((run) => run.dataset?.scale);
  if (!calibration && !props.computing) return null;
  const chart = calibration && calibrationChart(calibration, scale);
  return (
    <FoldedPanel title="Predicted sizes" aside="dashed: as measured">
      <div className={classes.calibration}>
        {chart ? <SvgChart chart={chart} /> : null}
        {calibration ? (
          <div className={classes.beside}>
            <p>{slopeText(calibration) ?? 'Predictions are scaled to 0: there are no sizes to evaluate.'}</p>
            <p>{coverageText(calibration)}</p>
            <p className="quiet">
              {chart ? 'Each dot is a tenth of all genes of all perturbations, by predicted change. ' : ''}
              Intervals are based on the errors of the other perturbations.
            </p>
            {chart ? (
              <div className={classes.actions}>
                <AddToFigure
                  of={composerText.names.calibration}
                  add={({ addCalibration }) => addCalibration(calibration)}
                />
              </div>
            ) : null}
          </div>
        ) : null}
      </div>
    </FoldedPanel>
  );
}

const [axisWidth, axisHeight] = [116, 30];
/** Largest error drawn in full; a larger one ends at the edge, next to its number. */
const maxError = 1.5;
const placeOf = (error: number) => 6 + ((axisWidth - 12) * Math.min(Math.max(error, 0), maxError)) / maxError;

/** One error over "no change" as a dot with its interval, on an axis from 0 (perfect) past 1 (no change). */
function ErrorAxis({ error, accent }: { error: Interval | null; accent: boolean }) {
  const colour = accent ? 'var(--accent)' : 'var(--outline-strong)';
  return (
    <svg width={axisWidth} height={axisHeight} aria-hidden>
      <path d={`M${placeOf(1)} 0V${axisHeight}`} stroke="var(--text-2)" strokeDasharray="2 3" />
      {error && error.low < error.high ? (
        <path
          d={`M${placeOf(error.low)} ${axisHeight / 2}H${placeOf(error.high)}`}
          stroke={colour}
          strokeWidth="2"
          strokeLinecap="round"
        />
      ) : null}
      {error ? <circle cx={placeOf(error.value)} cy={axisHeight / 2} r="5" fill={colour} /> : null}
    </svg>
  );
}

/** Labels above the axis, at 0 and at 1. */
function ErrorAxisHead() {
  return (
    <svg width={axisWidth} height="14" aria-hidden fontSize="11" fill="var(--text-3)">
      <text x={placeOf(0)} y="11" textAnchor="middle">
        0
      </text>
      <text x={placeOf(1)} y="11" textAnchor="middle">
        no change
      </text>
    </svg>
  );
}

/** Errors as bars relative to "no change", hatched if worse, with a tick at the best baseline of each; longer ones end in an arrow. */
function PerturbationBars({ errors }: { errors: readonly PerturbationError[] }) {
  const end = endOfScale(errors.map(({ error }) => error));
  const share = (error: number) => `${(100 * Math.min(error, end)) / end}%`;
  return (
    <ul className={perturbationBarsClasses.bars} style={{ '--no-change': share(1) }}>
      {errors.map(({ label, error, best }) => (
        <li key={label}>
          <span className={perturbationBarsClasses.name} title={label}>
            {label}
          </span>
          <span className={perturbationBarsClasses.track}>
            <span
              className={perturbationBarsClasses.bar}
              data-worse={beatsNoChange(error) ? undefined : ''}
              data-beyond={error > end ? '' : undefined}
              style={{ '--length': share(error) }}
            />
            {best === null || best > end ? null : (
              <span
                className={perturbationBarsClasses.best}
                style={{ '--length': share(best) }}
                role="img"
                aria-label={`best baseline ${comparedWithNothing(best)}`}
                title={`best baseline ${decimal(best)}`}
              />
            )}
          </span>
          <span
            className={beatsNoChange(error) ? perturbationBarsClasses.text : perturbationBarsClasses.worse}
          >
            {comparedWithNothing(error)}
          </span>
        </li>
      ))}
    </ul>
  );
}
