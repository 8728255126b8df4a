/** In a link with effects: what the gene or edge card tells of measured changes, without cells and without predictions beside them. */
import { useMemo } from 'react';
import { pText } from '../../../../present/text/effects';
import { fold } from '../../../../present/text/format';
import { type CarriedChange, carriedChanges, useCarriedTable } from '../../derived/carriedTable';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { geneText } from '../../text/gene';
import classes from '../../kit/tab.module.css';

const columns: readonly ShownColumn<CarriedChange>[] = [
  { name: 'perturbation', cell: ({ label }) => label },
  { name: 'change', isNumber: true, cell: ({ log2 }) => fold(log2) },
  { name: 'q', isNumber: true, cell: ({ q }) => pText(q) },
];

/**
 * Changes of a gene. `source`: only under perturbations of this gene; null: under any. `none`: what is said of a link without effects.
 */
export function CarriedChanges(props: {
  gene: number;
  source: number | null;
  genes: readonly string[];
  none: string;
}) {
  const { gene, source, genes, none } = props;
  const table = useCarriedTable();
  const changes = useMemo(
    () => table && carriedChanges(table, gene).filter((one) => source === null || one.source === source),
    [table, gene, source],
  );
  if (!changes) return <p className="quiet">{none}</p>;
  const name = genes[gene] ?? '';
  if (changes.length === 0)
    return (
      <p className="quiet">{geneText.noneCarried(name, source === null ? null : (genes[source] ?? ''))}</p>
    );
  return (
    <>
      <DataTable
        className={classes.table}
        caption={<caption className={classes.title}>{geneText.carried(name)}</caption>}
        columns={columns}
        rows={changes}
        rowKey={({ label }) => label}
      />
      <p className={classes.note}>{geneText.carriedNote}</p>
    </>
  );
}
