/** The bottom line: what is happening (announced politely), which device computes, and where the data stay. */
import { Popover, UnstyledButton } from '@mantine/core';
import { IconCpu, IconLock } from '@tabler/icons-react';
import { useRun } from '../../session/stores';
import classes from './StatusBar.module.css';
import { TrainingStatus } from './TrainingStatus';

export function StatusBar() {
  return (
    <footer className={classes.bar}>
      <TrainingStatus />
      <span className={classes.space} />
      <ComputeDevice />
      <span className={classes.item}>
        <IconLock size={15} stroke={1.75} aria-hidden />
        Nothing leaves this computer
      </span>
    </footer>
  );
}

function ComputeDevice() {
  const device = useRun((run) => run.device);
  const name = device?.name ?? 'Device not chosen yet';
  return (
    <Popover position="top" width={280} withArrow>
      <span role="note" aria-label="Compute device" className={classes.item}>
        <IconCpu size={15} stroke={1.75} aria-hidden />
        {name}
        {device ? (
          <Popover.Target>
            <UnstyledButton className={classes.why}>Why?</UnstyledButton>
          </Popover.Target>
        ) : null}
      </span>
      <Popover.Dropdown>{device?.reason}</Popover.Dropdown>
    </Popover>
  );
}
