/** Error, direction and correlation on unseen perturbations, the trivial predictors beside the model. */
import { useMemo } from 'react';
import type { FitResult } from '../../../inference/result';
import { evaluationText, predictorColumns as columns, predictorNumbers } from '../../../sentences/evaluation';
import { plural } from '../../../sentences/format';
import classes from './EvaluatePage.module.css';
import { meanIsBetter, predictorTable } from '../../../inference/predictorTable';

const width = 150;
/** Errors from 0 to 1.5 of "no change" fit the picture. */
const place = (error: number) => 6 + ((width - 12) * Math.min(error, 1.5)) / 1.5;

export function HeldOutTable({ result }: { result: FitResult }) {
  const table = useMemo(() => predictorTable(result), [result]);
  return (
    <section className={classes.panel} aria-labelledby="unseen-title">
      <div className={classes.head}>
        <h2 id="unseen-title">{evaluationText.unseen}</h2>
        {table ? (
          <span>
            {plural(table.perturbations, 'perturbation')}, {table.what}
          </span>
        ) : null}
      </div>
      {table ? (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Predictor</th>
              <th scope="col">0 perfect, dashed: no change</th>
              {columns.map((name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map((row, i) => (
              <tr key={row.name}>
                <th scope="row">{row.name}</th>
                <td>
                  <svg width={width} height="28" aria-hidden>
                    <path d={`M${place(1)} 0V28`} stroke="var(--text-2)" strokeDasharray="2 3" />
                    {row.error === null ? null : (
                      <circle
                        cx={place(row.error)}
                        cy="14"
                        r="5"
                        fill={i === 0 ? 'var(--accent)' : 'var(--outline-strong)'}
                      />
                    )}
                  </svg>
                </td>
                {predictorNumbers(row).map((text, column) => (
                  <td key={columns[column]} className="number">
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className="quiet">{evaluationText.nothingUnseen}</p>
      )}
      {table && meanIsBetter(table) ? (
        <p>
          <b>{evaluationText.meanIsBetter}</b> {evaluationText.meanIsBetterWhy}
        </p>
      ) : null}
      <p className="quiet">{evaluationText.direction}</p>
    </section>
  );
}
