/** The run behind a link: what its sender was told about it, its settings, its strongest edges. No curve, no clock. */
import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { downloadEdges } from '../../../session/actions';
import { useRun } from '../../../session/stores';
import type { Snapshot } from '../../../snapshot/snapshot';
import { Message } from '../../kit/Message';
import { count } from '../../kit/numbers';
import { StatList, StatRow } from '../../kit/StatRow';
import { dayText } from '../../text/dataName';
import { describeDiagnosis } from '../../text/diagnosis';
import { listOf } from '../../text/format';
import { presetLabel } from '../../text/presets';
import classes from '../inspector/Inspector.module.css';
import { Members } from '../train/Members';
import { StrongestEdges } from '../train/StrongestEdges';

export function SharedTab({ snapshot }: { snapshot: Snapshot }) {
  const result = useRun((run) => run.result);
  const { settings, choices, day, network } = snapshot;
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
          <StatRow label="Held out for testing">
            {choices.heldOut.length === 0 ? 'nothing' : listOf(choices.heldOut)}
          </StatRow>
          {error === null ? null : (
            <StatRow label="Error, left out" hint="share of “no change”: 1 is no better">
              {error.toFixed(2)}
            </StatRow>
          )}
        </StatList>
        <StrongestEdges />
      </div>
      <div className={classes.foot}>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          onClick={() => void downloadEdges()}
        >
          Download edges (TSV)
        </Button>
      </div>
    </>
  );
}
