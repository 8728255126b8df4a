/** The table of gene sets; a row selects the genes of its set in the network. */
import { type ReactNode, useMemo } from 'react';
import { probability, setTitle } from '../../../../present/text/geneSets';
import type { EnrichedRow } from '../../../../share/exports/enrichment';
import { selectGenes } from '../../../session/view/genes';
import { useView } from '../../../session/stores';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { enrichmentText, groupLabel } from '../../text/enrichment';
import { VirtualTable } from '../../kit/VirtualTable';
import classes from './Enrichment.module.css';

export function SetTable(props: {
  rows: readonly EnrichedRow[];
  /** Those tested; the first `inNetwork` are in the network. */
  genes: readonly string[];
  inNetwork: number;
  nameOf: (group: string) => string;
  of: keyof typeof groupLabel;
}) {
  const { rows, genes, inNetwork, nameOf, of } = props;
  const selection = useView((view) => view.present.selection);
  const several = rows.some(({ group }) => group !== rows[0]?.group);
  const columns = useMemo(() => {
    const nameOfGene = (gene: number) =>
      gene < inNetwork ? (genes[gene] ?? '') : enrichmentText.notInNetwork(genes[gene] ?? '');
    return columnsFor(nameOfGene, of, several ? nameOf : null);
  }, [genes, inNetwork, nameOf, of, several]);
  const drawn = (members: readonly number[]) => members.filter((gene) => gene < inNetwork);
  const selected = selection?.kind === 'genes' ? selection.genes.join() : null;
  return (
    <div className={classes.table}>
      <VirtualTable
        label={enrichmentText.table}
        columns={columns}
        rows={rows}
        rowKey={({ group, set }) => `${group}\t${set}`}
        isSelected={({ members }) => drawn(members).join() === selected}
        onSelect={({ members }) => selectGenes(drawn(members))}
        firstColumn={columns.findIndex(({ name }) => name === 'q')}
      />
    </div>
  );
}

/** `nameOf`: null where there is one group. */
function columnsFor(
  nameOfGene: (gene: number) => string,
  of: keyof typeof groupLabel,
  nameOf: ((group: string) => string) | null,
): readonly Column<EnrichedRow>[] {
  const names = ({ shared }: EnrichedRow) => shared.map(nameOfGene).join(', ');
  return [
    textColumn(
      'Set',
      ({ set }) => setTitle(set),
      ({ set }) => <span title={`${set}. ${enrichmentText.showGenes}`}>{setTitle(set)}</span>,
    ),
    ...(nameOf
      ? [
          textColumn<EnrichedRow>(
            groupLabel[of],
            ({ group }) => group,
            ({ group }) => <span title={nameOf(group)}>{group}</span>,
          ),
        ]
      : []),
    ...(of === 'responders' ? [textColumn(enrichmentText.direction, direction)] : []),
    smallFirst('q', ({ q }) => q),
    smallFirst('p', ({ p }) => p),
    numberColumn(
      'Shared',
      ({ overlap }) => overlap,
      ({ overlap, size }) => `${overlap} of ${size}`,
    ),
    textColumn('Shared genes', names, (row) => <span title={names(row)}>{names(row)}</span>),
    valueColumn('Universe', ({ universe }) => universe, String),
  ];
}

function direction({ higher }: EnrichedRow): string {
  return (higher ?? 0.5) > 0.5 ? enrichmentText.rises : enrichmentText.falls;
}

function smallFirst(name: string, of: (row: EnrichedRow) => number): Column<EnrichedRow> {
  const column = numberColumn<EnrichedRow>(name, of, (row): ReactNode => probability(of(row)));
  return { ...column, ascending: true };
}
