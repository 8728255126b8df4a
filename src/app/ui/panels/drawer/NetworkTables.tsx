/** The tables of edges and genes: the accessible equivalent of the drawn network, with the same selection. */
import { useMemo } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import type { Confidence, NextPerturbation } from '../../../../inference/run/confidence';
import type { Edge, Module } from '../../../../network/network';
import { edgeAt, strongestPairs } from '../../../../network/ranking';
import { isStable, isStableIn } from '../../../../network/stability';
import { disagreementText, intervalText } from '../../../../present/text/confidence';
import { count, orDash, percent, signed } from '../../../../present/text/format';
import { select } from '../../../session/page/actions';
import { useRun, useView } from '../../../session/stores';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { EdgeMark } from '../../kit/marks';
import { useNetwork, useShownEdges } from '../../derived/useNetwork';
import { VirtualTable } from '../../kit/VirtualTable';
import classes from '../../kit/VirtualTable.module.css';

interface EdgeRow extends Edge {
  /** Index in Network.weights. */
  readonly pair: number;
}

export function EdgesTable() {
  const network = useNetwork();
  const genes = useRun((run) => run.dataset?.genes);
  const budget = useView((view) => view.present.edgeBudget);
  const minStability = useView((view) => view.present.minimumStability);
  const selection = useView((view) => view.present.selection);
  const edges = useMemo(() => {
    if (!network) return [];
    return Array.from(strongestPairs(network, budget), (pair): EdgeRow => ({
      ...edgeAt(network, pair),
      pair,
    })).filter(({ stability }) => isStableIn(stability, minStability));
  }, [network, budget, minStability]);
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
      firstColumn={3}
    />
  );
}

function edgeColumns(genes: readonly string[]): readonly Column<EdgeRow>[] {
  const name = (gene: number) => genes[gene] ?? '';
  return [
    textColumn('Source', ({ source }) => name(source)),
    textColumn(
      'Sign',
      ({ weight }) => (weight < 0 ? 'represses' : 'activates'),
      ({ weight, stability }) => <EdgeMark weight={weight} unstable={!isStable(stability)} />,
    ),
    textColumn('Target', ({ target }) => name(target)),
    numberColumn(
      'Weight',
      ({ weight }) => Math.abs(weight),
      ({ weight }) => signed(weight, 3),
    ),
    numberColumn(
      'Stability',
      ({ stability }) => stability ?? -1,
      ({ stability }) => orDash(stability, percent),
    ),
  ];
}

/** Columns that need resampled fits. */
function confidenceColumns(confidence: Confidence): readonly Column<EdgeRow>[] {
  const { signAgreement, low, high } = confidence;
  return [
    valueColumn('Same sign', ({ pair }) => signAgreement[pair] ?? 0, percent),
    numberColumn(
      'Weight, 90 % interval',
      // Reversed sorting puts the narrowest interval first.
      ({ pair }) => (high[pair] ?? 0) - (low[pair] ?? 0),
      ({ pair }) => intervalText(confidence, pair),
    ),
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
  valueColumn('Regulates', ({ regulates }) => regulates, String),
  valueColumn('Regulated by', ({ regulatedBy }) => regulatedBy, String),
  textColumn(
    'Module',
    ({ module }) => module || '~',
    ({ module }) => module || '–',
  ),
  valueColumn(
    'Perturbed cells',
    ({ cells }) => cells,
    (cells) => (cells === 0 ? '–' : count(cells)),
  ),
];
/** Once resampled fits exist. */
const geneColumnsWithNext = [
  ...geneColumns,
  numberColumn<GeneRow>(
    'Disagreement',
    ({ next }) => next?.disagreement ?? -1,
    ({ next }) => (next ? disagreementText(next) : '–'),
  ),
];

export function GenesTable() {
  const dataset = useRun((run) => run.dataset);
  const modules = useRun((run) => run.result?.modules);
  const names = useView((view) => view.present.moduleNames);
  const next = useRun((run) => run.result?.confidence?.nextPerturbations);
  const selection = useView((view) => view.present.selection);
  const edges = useShownEdges();
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
      firstColumn={1}
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
