/** Train, Pause, one step, Stop: which of them show follows from the run, and from a new file that waits to be trained. */
import { ActionIcon, Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerSkipForward, IconPlayerStop } from '@tabler/icons-react';
import { canTrain, pause, resume, stepOnce, stop, train } from '../../session/actions';
import { useImport, useRun } from '../../session/stores';
import { fileWaits } from '../../session/fileWaits';
import classes from './TopBar.module.css';

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

export function RunControls() {
  const phase = useRun((run) => run.phase);
  const stopping = useRun((run) => run.stopping);
  const dataset = useRun((run) => run.dataset);
  const waits = useImport((opened) => fileWaits(opened, { dataset }));
  const underWay = phase === 'running' || phase === 'preparing' || phase === 'paused';
  return (
    <fieldset className={classes.run} aria-label="Run">
      {waits || !underWay ? <TrainButton /> : null}
      {!waits && phase === 'paused' ? (
        <Button leftSection={<IconPlayerPlay {...icon} />} onClick={() => void resume()}>
          Resume
        </Button>
      ) : null}
      {phase === 'running' || phase === 'preparing' ? (
        <Button
          variant="light"
          leftSection={<IconPlayerPause {...icon} />}
          disabled={stopping}
          onClick={(event) => {
            // The second half of a double click on Train, whose place this button has taken.
            if (event.detail < 2) void pause();
          }}
        >
          Pause
        </Button>
      ) : null}
      {underWay && !(waits && phase === 'paused') ? (
        <>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Single step"
            disabled={phase === 'preparing' || stopping}
            onClick={() => void stepOnce()}
          >
            <IconPlayerSkipForward {...icon} />
          </ActionIcon>
          <ActionIcon
            variant="default"
            size={30}
            aria-label="Stop"
            title="Stop and keep what was learned"
            disabled={stopping}
            onClick={() => void stop()}
          >
            <IconPlayerStop {...icon} />
          </ActionIcon>
        </>
      ) : null}
    </fieldset>
  );
}

function TrainButton() {
  useImport();
  useRun((run) => run.dataset);
  return (
    <Button leftSection={<IconPlayerPlay {...icon} />} disabled={!canTrain()} onClick={() => void train()}>
      Train
    </Button>
  );
}
