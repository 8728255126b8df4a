/** What a link brought and what can be done with it, in one strip above the network. */
import { Button } from '@mantine/core';
import { IconLink } from '@tabler/icons-react';
import { trainShared } from '../../../session/actions';
import { useRun } from '../../../session/stores';
import { runCommand } from '../../kit/runCommand';
import { sharedName } from '../../text/dataName';
import { arrivalLine, arrivalText, shareText } from '../../text/share';
import classes from './SharedStrip.module.css';

export function SharedStrip() {
  const snapshot = useRun((run) => run.shared);
  if (!snapshot) return null;
  return (
    <section className={classes.shared} aria-label={shareText.sharedStrip}>
      <IconLink size={18} stroke={1.75} aria-hidden />
      <p>
        <b>{sharedName(snapshot)}</b>, {arrivalLine(snapshot)}. {arrivalText(snapshot)}
      </p>
      <Button variant="default" onClick={runCommand('open')}>
        Open your own data
      </Button>
      {snapshot.demo ? (
        <Button variant="default" onClick={() => void trainShared()}>
          Train it here
        </Button>
      ) : null}
    </section>
  );
}
