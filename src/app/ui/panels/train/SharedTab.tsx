/** The Run tab of a shared run: what its link contains. */
import { labelCheckText } from '../../../../present/text/confidence';
import { heldOutName, unseenError } from '../../../../present/text/diagnosis';
import { count } from '../../../../present/text/format';
import { presetLabel } from '../../../../present/text/presets';
import { givenText } from '../../../../present/text/prior';
import type { Snapshot } from '../../../../share/snapshot';
import { useRun } from '../../../session/stores';
import { StatRow } from '../../kit/blocks';
import { dayText } from '../../text/data';
import classes from '../../kit/tab.module.css';
import { VerdictPanel } from '../verdict/VerdictPanel';
import { DownloadEdges, HeldOutRows, Members, ReadoutRow, RunDetails, StrongestEdges } from './RunTab';

/** Diagnosis, settings and strongest edges, without curves and times. */
export function SharedTab({ snapshot }: { snapshot: Snapshot }) {
  const result = useRun((run) => run.result);
  const { settings, choices, knowledge, day, network } = snapshot;
  const resampled = network?.verdict.caveats?.resampled ?? null;
  const check = resampled && labelCheckText(resampled.shuffled, result?.crossValidation ?? null);
  const error = result && unseenError(result);
  return (
    <>
      <div className={classes.section}>
        <h2>This run</h2>
        <VerdictPanel
          checks={[
            ...(knowledge
              ? [{ question: 'Known network.', sentence: givenText(knowledge), attention: false }]
              : []),
            ...(check?.attention ? [{ question: 'Label check.', ...check }] : []),
          ]}
        />
      </div>
      <div className={classes.section}>
        <StrongestEdges />
        <RunDetails>
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
          <ReadoutRow />
          <StatRow label="Steps">{count(settings.steps)}</StatRow>
          <HeldOutRows
            heldOut={choices.heldOut}
            label={error?.name ?? heldOutName}
            error={error?.value ?? null}
          />
        </RunDetails>
      </div>
      <div className={classes.foot}>
        <DownloadEdges />
      </div>
    </>
  );
}
