/** The cells that are picked: how many, of which perturbations and groups, and the genes that differ most from the other cells. */
import { Button } from '@mantine/core';
import { useMemo } from 'react';
import { type Dataset, shownLevel } from '../../../../dataset/dataset';
import {
  columnsBeside,
  perturbationColumn,
  countsOf,
  type GeneContrast,
  type GroupCount,
  meansOf,
} from '../../../../dataset/pickedCells';
import { count, decimal, percent, signed } from '../../../../present/text/format';
import { showCells } from '../../../session/page/actions';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { cellsText } from '../../text/cells';
import type { Picked } from '../../derived/picked';
import { type CellsClient, useContrast } from '../../derived/useCells';
import classes from './Cells.module.css';

const MAX_ROWS = 8;
const MAX_GENES = 12;

export function PickedCells(props: {
  dataset: Dataset;
  picked: Picked | null;
  client: CellsClient | undefined;
}) {
  const { dataset, picked, client } = props;
  const genes = useContrast(client, picked?.isPicked ?? null);
  if (!picked)
    return (
      <p className={classes.note} aria-live="polite">
        {cellsText.lassoHint}
      </p>
    );
  return <Description dataset={dataset} picked={picked} genes={genes} />;
}

function Description({
  dataset,
  picked,
  genes,
}: {
  dataset: Dataset;
  picked: Picked;
  genes: readonly GeneContrast[] | null;
}) {
  const { isPicked, name } = picked;
  const size = useMemo(() => isPicked.reduce((sum, one) => sum + one, 0), [isPicked]);
  const tables = useMemo(() => {
    const { codes, categories } = perturbationColumn(dataset);
    const columns = columnsBeside(dataset);
    return {
      perturbations: countsOf(codes, categories, isPicked),
      groups: columns.flatMap((column) =>
        column.kind === 'category'
          ? [{ name: column.name, counts: countsOf(column.codes, column.categories, isPicked) }]
          : [],
      ),
      numbers: columns.flatMap((column) =>
        column.kind === 'number' ? [{ name: column.name, ...meansOf(column, isPicked) }] : [],
      ),
    };
  }, [dataset, isPicked]);
  const columns = useMemo(() => geneColumns(dataset), [dataset]);
  return (
    <section className={classes.picked} aria-label="Picked cells">
      <div className={classes.head}>
        <p aria-live="polite">
          <b>{cellsText.picked(size, dataset.cells)}</b>
          {name === cellsText.lasso ? null : `: ${name}`}
        </p>
        <Button size="compact-xs" variant="default" onClick={() => showCells({ pick: null })}>
          {cellsText.clear}
        </Button>
      </div>
      <h3>{cellsText.genesTitle}</h3>
      <DataTable
        className={classes.table}
        columns={columns}
        rows={(genes ?? []).slice(0, MAX_GENES)}
        rowKey={({ gene }) => gene}
      />
      <p className={classes.note}>{cellsText.genesNote(cellsText.geneNote(dataset.scale !== undefined))}</p>
      <Counts title={cellsText.perturbationsTitle} counts={tables.perturbations} />
      {tables.groups.map((group) => (
        <Counts key={group.name} title={group.name} counts={group.counts} />
      ))}
      {tables.numbers.length > 0 ? (
        <DataTable
          className={classes.table}
          columns={[
            { name: 'Mean of', cell: (row: (typeof tables.numbers)[number]) => row.name },
            { name: 'Picked', isNumber: true, cell: (row) => short(row.picked) },
            { name: 'Others', isNumber: true, cell: (row) => short(row.rest) },
          ]}
          rows={tables.numbers}
          rowKey={(row) => row.name}
        />
      ) : null}
    </section>
  );
}

function geneColumns({ genes, scale }: Dataset): readonly ShownColumn<GeneContrast>[] {
  const print = (value: number) => decimal(shownLevel(value, scale));
  return [
    { name: 'Gene', cell: ({ gene }) => <Gene gene={gene} name={genes[gene] ?? ''} /> },
    { name: 'Picked', isNumber: true, cell: ({ picked }) => print(picked) },
    { name: 'Others', isNumber: true, cell: ({ rest }) => print(rest) },
    { name: 'Difference', isNumber: true, cell: ({ difference }) => `${signed(difference, 1)} SD` },
  ];
}

/** Colours the cells by the gene. */
function Gene({ gene, name }: { gene: number; name: string }) {
  return (
    <button
      type="button"
      className={classes.gene}
      onClick={() => showCells({ colour: { kind: 'gene', gene } })}
    >
      {name}
    </button>
  );
}

function short(value: number): string {
  if (Number.isNaN(value)) return '–';
  return Math.abs(value) >= 100 ? count(Math.round(value)) : decimal(value);
}

function Counts({ title, counts }: { title: string; counts: readonly GroupCount[] }) {
  const more = counts.length - MAX_ROWS;
  return (
    <>
      <DataTable
        className={classes.table}
        columns={[
          { name: title, cell: ({ name }: GroupCount) => name },
          { name: 'Picked', isNumber: true, cell: ({ picked }) => count(picked) },
          { name: cellsText.ofGroup, isNumber: true, cell: ({ picked, cells }) => percent(picked / cells) },
        ]}
        rows={counts.slice(0, MAX_ROWS)}
        rowKey={({ name }) => name}
      />
      {more > 0 ? <p className={classes.note}>{cellsText.more(more)}</p> : null}
    </>
  );
}
