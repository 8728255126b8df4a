/** Opens the dialog of links and run files; nothing can be shared before something was learned. */
import { Button } from '@mantine/core';
import { IconShare2 } from '@tabler/icons-react';
import { useRun } from '../../session/stores';
import { runCommand } from '../kit/runCommand';
import { shareText } from '../text/share';
import classes from './TopBar.module.css';

export function ShareButton() {
  const hasResult = useRun((run) => run.result !== null);
  return (
    <Button
      variant="default"
      className={classes.share}
      leftSection={<IconShare2 size={16} stroke={1.75} aria-hidden />}
      disabled={!hasResult}
      title={hasResult ? undefined : shareText.notTrained}
      onClick={runCommand('share')}
    >
      Share
    </Button>
  );
}
