/** What can be saved as a file, from the command registry; also opened by its shortcut. */
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { showScreen } from '../../session/actions';
import { command } from '../../session/commands';
import { runCommand } from '../kit/runCommand';
import { useRun, useScreen } from '../../session/stores';

const entries = [
  { id: 'download-edges', hint: 'every regulator → gene pair, signed and ranked' },
  { id: 'export-svg', hint: 'the network as shown, text stays editable' },
  { id: 'export-png', hint: 'the network as shown, for slides' },
] as const;

export function ExportMenu() {
  const opened = useScreen((screen) => screen.dialog === 'export');
  // A network exists from the first snapshot on.
  useRun((run) => run.summary.step > 0 || run.result !== null);
  return (
    <Menu
      opened={opened}
      onChange={(open) => {
        showScreen({ dialog: open ? 'export' : 'none' });
      }}
      position="bottom-end"
      width={290}
    >
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {entries.map(({ id, hint }) => {
          const entry = command(id);
          return (
            <Menu.Item key={id} disabled={!entry.enabled()} onClick={runCommand(id)}>
              {entry.label}
              <span style={{ display: 'block', fontSize: 12, color: 'var(--text-3)' }}>{hint}</span>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
