/** A network beside known edges: coverage, and which edges agree, are new, or are missing. */
import { Button } from '@mantine/core';
import { Suspense, useMemo, useState } from 'react';
import {
  besideKnown,
  type KnownEdge,
  type KnownStatus,
  knownStatuses,
  knownTsv,
} from '../../../../evaluation/networks/knownEdges';
import type { Knowledge } from '../../../../dataset/knowledge';
import { scorePairs } from '../../../../evaluation/networks/scoredPairs';
import { trainedEdges } from '../../../../evaluation/networks/truthComparison';
import { looksReversed, swapped, type Truth } from '../../../../evaluation/networks/truth';
import { geneFinder } from '../../../../dataset/names/match';
import { coverageOf, givenEdges } from '../../../../network/prior';
import { renamedText } from '../../../../present/text/evaluation';
import { count, signed } from '../../../../present/text/format';
import {
  coverageRows,
  directionText,
  knownText,
  statusCounts,
  statusHints,
  statusNames,
} from '../../../../present/text/compare';
import { trainedEdgesText, trainedWithText } from '../../../../present/text/prior';
import {
  downloadName,
  saveFile,
  select,
  showScreen,
  toggleTruthOverlay,
} from '../../../session/page/actions';
import { type ComparedSide, knownViews, useCompared } from '../../../session/methods/compared';
import { useRun, useView } from '../../../session/stores';
import { Message, StatList, StatRow } from '../../kit/blocks';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { lazily } from '../../kit/lazily';
import { EdgeMark } from '../../kit/marks';
import { compareText } from '../../text/compare';
import { refineText } from '../../text/refine';
import { VirtualTable } from '../../kit/VirtualTable';
import { Segments } from '../../kit/Segments';
import { EdgesCompared } from './EdgesCompared';
import classes from './CompareDialog.module.css';

const KnowledgeAgainstData = lazily(
  async () => (await import('../refine/KnowledgeAgainstData')).KnowledgeAgainstData,
);

/** `side`: a run. `edges`: those opened beside the run on screen, or of the known network that it was given for training. */
export function ComparedWithKnown({ side, edges }: { side: ComparedSide; edges: 'known' | 'given' }) {
  const opened = useRun((run) => run.truth);
  const knowledge = useRun((run) => run.dataset?.knowledge);
  const given = useMemo(() => knowledge && givenEdges(knowledge), [knowledge]);
  if (edges === 'given')
    return knowledge && given ? <Known side={side} truth={given} given={knowledge} /> : null;
  return opened ? <Known side={side} truth={opened} given={null} /> : null;
}

/** `given`: where the known edges are those that the run on screen was given. */
function Known(props: { side: ComparedSide; truth: Truth; given: Knowledge | null }) {
  const { side, truth, given } = props;
  const { network } = side;
  const most = Math.max(2, side.edges);
  const [chosen, choose] = useState<number | null>(null);
  const result = useRun((run) => run.result);
  const knowledge = useRun((run) => run.dataset?.knowledge);
  const known = useCompared((compared) => compared.known);
  // Responses are those of the run on screen.
  const isOnScreen = side.network === result?.network;
  const hasResponses = isOnScreen && result.comparisons.length > 0;
  const edges = Math.min(chosen ?? side.edgeBudget, most);
  const rows = useMemo(() => besideKnown(network, truth, edges), [network, truth, edges]);
  const coverage = useMemo(
    () => (given && isOnScreen ? given.coverage : coverageOf(network, truth.edges)),
    [network, truth, given, isOnScreen],
  );
  const trained = useMemo(
    () => (isOnScreen && !given ? trainedEdges(scorePairs(network, truth, 'candidates'), knowledge) : null),
    [network, truth, given, knowledge, isOnScreen],
  );
  return (
    <div className={classes.result}>
      {given ? (
        <Message tone={given.strength > 0 ? 'warning' : 'plain'} {...trainedWithText(given)} />
      ) : (
        <>
          {trained ? <Message tone="warning" {...trainedEdgesText(trained)} /> : null}
          <Direction truth={truth} />
        </>
      )}
      <div className={classes.summary}>
        <p role="status">{rows ? <b>{knownText(rows, edges)}</b> : compareText.noneOfThese(truth.name)}</p>
        {rows ? <EdgesCompared edges={edges} most={most} onChange={choose} /> : null}
      </div>
      <div className={classes.coverage}>
        <StatList>
          {coverageRows(coverage).map(([name, share, hint]) => (
            <StatRow key={name} label={name} hint={hint}>
              {share}
            </StatRow>
          ))}
        </StatList>
      </div>
      {truth.renamed ? <p className="quiet">{renamedText(truth.renamed)}</p> : null}
      {rows && hasResponses ? <Views /> : null}
      {rows && hasResponses && known !== 'network' ? (
        <Suspense fallback={null}>
          <KnowledgeAgainstData truth={truth} edges={edges} />
        </Suspense>
      ) : null}
      {rows && (known === 'network' || !hasResponses) ? (
        <KnownEdges rows={rows} canBeShown={given === null} />
      ) : null}
    </div>
  );
}

