/** The file being checked or the data set on screen, by name, and other data to open. */
import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDatabase } from '@tabler/icons-react';
import { command } from '../../session/commands';
import { runCommand } from '../kit/runCommand';
import { useImport, useRun, useScreen } from '../../session/stores';
import { dataName, demoName } from '../text/dataName';
import classes from './TopBar.module.css';

const entries = ['open', 'open-demo', 'restore', 'forget'] as const;

export function DatasetMenu() {
  const atFile = useScreen(({ step }) => step === 'data' || step === 'check' || step === 'model');
  const opened = useImport((state) => (state.isDemo ? demoName : state.opened?.name) ?? null);
  const trained = useRun(dataName);
  useRun((run) => run.saved);
  return (
    <Menu position="bottom-start" width={220}>
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
        {entries.map((id) => {
          const entry = command(id);
          return (
            <Menu.Item key={id} disabled={!entry.enabled()} onClick={runCommand(id)}>
              {entry.label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
