/** The status bar: training status (announced politely), compute device, and the privacy note. */
import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconCpu, IconLock } from '@tabler/icons-react';
import { deviceReasonText } from '../../../present/text/run';
import { useRun } from '../../session/stores';
import { runCommand } from '../kit/commands';
import { runStatus } from '../text/run';
import classes from './App.module.css';

export function StatusBar() {
  return (
    <footer className={classes.bar}>
      <TrainingStatus />
      <span className="space" />
      <ComputeDevice />
      <UnstyledButton className={classes.stored} onClick={runCommand('stored')}>
        <IconLock size={15} stroke={1.75} aria-hidden />
        No data leave this computer
      </UnstyledButton>
    </footer>
  );
}

function ComputeDevice() {
  const device = useRun((run) => run.device);
  // An opened run was trained elsewhere.
  const isOpened = useRun((run) => run.result !== null || run.shared !== null);
  if (!device && isOpened) return null;
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

/** Training status for screen readers: changes with the phase and each narrated sentence, not with every step. Ends in "Finished" or "Stopped". */
export function TrainingStatus() {
  const text = useRun(runStatus);
  return (
    <div className={classes.line}>
      <span className={classes.dot} aria-hidden />
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- implied, but tests and older readers look for it */}
      <output role="status" aria-label="Training status">
        {text}
      </output>
    </div>
  );
}
