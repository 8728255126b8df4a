/** The tables that compare networks of all methods: against a truth, and reference-free against the cells. */
import type { ReactNode } from 'react';
import type {
  BenchmarkedNetwork,
  LeftOutMethod,
  NetworkSource,
  TruthBenchmark,
} from '../../../../inference/benchmark/benchmark';
import { besideShuffledText, cellColumns, truthColumns } from '../../../../present/text/evaluation';
import { decimal, intervalOrNull, plural } from '../../../../present/text/format';
import { networkSourceNames, networkSources } from '../../../../present/text/names';
import { FoldedPanel, ScoreCell, type ScoreColumn, ScoreTable, Terms } from './evaluateParts';
import classes from './EvaluatePage.module.css';

interface Score {
  readonly text: string;
  /** Small text below. */
  readonly under: string | null;
}

/** What both tables show of one comparison. */
interface Compared {
  readonly truth: TruthBenchmark | null;
  readonly leftOut: readonly LeftOutMethod[];
  readonly computing: boolean;
}

function NetworksTable(
  props: Compared & {
    title: string;
    /** Shown beside the title, for all rows. */
    size: string | null;
    label: string;
    columns: readonly ScoreColumn[];
    /** One score per column; null where the network was not computed. */
    scoresOf: (source: NetworkSource) => readonly Score[] | null;
    /** Shown between the table and its terms. */
    children?: ReactNode;
  },
) {
  const { title, size, label, columns, scoresOf, truth, leftOut, computing, children } = props;
  return (
    <FoldedPanel title={title} aside={size}>
      <ScoreTable label={label} rowName="Network" columns={columns}>
        {orderOfSources(truth, computing).map((source) => {
          const scores = scoresOf(source);
          return (
            <tr key={source} data-own={source === 'modulode' ? '' : undefined}>
              <th scope="row">{networkSourceNames[source]}</th>
              {scores ? (
                columns.map(({ name }, place) => (
                  <ScoreCell key={name} text={scores[place]?.text} under={scores[place]?.under} />
                ))
              ) : (
                <td colSpan={columns.length} className={classes.absent}>
                  {absenceText(source, leftOut, computing)}
                </td>
              )}
            </tr>
          );
        })}
      </ScoreTable>
      {children}
      <Terms terms={columns.flatMap(({ name, why }) => (why === null ? [] : [{ name, why }]))} />
    </FoldedPanel>
  );
}

/** Scores of every network against the truth: AUPRC with interval, signs, distance, perturbed and other regulators. */
export function TruthTable(props: Compared) {
  const { truth } = props;
  const shown = truth
    ? truthColumns.filter(({ text }) => truth.rows.some((row) => text(row, truth.density) !== null))
    : truthColumns;
  return (
    <NetworksTable
      {...props}
      title="Networks against known edges"
      size={truth && `${truth.trueEdges} of ${truth.pairs} possible edges are true`}
      label="Table of networks against known edges"
      columns={[{ name: 'AUPRC', why: null }, ...shown]}
      scoresOf={(source) => truth && truthScores(source, truth, shown)}
    />
  );
}

function truthScores(
  source: NetworkSource,
  { rows, density }: TruthBenchmark,
  columns: typeof truthColumns,
): readonly Score[] | null {
  const row = rows.find((one) => one.source === source);
  if (!row) return null;
  const { auprc } = row;
  return [
    {
      text: auprc ? decimal(auprc.value) : '–',
      under: auprc && intervalOrNull(auprc),
    },
    ...columns.map(({ text }) => ({ text: text(row, density) ?? '–', under: null })),
  ];
}

/** Reference-free scores of every network against the cells, each above its range for shuffled labels. */
export function CellsTable({
  networks,
  ...compared
}: Compared & { networks: readonly BenchmarkedNetwork[] }) {
  const edges = networks[0]?.withoutTruth.screen.edges;
  return (
    <NetworksTable
      {...compared}
      title="Networks evaluated on the data"
      size={edges === undefined ? null : `${plural(edges, 'edge')} each, regulators perturbed alone`}
      label="Table of networks evaluated on the data"
      columns={cellColumns}
      scoresOf={(source) => cellScores(source, networks)}
    >
      <p className="quiet">
        Reference-free, but based on total, not direct effects: a target that responds through another gene
        counts too. Below each value: its range with shuffled labels (5 shuffles).
      </p>
    </NetworksTable>
  );
}

function cellScores(source: NetworkSource, networks: readonly BenchmarkedNetwork[]): readonly Score[] | null {
  const judged = networks.find((one) => one.source === source)?.withoutTruth;
  if (!judged) return null;
  return cellColumns.map((column) => {
    const { own, chance } = besideShuffledText(judged, column);
    return { text: own, under: chance === null ? null : `shuffled ${chance}` };
  });
}

/** Order of the rows: fixed while computing, then by AUPRC where a truth exists. */
export function orderOfSources(truth: TruthBenchmark | null, computing: boolean): readonly NetworkSource[] {
  if (!truth || computing) return networkSources;
  const areaOf = (source: NetworkSource) =>
    truth.rows.find((row) => row.source === source)?.auprc?.value ?? -1;
  return networkSources.toSorted((a, b) => areaOf(b) - areaOf(a));
}

/** Reason for a row without numbers. */
export function absenceText(
  source: NetworkSource,
  leftOut: readonly LeftOutMethod[],
  computing: boolean,
): string {
  const left = leftOut.find((method) => method.source === source);
  if (left) return `not run: about ${Math.max(1, Math.round(left.minutes))} min`;
  return computing ? 'pending' : 'not computed';
}
