/** The network against a reference: the precision–recall curve with the random line, the area, and the overlay's switch. */
import { Button, Switch } from '@mantine/core';
import { useMemo } from 'react';
import { compareWithTruth } from '../../../evaluation/compare';
import type { Network } from '../../../network/network';
import { showScreen, toggleTruthOverlay } from '../../../session/actions';
import { runCommand } from '../../kit/runCommand';
import { useRun, useView } from '../../../session/stores';
import { count, percent } from '../../../sentences/numbers';
import { Message } from '../../kit/Message';
import { StatList, StatRow } from '../../kit/StatRow';
import { listOf, plural } from '../../../sentences/format';
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
            <StatRow
              label="Area under precision and recall"
              hint={`random order: ${comparison.density.toFixed(2)}`}
            >
              <b>
                {comparison.auprc.toFixed(2)}, {(comparison.auprc / comparison.density).toFixed(1)} × random
              </b>
            </StatRow>
            <StatRow label={`Of the ${count(budget)} edges shown`}>
              {comparison.found.length} true, {comparison.wrong.length} not; {comparison.missed.length} missed
            </StatRow>
            <StatRow label="Signs right">
              {comparison.signAccuracy === null ? '–' : percent(comparison.signAccuracy)}
            </StatRow>
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
            <p className="quiet">
              {plural(comparison.unmatched.length, 'name')} in it no gene of this network:{' '}
              {listOf(comparison.unmatched)}.
            </p>
          ) : null}
        </>
      ) : (
        <Message
          tone="plain"
          title={truth ? 'No edge of it can be compared' : 'No truth to compare with'}
          actions={
            <Button variant="default" onClick={runCommand('open')}>
              Choose file…
            </Button>
          }
        >
          <p>
            {truth
              ? `${truth.name} names no edge between the candidate regulators and genes of this network.`
              : 'Drop a table of known edges (source, target and, where known, sign) to see how many the network finds.'}
          </p>
        </Message>
      )}
    </section>
  );
}
