/** Predicted against measured cells: distances with intervals for every predictor, and per perturbation on request. */
import type { CellBenchmark, CellsRow } from '../../../../inference/benchmark/benchmark';
import { truncateName } from '../../../../numerics/format';
import {
  cellsColumns,
  cellsOfEachTable,
  cellsRowName,
  cellsRowsInOrder,
  predictedCellsText,
} from '../../../../present/text/benchmarkTables';
import { decimal, intervalOrNull, orDash, plural } from '../../../../present/text/format';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { FoldedPanel, ScoreCell, ScoreTable, Terms } from './evaluateParts';
import classes from './EvaluatePage.module.css';

/** Reserves its place while computing. */
export function PredictedCells({ card, computing }: { card: CellBenchmark | null; computing: boolean }) {
  if (card === null && !computing) return null;
  return (
    <FoldedPanel title={predictedCellsText.title} aside={card && plural(card.labels.length, 'perturbation')}>
      <ScoreTable label="Table of predicted cells" rowName="Predictor" columns={cellsColumns}>
        {card
          ? cellsRowsInOrder(card).map((row) => <Row key={row.predictor} row={row} />)
          : awaited.map((predictor) => <Row key={predictor} row={{ predictor, ...unknown }} />)}
      </ScoreTable>
      <p className="quiet">{predictedCellsText.about}</p>
      {card ? <Each card={card} /> : null}
      <Terms terms={cellsColumns} />
    </FoldedPanel>
  );
}

const awaited = [
  'modulode',
  'linear',
  'shrunk-mean',
  'mean-of-training',
  'no-change',
  'as-measured',
] as const;
const unknown = { energy: null, wasserstein2: null };

function Row({ row }: { row: Pick<CellsRow, 'predictor' | 'energy' | 'wasserstein2'> }) {
  return (
    <tr data-own={row.predictor === 'modulode' ? '' : undefined}>
      <th scope="row">{cellsRowName(row.predictor)}</th>
      {cellsColumns.map(({ of }) => {
        const score = row[of];
        return (
          <ScoreCell
            key={of}
            text={orDash(score?.value ?? null, decimal)}
            under={score && intervalOrNull(score)}
          />
        );
      })}
    </tr>
  );
}

function eachColumn(name: string, at: number): ShownColumn<readonly string[]> {
  if (at > 0) return { name, isNumber: true, cell: (row) => row[at] };
  return { name, cell: ([label = '']) => <span title={label}>{truncateName(label, 32)}</span> };
}

function Each({ card }: { card: CellBenchmark }) {
  const { columns, rows } = cellsOfEachTable(card);
  return (
    <details className={classes.terms}>
      <summary>{predictedCellsText.each}</summary>
      <ScrollRegion className={classes.bars} label="Table of the predicted cells of each perturbation">
        <DataTable
          className={`${classes.table} ${classes.dense}`}
          columns={columns.map(eachColumn)}
          rows={rows}
          rowKey={([label = '']) => label}
        />
      </ScrollRegion>
    </details>
  );
}
