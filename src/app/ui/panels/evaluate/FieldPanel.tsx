/** The run by the field's metrics; those that say nothing on these data are muted, with the reason. */
import type { FieldBenchmark } from '../../../../inference/benchmark/benchmark';
import { fieldTable } from '../../../../present/text/field';
import { FoldedPanel, ScoreCell, ScoreTable, Terms } from './evaluateParts';
import classes from './EvaluatePage.module.css';

export function FieldPanel({ field }: { field: FieldBenchmark | null }) {
  if (field === null) return null;
  const { title, aside, columns, rows, about, terms } = fieldTable(field);
  const [rowName = '', ...scores] = columns;
  return (
    <FoldedPanel title={title} aside={aside}>
      <ScoreTable
        label="Table of the field’s metrics"
        rowName={rowName}
        columns={scores.map((name) => ({ name, why: null }))}
      >
        {rows.map(({ name, cells, caution }) => (
          <tr key={name} data-muted={caution === null ? undefined : ''}>
            <th scope="row">
              {name}
              {caution === null ? null : <span className={classes.under}>{caution}</span>}
            </th>
            {scores.map((column, at) => (
              <ScoreCell key={column} text={cells[at]} />
            ))}
          </tr>
        ))}
      </ScoreTable>
      <p className="quiet">{about}</p>
      <Terms title="What the metrics are" terms={terms} />
    </FoldedPanel>
  );
}
