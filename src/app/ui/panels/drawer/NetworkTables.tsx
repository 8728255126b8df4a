/** The tables of edges and genes: the accessible equivalent of the drawn network, with the same selection. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Confidence, NextPerturbation } from '../../../../inference/confidence/confidence';
import type { Edge, Module, Network } from '../../../../network/network';
import { edgeAt, rankEdges, strongestPairs } from '../../../../network/ranking';
import { isStable, isStableIn } from '../../../../network/stability';
import { disagreementText, intervalText } from '../../../../present/text/confidence';
import { count, orDash, percent, signed } from '../../../../present/text/format';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { EdgeMark } from '../../kit/marks';
import { useNetwork } from '../explore/useNetwork';
import { type Column, VirtualTable, numberColumn, textColumn } from './VirtualTable';
import classes from './VirtualTable.module.css';

interface EdgeRow extends Edge {
  /** Index in Network.weights. */
  readonly pair: number;
}

const byWeight = { column: 3, reversed: false };

export function EdgesTable() {
  const network = useNetwork();
  const genes = useRun((run) => run.dataset?.genes);
  const budget = useView((view) => view.present.edgeBudget);
  const minStability = useView((view) => view.present.minimumStability);
  const selection = useView((view) => view.present.selection);
  const edges = useMemo(
    () =>
      network ? edgeRows(network, budget).filter(({ stability }) => isStableIn(stability, minStability)) : [],
    [network, budget, minStability],
  );
  const confidence = useRun((run) => run.result?.confidence ?? null);
  const columns = useMemo(
    () => [...edgeColumns(genes ?? []), ...(confidence ? confidenceColumns(confidence) : [])],
    [genes, confidence],
  );
  if (edges.length === 0)
    return (
      <p className={classes.empty}>
        {network && minStability > 0
          ? 'No edge is stable in this many fits. Reduce the minimum under “Filter edges”.'
          : 'No edges yet. They appear with the first training steps.'}
      </p>
    );
  return (
    <VirtualTable
      label="Table of edges"
      columns={columns}
      rows={edges}
      rowKey={({ source, target }) => `${source} ${target}`}
      isSelected={({ source, target }) =>
        selection?.kind === 'edge' && selection.source === source && selection.target === target
      }
      onSelect={({ source, target }) => select({ kind: 'edge', source, target })}
      firstSorting={byWeight}
    />
  );
}

function edgeRows(network: Network, budget: number): readonly EdgeRow[] {
  return Array.from(strongestPairs(network, budget), (pair) => ({ ...edgeAt(network, pair), pair }));
}

function edgeColumns(genes: readonly string[]): readonly Column<EdgeRow>[] {
  const name = (gene: number) => genes[gene] ?? '';
  return [
    textColumn('Source', ({ source }) => name(source)),
    {
      name: 'Sign',
      isNumber: false,
      key: ({ weight }) => (weight < 0 ? 'represses' : 'activates'),
      cell: ({ weight, stability }) => <EdgeMark weight={weight} unstable={!isStable(stability)} />,
    },
    textColumn('Target', ({ target }) => name(target)),
    {
      name: 'Weight',
      isNumber: true,
      key: ({ weight }) => Math.abs(weight),
      cell: ({ weight }) => signed(weight, 3),
    },
    {
      name: 'Stability',
      isNumber: true,
      key: ({ stability }) => stability ?? -1,
      cell: ({ stability }) => orDash(stability, percent),
    },
  ];
}

/** Columns that need resampled fits. */
function confidenceColumns(confidence: Confidence): readonly Column<EdgeRow>[] {
  const { signAgreement, low, high } = confidence;
  return [
    numberColumn('Same sign', ({ pair }) => signAgreement[pair] ?? 0, percent),
    {
      name: 'Weight, 90 % interval',
      isNumber: true,
      // Reversed sorting puts the narrowest interval first.
      key: ({ pair }) => (high[pair] ?? 0) - (low[pair] ?? 0),
      cell: ({ pair }) => intervalText(confidence, pair),
    },
  ];
}

interface GeneRow {
  readonly gene: number;
  readonly name: string;
  readonly regulates: number;
  readonly regulatedBy: number;
  readonly module: string;
  readonly cells: number;
  /** Disagreement of resampled fits about perturbing it; null: not measured, or no candidate regulator. */
  readonly next: NextPerturbation | null;
}

/** One row per modelled gene: numbers of shown edges, module, cells perturbed. */
const geneColumns: readonly Column<GeneRow>[] = [
  textColumn('Gene', ({ name }) => name),
  numberColumn('Regulates', ({ regulates }) => regulates, String),
  numberColumn('Regulated by', ({ regulatedBy }) => regulatedBy, String),
  {
    name: 'Module',
    isNumber: false,
    key: ({ module }) => module || '~',
    cell: ({ module }) => module || '–',
  },
  numberColumn(
    'Perturbed cells',
    ({ cells }) => cells,
    (cells) => (cells === 0 ? '–' : count(cells)),
  ),
];
/** Shown once resampled fits exist. */
const nextColumn: Column<GeneRow> = {
  name: 'Disagreement',
  isNumber: true,
  key: ({ next }) => next?.disagreement ?? -1,
  cell: ({ next }) => (next ? disagreementText(next) : '–'),
};
const geneColumnsWithNext = [...geneColumns, nextColumn];
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
    () => (dataset ? geneRows(dataset, edges, modules ?? [], names, next ?? []) : []),
    [dataset, edges, modules, names, next],
  );
  if (rows.length === 0) return <p className={classes.empty}>No genes yet: open a data set first.</p>;
  return (
    <VirtualTable
      label="Table of genes"
      columns={next ? geneColumnsWithNext : geneColumns}
      rows={rows}
      rowKey={({ gene }) => String(gene)}
      isSelected={({ gene }) => selection?.kind === 'gene' && selection.gene === gene}
      onSelect={({ gene }) => select({ kind: 'gene', gene })}
      firstSorting={byTargets}
    />
  );
}

function geneRows(
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
  const nextOf = new Map(next.map((one) => [one.gene, one]));
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
      next: nextOf.get(gene) ?? null,
    };
  });
}