function Views() {
  const known = useCompared((compared) => compared.known);
  return (
    <Segments
      aria-label={refineText.views}
      data={knownViews.map((value) => ({ value, label: refineText.view[value] }))}
      value={known}
      onChange={(next) => useCompared.setState({ known: next })}
    />
  );
}

/** Where the file does not tell regulators from targets. A swap is undone by another. */
function Direction({ truth }: { truth: Truth }) {
  if (!truth.directionAssumed) return null;
  const isDoubtful = looksReversed(truth);
  const swap = (
    <Button variant="default" size="compact-sm" onClick={() => useRun.setState({ truth: swapped(truth) })}>
      {directionText.swap}
    </Button>
  );
  if (isDoubtful) return <Message tone="warning" title={directionText.reversed} actions={swap} />;
  return (
    <p className={classes.direction}>
      {directionText.assumed} {swap}
    </p>
  );
}

const columns: readonly Column<KnownEdge>[] = [
  textColumn('Source', ({ source }) => source),
  textColumn('Target', ({ target }) => target),
  textColumn(
    'Status',
    ({ status }) => String(knownStatuses.indexOf(status)),
    ({ status }) => <span title={statusHints[status]}>{statusNames[status]}</span>,
  ),
  numberColumn(
    'In the network',
    ({ weight }) => Math.abs(weight),
    ({ weight }) =>
      weight === 0 ? (
        '0'
      ) : (
        <span className={classes.weight}>
          <EdgeMark weight={weight} /> {signed(weight, 3)}
        </span>
      ),
  ),
  numberColumn(
    'Known sign',
    ({ sign }) => (sign === null ? -2 : sign),
    ({ sign }) =>
      sign === null ? '–' : sign === 0 ? compareText.unknownSign : <EdgeMark weight={sign} isKnown />,
  ),
];

/** `canBeShown`: in the network on Explore, which has the edges opened beside the run. */
function KnownEdges({ rows, canBeShown }: { rows: readonly KnownEdge[]; canBeShown: boolean }) {
  const [shown, show] = useState<KnownStatus | 'all'>('all');
  const genes = useRun((run) => run.dataset?.genes);
  const overlay = useView((view) => view.present.truthOverlay);
  const selection = useView((view) => view.present.selection);
  const find = useMemo(() => geneFinder(genes ?? []), [genes]);
  const counts = statusCounts(rows);
  const save = () =>
    saveFile(
      new Blob([knownTsv(rows)], { type: 'text/tab-separated-values' }),
      downloadName('known-edges.tsv'),
    );
  const showInNetwork = () => {
    if (!overlay) toggleTruthOverlay();
    showScreen({ step: 'explore', centre: 'network', dialog: 'none' });
  };
  return (
    <section className={classes.edges}>
      <div className={classes.actions}>
        {canBeShown ? (
          <Button variant="default" onClick={showInNetwork}>
            {compareText.showInNetwork}
          </Button>
        ) : null}
        <Button variant="default" onClick={save}>
          {compareText.downloadTable}
        </Button>
      </div>
      <div className={classes.filter}>
        <Segments
          aria-label={compareText.knownTable}
          data={[
            { value: 'all', label: `${compareText.all} ${count(rows.length)}` },
            ...knownStatuses.map((value) => ({
              value,
              label: `${statusNames[value]} ${count(counts[value])}`,
            })),
          ]}
          value={shown}
          onChange={show}
        />
      </div>
      <div className={classes.table}>
        <VirtualTable
          label={compareText.knownTable}
          columns={columns}
          rows={rows.filter(({ status }) => shown === 'all' || status === shown)}
          rowKey={({ source, target }) => `${source} ${target}`}
          isSelected={({ source, target }) =>
            selection?.kind === 'edge' &&
            selection.source === find(source) &&
            selection.target === find(target)
          }
          onSelect={(edge) => {
            const [source, target] = [find(edge.source), find(edge.target)];
            if (source !== null && target !== null) select({ kind: 'edge', source, target });
          }}
          firstColumn={2}
        />
      </div>
    </section>
  );
}
