/** The network against a truth: precision–recall curves of all methods, numbers, and the switch of the overlay. */
import { Button, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { type ScoredPairs, scorePairs } from '../../../../evaluation/networks/scoredPairs';
import { compareScored, trainedEdges } from '../../../../evaluation/networks/truthComparison';
import type { NetworkSource, TruthBenchmark } from '../../../../inference/benchmark/benchmark';
import type { Network } from '../../../../network/network';
import {
  areaText,
  evaluationText,
  foundText,
  noEdgeText,
  randomOrderText,
  renamedText,
  shownText,
  signsText,
  unmatchedText,
} from '../../../../present/text/evaluation';
import { decimal } from '../../../../present/text/format';
import {
  type MethodCurve,
  methodCurves,
  precisionRecallChart,
} from '../../../../present/chart/precisionRecall';
import { networkSourceNames } from '../../../../present/text/names';
import { trainedEdgesText, trainedElsewhereText } from '../../../../present/text/prior';
import { showScreen, toggleTruthOverlay } from '../../../session/page/actions';
import { useCompared } from '../../../session/methods/compared';
import { useRun, useView } from '../../../session/stores';
import { Message, StatList, StatRow } from '../../kit/blocks';
import { SvgChart } from '../../charts/SvgChart';
import { runCommand } from '../../kit/commands';
import { composerText } from '../../text/composer';
import { AddToFigure } from '../../composed/AddToFigure';
import { EdgeBudget } from '../../network-view/NetworkFilters';
import { FoldedPanel } from './evaluateParts';
import classes from './EvaluatePage.module.css';

export function TruthPanel({ network, card }: { network: Network; card: TruthBenchmark | null }) {
  const truth = useRun((run) => run.truth);
  // Known edges that a person added are compared in sight.
  const isOwn = useRun((run) => run.demo === null);
  // The reader of a link has few sections.
  const isShared = useRun((run) => run.shared !== null);
  const budget = useView((view) => view.present.edgeBudget);
  const overlay = useView((view) => view.present.truthOverlay);
  const [highlighted, highlight] = useState<NetworkSource | null>(null);
  const others = useMemo(() => methodCurves(card), [card]);
  const scored = useMemo(() => (truth ? scorePairs(network, truth, 'candidates') : null), [network, truth]);
  const comparison = useMemo(() => scored && compareScored(scored, budget, 'candidates'), [scored, budget]);
  return (
    <FoldedPanel
      title="Network against known edges"
      aside={truth?.name ?? null}
      isUrgent={isShared || (truth !== null && isOwn)}
    >
      {comparison ? (
        <>
          <Trained scored={scored} />
          <SvgChart
            chart={precisionRecallChart(comparison, others, { room: 134, highlighted })}
            onPoint={(source) => highlight(others.find((other) => other.source === source)?.source ?? null)}
          />
          <CurveNames curves={others} highlighted={highlighted} onHighlight={highlight} />
          <EdgeBudget />
          <StatList>
            <StatRow label={evaluationText.area} hint={randomOrderText(comparison)}>
              <b>{areaText(comparison)}</b>
            </StatRow>
            <StatRow label={shownText(budget)}>{foundText(comparison)}</StatRow>
            <StatRow label={evaluationText.signs}>{signsText(comparison)}</StatRow>
          </StatList>
          <div className={classes.actions}>
            <Switch
              size="xs"
              label="Show found, missed and wrong edges in the network"
              checked={overlay}
              onChange={toggleTruthOverlay}
            />
            <Button variant="subtle" onClick={() => showScreen({ step: 'explore' })}>
              Show in the network
            </Button>
            <Button variant="subtle" onClick={compareKnown}>
              What agrees, is new or is missing
            </Button>
            <AddToFigure
              of={composerText.names.truth}
              add={({ addTruth }) => addTruth(comparison, others, highlighted)}
            />
          </div>
          {comparison.renamed.length > 0 ? <p className="quiet">{renamedText(comparison.renamed)}</p> : null}
          {comparison.unmatched.length > 0 ? (
            <p className="quiet">{unmatchedText(comparison.unmatched)}</p>
          ) : null}
        </>
      ) : (
        <Message
          tone="plain"
          title={truth ? evaluationText.noEdge : 'No known edges to compare with'}
          text={
            truth
              ? noEdgeText(truth.name)
              : 'Drop a table of known edges (source, target and, where known, sign) to see how many the network finds.'
          }
          actions={
            <Button variant="default" onClick={runCommand('open')}>
              Choose file…
            </Button>
          }
        />
      )}
    </FoldedPanel>
  );
}

/** Where the run was trained with some of these edges, or with edges that are not known here. */
function Trained({ scored }: { scored: ScoredPairs | null }) {
  const knowledge = useRun((run) => run.dataset?.knowledge);
  const shared = useRun((run) => run.shared?.knowledge);
  const trained = useMemo(() => scored && trainedEdges(scored, knowledge), [scored, knowledge]);
  if (trained) return <Message tone="warning" {...trainedEdgesText(trained)} />;
  return shared && shared.strength > 0 ? <Message tone="plain" {...trainedElsewhereText(shared)} /> : null;
}

function compareKnown(): void {
  useCompared.setState({ first: { kind: 'screen' }, second: { kind: 'known' } });
  showScreen({ dialog: 'compare' });
}

/** Buttons of the other methods: hover or focus highlights a curve, a click keeps the highlight. */
function CurveNames(props: {
  curves: readonly MethodCurve[];
  highlighted: NetworkSource | null;
  onHighlight: (source: NetworkSource | null) => void;
}) {
  const { curves, highlighted, onHighlight } = props;
  const [kept, keep] = useState<NetworkSource | null>(null);
  return (
    <ul className={classes.names} aria-label="Curves of other methods">
      {curves.map(({ source, area }) => {
        const show = () => onHighlight(source);
        const leave = () => onHighlight(kept);
        return (
          <li key={source}>
            <button
              type="button"
              className={classes.name}
              aria-pressed={kept === source}
              data-highlighted={highlighted === source ? '' : undefined}
              onMouseEnter={show}
              onMouseLeave={leave}
              onFocus={show}
              onBlur={leave}
              onClick={() => keep(kept === source ? null : source)}
            >
              {networkSourceNames[source]} <b>{decimal(area)}</b>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
