/**
 * Known edges, and new ones of the network, with the responses that confirm or contradict them. Marks of findings and signs: a shape for
 * each, so that colour alone tells nothing.
 */
import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import {
  type Finding,
  findings,
  type JudgedEdge,
  judgedEdges,
} from '../../../../evaluation/knowledge/evidence';
import { evidenceTsv } from '../../../../evaluation/knowledge/tables';
import type { Truth } from '../../../../evaluation/networks/truth';
import type { KnowledgeReport } from '../../../../inference/benchmark/knowledge';
import type { Network } from '../../../../network/network';
import { count } from '../../../../present/text/format';
import { findingHints, findingNames, observationsText } from '../../../../present/text/knowledge';
import {
  downloadName,
  saveFile,
  select,
  showScreen,
  toggleTruthOverlay,
} from '../../../session/page/actions';
import { useResponsesShown, useRun, useView } from '../../../session/stores';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { compareText } from '../../text/compare';
import { refineText } from '../../text/refine';
import { VirtualTable } from '../../kit/VirtualTable';
import classes from './KnowledgeAgainstData.module.css';
import { EdgeMark } from '../../kit/marks';
import { Segments } from '../../kit/Segments';
import { rankEdges } from '../../../../network/ranking';
import type { ResponsesOfEdges } from '../../../../present/figure/scene';

const shapes: Readonly<Record<Finding, string>> = {
  confirmed: 'M2 6.5L5 9.5L10 2.5',
  contradicted: 'M2.5 2.5L9.5 9.5M9.5 2.5L2.5 9.5',
  'no-response': 'M2 6H10',
  unclear: 'M2 8C4 3 5 3 6 6S8 9 10 4',
  untested: 'M6 6h.01',
};

function FindingMark({ finding }: { finding: Finding }) {
  return (
    <svg className={classes.mark} data-finding={finding} viewBox="0 0 12 12" aria-hidden>
      <path d={shapes[finding]} />
    </svg>
  );
}

export function KnownSign({ sign }: { sign: 1 | -1 | 0 | null }) {
  if (sign === null) return '–';
  return sign === 0 ? compareText.unknownSign : <EdgeMark weight={sign} isKnown />;
}

/** Known edges on the network, in the colours of their responses. */
function showInNetwork(report: KnowledgeReport, network: Network): void {
  const { result, truth } = useRun.getState();
  useResponsesShown.setState({ result, truth, responses: responsesOfEdges(report, network) });
  if (!useView.getState().present.truthOverlay) toggleTruthOverlay();
  showScreen({ step: 'explore', centre: 'network', dialog: 'none' });
}

type Shown = Finding | 'all' | 'new';

export function Responses(props: { report: KnowledgeReport; truth: Truth; edges: number }) {
  const { report, truth, edges } = props;
  const [shown, show] = useState<Shown>('all');
  const network = useRun((run) => run.result?.network ?? null);
  // The network on Explore has the edges opened beside the run, not those that it was given.
  const canBeShown = useRun((run) => run.truth !== null && run.truth === truth);
  const dataset = useRun((run) => run.dataset);
  const selection = useView((view) => view.present.selection);
  const { genes } = report.base;
  const rows = useMemo(
    () => (network ? edgesBesideData(report, network, edges) : []),
    [report, network, edges],
  );
  const isIn = (wanted: Shown) => (row: EdgeBesideData) =>
    wanted === 'all' || (wanted === 'new' ? !row.isKnown : row.isKnown && row.finding === wanted);
  const options: readonly (readonly [Shown, string])[] = [
    ['all', compareText.all],
    ...findings.map((finding) => [finding, findingNames[finding]] as const),
    ['new', refineText.isNew],
  ];
  const save = () =>
    saveFile(
      new Blob([evidenceTsv(rows, genes)], { type: 'text/tab-separated-values' }),
      downloadName('known-edges-responses.tsv'),
    );
  return (
    <>
      <div className={classes.bar}>
        <Segments
          aria-label={refineText.edges}
          data={options.map(([value, name]) => ({
            value,
            label: `${name} ${count(rows.filter(isIn(value)).length)}`,
          }))}
          value={shown}
          onChange={show}
        />
        <span className={classes.gap} />
        {network && canBeShown ? (
          <Button variant="default" size="compact-sm" onClick={() => showInNetwork(report, network)}>
            {compareText.showInNetwork}
          </Button>
        ) : null}
        <Button variant="default" size="compact-sm" onClick={save}>
          {refineText.downloadResponses}
        </Button>
      </div>
      <div className={classes.table}>
        <VirtualTable
          label={refineText.edges}
          columns={dataset ? columnsOf(genes, dataset) : []}
          rows={rows.filter(isIn(shown))}
          rowKey={({ source, target }) => `${source} ${target}`}
          isSelected={({ source, target }) =>
            selection?.kind === 'edge' && selection.source === source && selection.target === target
          }
          onSelect={({ source, target }) => select({ kind: 'edge', source, target })}
          firstColumn={3}
        />
      </div>
    </>
  );
}

