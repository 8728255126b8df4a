/** The run behind a link: what its sender was told about it, its settings, its strongest edges. No curve, no clock. */
import { useRun } from '../../../session/stores';
import type { Snapshot } from '../../../../share/snapshot';
import { Message } from '../../kit/Message';
import { count } from '../../../../present/text/numbers';
import { StatList, StatRow } from '../../kit/StatRow';
import { dayText } from '../../text/dataName';
import { labelCheckText } from '../../../../present/text/confidence';
import { describeDiagnosis } from '../../../../present/text/diagnosis';
import { presetLabel } from '../../../../present/text/presets';
import classes from '../inspector/Inspector.module.css';
import { DownloadEdges } from '../train/DownloadEdges';
import { HeldOutRows } from '../train/HeldOutRows';
import { Members } from '../train/Members';
import { StrongestEdges } from '../train/StrongestEdges';

export function SharedTab({ snapshot }: { snapshot: Snapshot }) {
  const result = useRun((run) => run.result);
  const { settings, choices, day, network } = snapshot;
  const resampled = network?.verdict.reservations?.resampled ?? null;
  const check = resampled && labelCheckText(resampled.shuffled, result?.crossValidation ?? null);
  const error = result?.heldOut?.shrunkError ?? result?.crossValidation?.shrunkError ?? null;
  return (
    <>
      <div className={classes.section}>
        <h2>This run</h2>
        {result
          ? describeDiagnosis(result).map(({ question, sentence, attention }) =>
              attention ? (
                <Message key={question} tone="warning" title={question}>
                  <p>{sentence}</p>
                </Message>
              ) : (
                <p key={question} className="quiet">
                  {question} {sentence}
                </p>
              ),
            )
          : null}
        {check?.attention ? (
          <Message tone="warning" title="Label check">
            <p>{check.sentence}</p>
          </Message>
        ) : null}
      </div>
      <div className={classes.section}>
        <StatList>
          <StatRow label="Shared">{dayText(day)}</StatRow>
          {network ? (
            <>
              <StatRow label="Cells">{count(network.data.cells)}</StatRow>
              <StatRow label="Perturbations">{count(network.data.perturbations)}</StatRow>
            </>
          ) : null}
          <StatRow label="Preset and seed">
            {presetLabel(settings.preset)}, {settings.seed}
          </StatRow>
          <Members />
          <StatRow label="Steps">{count(settings.steps)}</StatRow>
          <HeldOutRows heldOut={choices.heldOut} label="Error, left out" error={error} />
        </StatList>
        <StrongestEdges />
      </div>
      <div className={classes.foot}>
        <DownloadEdges />
      </div>
    </>
  );
}
