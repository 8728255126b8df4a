/** The network against a reference: the precision–recall curve with the random line, the area, and the overlay's switch. */
import { Button, Switch } from '@mantine/core';
import { useMemo } from 'react';
import { compareWithTruth } from '../../../evaluation/compare';
import type { Network } from '../../../network/network';
import { showScreen, toggleTruthOverlay } from '../../../session/actions';
import { runCommand } from '../../kit/runCommand';
import { useRun, useView } from '../../../session/stores';
import {
  areaText,
  evaluationText,
  foundText,
  noEdgeText,
  randomOrderText,
  shownText,
  signsText,
  unmatchedText,
} from '../../../sentences/evaluation';
import { Message } from '../../kit/Message';
import { StatList, StatRow } from '../../kit/StatRow';
import classes from './EvaluatePage.module.css';
import { PrecisionRecallCurve } from './PrecisionRecallCurve';

export function TruthPanel({ network }: { network: Network }) {
  const truth = useRun((run) => run.truth);
  const budget = useView((view) => view.present.edgeBudget);
  const overlay = useView((view) => view.present.truthOverlay);
  const comparison = useMemo(
    () => (truth ? compareWithTruth(network, truth, budget) : null),
    [network, truth, budget],
  );
  return (
    <section className={classes.panel} aria-labelledby="truth-title">
      <div className={classes.head}>
        <h2 id="truth-title">Network against the truth</h2>
        {truth ? <span>{truth.name}</span> : null}
      </div>
      {comparison ? (
        <>
          <PrecisionRecallCurve comparison={comparison} budget={budget} />
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
    </section>
  );
}
