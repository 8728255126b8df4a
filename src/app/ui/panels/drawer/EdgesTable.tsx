/** Every edge the network shows, sortable; the equal alternative to the picture, with the same selection. */
import { useMemo } from 'react';
import { isStable, isStableIn } from '../../../../network/stability';
import type { Confidence } from '../../../../inference/confidence/confidence';
import type { Edge, Network } from '../../../../network/network';
import { edgeAt, strongestPairs } from '../../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { EdgeMark } from '../../kit/EdgeMark';
import { intervalText } from '../../../../present/text/confidence';
import { orDash, percent, signed } from '../../../../present/text/numbers';
import { useNetwork } from '../explore/useNetwork';
import { type Column, VirtualTable } from './VirtualTable';
import classes from './EmptyPanel.module.css';

interface Row extends Edge {
  /** Its place in Network.weights. */
  readonly pair: number;
}

const byWeight = { column: 3, reversed: false };

export function EdgesTable() {
  const network = useNetwork();
  const genes = useRun((run) => run.dataset?.genes);
  const budget = useView((view) => view.present.edgeBudget);
  const least = useView((view) => view.present.minimumStability);
  const selection = useView((view) => view.present.selection);
  const edges = useMemo(
    () => (network ? rowsOf(network, budget).filter(({ stability }) => isStableIn(stability, least)) : []),
    [network, budget, least],
  );
  const confidence = useRun((run) => run.result?.confidence ?? null);
  const columns = useMemo(
    () => [...columnsFor(genes ?? []), ...(confidence ? confidenceColumns(confidence) : [])],
    [genes, confidence],
  );
  if (edges.length === 0)
    return (
      <p className={classes.empty}>
        {network && least > 0
          ? 'No edge is stable in so many fits. Ask for fewer below “Filter edges”.'
          : 'No edges yet. They appear with the first steps.'}
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
      onSelect={({ source, target }) => {
        select({ kind: 'edge', source, target });
      }}
      firstSorting={byWeight}
    />
  );
}

function rowsOf(network: Network, budget: number): readonly Row[] {
  return Array.from(strongestPairs(network, budget), (pair) => ({ ...edgeAt(network, pair), pair }));
}

function columnsFor(genes: readonly string[]): readonly Column<Row>[] {
  const name = (gene: number) => genes[gene] ?? '';
  return [
    {
      name: 'Source',
      isNumber: false,
      key: ({ source }) => name(source),
      cell: ({ source }) => name(source),
    },
    {
      name: 'Sign',
      isNumber: false,
      key: ({ weight }) => (weight < 0 ? 'represses' : 'activates'),
      cell: ({ weight, stability }) => <EdgeMark weight={weight} unstable={!isStable(stability)} />,
    },
    {
      name: 'Target',
      isNumber: false,
      key: ({ target }) => name(target),
      cell: ({ target }) => name(target),
    },
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

/** What only fits to resampled data tell. */
function confidenceColumns(confidence: Confidence): readonly Column<Row>[] {
  const { signAgreement, low, high } = confidence;
  return [
    {
      name: 'Same sign',
      isNumber: true,
      key: ({ pair }) => signAgreement[pair] ?? 0,
      cell: ({ pair }) => percent(signAgreement[pair] ?? 0),
    },
    {
      name: 'Weight in 9 of 10 fits',
      isNumber: true,
      // The narrowest first when it is turned round.
      key: ({ pair }) => (high[pair] ?? 0) - (low[pair] ?? 0),
      cell: ({ pair }) => intervalText(confidence, pair),
    },
  ];
}