function columnsOf(genes: readonly string[], dataset: Dataset): readonly Column<EdgeBesideData>[] {
  return [
    textColumn('Source', ({ source }) => genes[source] ?? ''),
    textColumn('Target', ({ target }) => genes[target] ?? ''),
    textColumn(
      'Known',
      ({ isKnown, sign }) => (isKnown ? `0 ${sign}` : '1'),
      ({ isKnown, sign }) =>
        isKnown ? <KnownSign sign={sign} /> : <span title={refineText.newHint}>{refineText.isNew}</span>,
    ),
    textColumn(
      'Response',
      ({ finding }) => String(findings.indexOf(finding)),
      ({ finding }) => (
        <span className={classes.finding} title={findingHints[finding]}>
          <FindingMark finding={finding} /> {findingNames[finding]}
        </span>
      ),
    ),
    numberColumn(
      'Measured',
      (row) => Math.abs(largestEffect(row)),
      ({ observations }) => (
        <span className={classes.evidence} title={observationsText(observations, dataset)}>
          {observationsText(observations, dataset)}
        </span>
      ),
    ),
  ];
}

/** Strongest edges that can be coloured. */
const MOST_COLOURED = 2000;

interface EdgeBesideData extends JudgedEdge {
  readonly isKnown: boolean;
}

/** All known edges, and those of the `edges` strongest of the network that are not known, with the sign that the network gives them. */
export function edgesBesideData(
  { judged, base, responses }: KnowledgeReport,
  network: Network,
  edges: number,
): readonly EdgeBesideData[] {
  const known = new Set(base.edges.map(({ source, target }) => `${source} ${target}`));
  const fresh = rankEdges(network, edges)
    .filter(({ source, target }) => !known.has(`${source} ${target}`))
    .map(({ source, target, weight }) => ({
      source,
      target,
      sign: weight < 0 ? (-1 as const) : (1 as const),
    }));
  return [
    ...judged.map((edge) => ({ ...edge, isKnown: true })),
    ...judgedEdges(fresh, responses).map((edge) => ({ ...edge, isKnown: false })),
  ];
}

/** Of the responses to an edge's regulator, in standard deviations; 0 without any. */
export function largestEffect({ observations }: Pick<JudgedEdge, 'observations'>): number {
  return observations.reduce((most, { effect }) => (Math.abs(effect) > Math.abs(most) ? effect : most), 0);
}

/** Colours of the network's edges, of the strongest ones and of all known ones. */
export function responsesOfEdges(report: KnowledgeReport, network: Network): ResponsesOfEdges {
  const rows = edgesBesideData(report, network, MOST_COLOURED);
  return new Map(
    rows.flatMap(({ source, target, finding }) =>
      finding === 'confirmed' || finding === 'contradicted'
        ? [[`${source}>${target}`, finding] as const]
        : [],
    ),
  );
}
