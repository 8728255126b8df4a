/** The file being checked or the data set on screen, by name, and other data to open. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDatabase } from '@tabler/icons-react';
import { command } from '../../session/commands';
import { demoNames } from '../../../dataset/demoNames';
import { runCommand } from '../kit/runCommand';
import { useImport, useRun, useScreen } from '../../session/stores';
import { dataName, demoTexts } from '../text/dataName';
import classes from './TopBar.module.css';

export function DatasetMenu() {
  const atFile = useScreen(({ step }) => step === 'data' || step === 'check' || step === 'model');
  const opened = useImport((state) =>
    state.demo && state.opened ? demoTexts[state.demo].name : (state.opened?.name ?? null),
  );
  const trained = useRun(dataName);
  return (
    <Menu position="bottom-start" width={290}>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          c="var(--text)"
          className={classes.dataset}
          leftSection={<IconDatabase size={16} stroke={1.75} aria-hidden />}
          rightSection={<IconChevronDown size={14} stroke={1.75} aria-hidden />}
        >
          {(atFile ? (opened ?? trained) : (trained ?? opened)) ?? 'No data yet'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Entry id="open" />
        <Menu.Divider />
        <Menu.Label>Demos</Menu.Label>
        {demoNames.map((demo) => (
          <Entry key={demo} id={`open-demo-${demo}`} label={demoTexts[demo].name} />
        ))}
        <Menu.Divider />
        <Entry id="restore" />
        <Entry id="forget" />
      </Menu.Dropdown>
    </Menu>
  );
}

function Entry({ id, label }: { id: string; label?: string }) {
  const entry = command(id);
  useRun((run) => run.saved);
  useImport((state) => state.phase);
  return (
    <Menu.Item disabled={!entry.enabled()} onClick={runCommand(id)}>
      {label ?? entry.label}
    </Menu.Item>
  );
}
