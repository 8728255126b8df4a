/** Errors on unseen perturbations with their intervals, the model beside every simpler way, and how else they are right. */
import { useMemo } from 'react';
import type { FitResult } from '../../../../inference/result';
import type { ReportCard } from '../../../../inference/benchmark/benchmark';
import { evaluationText, scoreTexts } from '../../../../present/text/evaluation';
import { plural } from '../../../../present/text/format';
import { predictorNames } from '../../../../present/text/methodNames';
import { decimal, orDash, rangeText } from '../../../../present/text/numbers';
import { ScrollRegion } from '../../kit/ScrollRegion';
import { CardPanel } from './CardPanel';
import { ErrorAxis, ErrorAxisHead } from './charts/ErrorAxis';
import classes from './EvaluatePage.module.css';
import { Terms } from './Terms';
import { shownScores, unseenTable, type UnseenRow } from './unseenRows';

export function UnseenTable(props: { result: FitResult; card: ReportCard | null; computing: boolean }) {
  const { result, card, computing } = props;
  const predictions = card?.predictions ?? null;
  const table = useMemo(() => unseenTable(predictions, result, computing), [predictions, result, computing]);
  return (
    <CardPanel
      title={evaluationText.unseen}
      aside={table && `${plural(table.perturbations, 'perturbation')}, ${table.what}`}
    >
      {table ? (
        <ScrollRegion className={classes.scroll} label="Table of unseen perturbations">
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Predictor</th>
                <th scope="col">
                  <ErrorAxisHead />
                  <span className="visually-hidden">error on an axis</span>
                </th>
                <th scope="col" className="number" title={evaluationText.errors}>
                  error
                </th>
                {shownScores(table).map((name) => (
                  <th key={name} scope="col" className="number" title={scoreTexts[name].why}>
                    {scoreTexts[name].name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map((row) => (
                <Row key={row.predictor} row={row} scores={shownScores(table)} />
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      ) : (
        <p className="quiet">{evaluationText.nothingUnseen}</p>
      )}
      {table ? <p className="quiet">{evaluationText.errors}</p> : null}
      {table ? (
        <Terms
          terms={[
            ...shownScores(table).map((name) => scoreTexts[name]),
            ...(predictions && predictions.labels.length > 1
              ? [{ name: 'intervals', why: evaluationText.intervals }]
              : []),
          ]}
        />
      ) : null}
    </CardPanel>
  );
}

function Row({ row, scores }: { row: UnseenRow; scores: ReturnType<typeof shownScores> }) {
  const { predictor, error, pending } = row;
  const unknown = pending ? '…' : '–';
  return (
    <tr data-own={predictor === 'modulode' ? '' : undefined}>
      <th scope="row">
        {predictorNames[predictor]}
        {pending ? <span className="visually-hidden">, not computed yet</span> : null}
      </th>
      <td>
        <ErrorAxis error={error} accent={predictor === 'modulode'} />
      </td>
      <td className="number">
        {error ? decimal(error.value) : unknown}
        {error && error.low < error.high ? (
          <span className={classes.under}>{rangeText(error.low, error.high)}</span>
        ) : null}
      </td>
      {scores.map((name) => (
        <td key={name} className="number">
          {pending ? unknown : orDash(row.scores[name], scoreTexts[name].print)}
        </td>
      ))}
    </tr>
  );
}
