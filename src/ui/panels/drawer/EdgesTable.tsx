/** Every edge the network shows, sortable; the equal alternative to the picture, with the same selection. */
import { useMemo } from 'react';
import { isStable } from '../../../network/stability';
import type { Edge } from '../../../network/network';
import { rankEdges } from '../../../network/ranking';
import { select } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { EdgeMark } from '../../kit/EdgeMark';
import { orDash, percent, signed } from '../../../sentences/numbers';
import { useNetwork } from '../explore/useNetwork';
import { type Column, VirtualTable } from './VirtualTable';
import classes from './EmptyPanel.module.css';

const byWeight = { column: 3, reversed: false };

export function EdgesTable() {
  const network = useNetwork();
  const genes = useRun((run) => run.dataset?.genes);
  const budget = useView((view) => view.present.edgeBudget);
  const least = useView((view) => view.present.minimumStability);
  const selection = useView((view) => view.present.selection);
  const edges = useMemo(
    () => (network ? rankEdges(network, budget).filter((edge) => (edge.stability ?? 1) >= least) : []),
    [network, budget, least],
  );
  const columns = useMemo(() => columnsFor(genes ?? []), [genes]);
  if (edges.length === 0)
    return <p className={classes.empty}>No edges yet. They appear with the first steps.</p>;
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

function columnsFor(genes: readonly string[]): readonly Column<Edge>[] {
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
