/** Every modelled gene: how many edges leave and reach it among those shown, its module, whether it was perturbed. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { NextPerturbation } from '../../../../inference/confidence/confidence';
import type { Edge, Module } from '../../../../network/network';
import { rankEdges } from '../../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { disagreementText } from '../../../../present/text/confidence';
import { count } from '../../../../present/text/numbers';
import { useNetwork } from '../explore/useNetwork';
import classes from './EmptyPanel.module.css';
import { type Column, VirtualTable } from './VirtualTable';

interface GeneRow {
  readonly gene: number;
  readonly name: string;
  readonly regulates: number;
  readonly regulatedBy: number;
  readonly module: string;
  readonly cells: number;
  /** How far resampled fits disagree about perturbing it; null: not asked, or no candidate regulator. */
  readonly next: NextPerturbation | null;
}

const columns: readonly Column<GeneRow>[] = [
  { name: 'Gene', isNumber: false, key: ({ name }) => name, cell: ({ name }) => name },
  {
    name: 'Regulates',
    isNumber: true,
    key: ({ regulates }) => regulates,
    cell: ({ regulates }) => regulates,
  },
  {
    name: 'Regulated by',
    isNumber: true,
    key: ({ regulatedBy }) => regulatedBy,
    cell: ({ regulatedBy }) => regulatedBy,
  },
  {
    name: 'Module',
    isNumber: false,
    key: ({ module }) => module || '~',
    cell: ({ module }) => module || '–',
  },
  {
    name: 'Cells it was perturbed in',
    isNumber: true,
    key: ({ cells }) => cells,
    cell: ({ cells }) => (cells === 0 ? '–' : count(cells)),
  },
];
/** Once fits to resampled data were made. */
const nextColumn: Column<GeneRow> = {
  name: 'Fits disagree by',
  isNumber: true,
  key: ({ next }) => next?.disagreement ?? -1,
  cell: ({ next }) => (next ? disagreementText(next) : '–'),
};
const withNext = [...columns, nextColumn];
const byTargets = { column: 1, reversed: false };

export function GenesTable() {
  const dataset = useRun((run) => run.dataset);
  const modules = useRun((run) => run.result?.modules);
  const names = useView((view) => view.present.moduleNames);
  const next = useRun((run) => run.result?.confidence?.nextPerturbations);
  const network = useNetwork();
  const budget = useView((view) => view.present.edgeBudget);
  const selection = useView((view) => view.present.selection);
  const edges = useMemo(() => (network ? rankEdges(network, budget) : []), [network, budget]);
  const rows = useMemo(
    () => (dataset ? rowsOf(dataset, edges, modules ?? [], names, next ?? []) : []),
    [dataset, edges, modules, names, next],
  );
  if (rows.length === 0) return <p className={classes.empty}>No genes yet: open a data set first.</p>;
  return (
    <VirtualTable
      label="Table of genes"
      columns={next ? withNext : columns}
      rows={rows}
      rowKey={({ gene }) => String(gene)}
      isSelected={({ gene }) => selection?.kind === 'gene' && selection.gene === gene}
      onSelect={({ gene }) => {
        select({ kind: 'gene', gene });
      }}
      firstSorting={byTargets}
    />
  );
}

function rowsOf(
  dataset: Dataset,
  edges: readonly Edge[],
  modules: readonly Module[],
  names: Readonly<Record<number, string>>,
  next: readonly NextPerturbation[],
): readonly GeneRow[] {
  const regulates = new Int32Array(dataset.genes.length);
  const regulatedBy = new Int32Array(dataset.genes.length);
  for (const { source, target } of edges) {
    regulates[source] = (regulates[source] ?? 0) + 1;
    regulatedBy[target] = (regulatedBy[target] ?? 0) + 1;
  }
  const asked = new Map(next.map((one) => [one.gene, one]));
  const moduleOf = new Map(modules.flatMap((module, index) => module.genes.map((gene) => [gene, index])));
  const cellsOf = new Int32Array(dataset.genes.length);
  for (const { interventions, cells } of dataset.conditions)
    for (const gene of new Set(interventions.map((one) => one.gene)))
      cellsOf[gene] = (cellsOf[gene] ?? 0) + cells;
  return dataset.genes.map((name, gene) => {
    const index = moduleOf.get(gene) ?? -1;
    return {
      gene,
      name,
      regulates: regulates[gene] ?? 0,
      regulatedBy: regulatedBy[gene] ?? 0,
      module: names[index] ?? modules[index]?.name ?? '',
      cells: cellsOf[gene] ?? 0,
      next: asked.get(gene) ?? null,
    };
  });
}
