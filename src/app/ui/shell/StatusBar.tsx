/** The bottom line: what is happening (announced politely), which device computes, and where the data stay. */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconCpu, IconLock } from '@tabler/icons-react';
import { useRun } from '../../session/stores';
import { deviceReasonText } from '../../../present/text/device';
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
  return (
    <span role="note" aria-label="Compute device" className={classes.item}>
      <IconCpu size={15} stroke={1.75} aria-hidden />
      {device?.name ?? 'Device not chosen yet'}
      {device ? (
        <Tooltip
          label={deviceReasonText(device)}
          position="top"
          w={280}
          p="sm"
          multiline
          withArrow
          events={{ hover: true, focus: true, touch: true }}
        >
          <UnstyledButton className={classes.why}>Why?</UnstyledButton>
        </Tooltip>
      ) : null}
    </span>
  );
}
