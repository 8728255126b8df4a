/** The network against a reference: its precision–recall curve with those of other methods, and the overlay's switch. */
import { Button, Switch } from '@mantine/core';
import { useMemo, useState } from 'react';
import { compareWithTruth } from '../../../../evaluation/networks/truthComparison';
import type { NetworkSource, TruthCard } from '../../../../inference/benchmark/benchmark';
import type { Network } from '../../../../network/network';
import {
  areaText,
  evaluationText,
  foundText,
  noEdgeText,
  randomOrderText,
  shownText,
  signsText,
  unmatchedText,
} from '../../../../present/text/evaluation';
import { decimal } from '../../../../present/text/format';
import { networkSourceNames } from '../../../../present/text/names';
import { showScreen, toggleTruthOverlay } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import { Message, StatList, StatRow } from '../../kit/blocks';
import { runCommand } from '../../kit/commands';
import { EdgeBudget } from '../explore/NetworkFilters';
import { CardPanel } from './CardPanel';
import { type MethodCurve, PrecisionRecall } from './charts/PrecisionRecall';
import classes from './EvaluatePage.module.css';

export function TruthPanel({ network, card }: { network: Network; card: TruthCard | null }) {
  const truth = useRun((run) => run.truth);
  const budget = useView((view) => view.present.edgeBudget);
  const overlay = useView((view) => view.present.truthOverlay);
  const [highlighted, highlight] = useState<NetworkSource | null>(null);
  const others = useMemo(() => curvesOf(card), [card]);
  const comparison = useMemo(
    () => (truth ? compareWithTruth(network, truth, budget) : null),
    [network, truth, budget],
  );
  return (
    <CardPanel title="Network against the truth" aside={truth?.name ?? null}>
      {comparison ? (
        <>
          <PrecisionRecall
            comparison={comparison}
            budget={budget}
            others={others}
            highlighted={highlighted}
            onHighlight={highlight}
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
            <Button
              variant="subtle"
              onClick={() => {
                showScreen({ step: 'explore' });
              }}
            >
              Look at the network
            </Button>
          </div>
          {comparison.unmatched.length > 0 ? (
            <p className="quiet">{unmatchedText(comparison.unmatched)}</p>
          ) : null}
        </>
      ) : (
        <Message
          tone="plain"
          title={truth ? evaluationText.noEdge : 'No truth to compare with'}
          actions={
            <Button variant="default" onClick={runCommand('open')}>
              Choose file…
            </Button>
          }
        >
          <p>
            {truth
              ? noEdgeText(truth.name)
              : 'Drop a table of known edges (source, target and, where known, sign) to see how many the network finds.'}
          </p>
        </Message>
      )}
    </CardPanel>
  );
}

/** Of the other methods, the best first. */
function curvesOf(card: TruthCard | null): readonly MethodCurve[] {
  return (card?.rows ?? [])
    .filter(({ source }) => source !== 'modulode' && source !== 'density')
    .flatMap(({ source, auprc, curve }) => (auprc ? [{ source, area: auprc.value, curve }] : []))
    .toSorted((a, b) => b.area - a.area);
}

/** The other methods of the curves by name: pointing at one or focusing it brings its curve forward, pressing keeps it there. */
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
