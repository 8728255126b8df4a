/** Search for a gene or a command by name: one list for both, loaded when first asked for. */
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight';
import '@mantine/spotlight/styles.css';
import { useEffect } from 'react';
import { select, showScreen } from '../../session/actions';
import { commands } from '../../session/commands';
import { useRun } from '../../session/stores';
import { runCommand } from '../kit/runCommand';
import { printShortcut } from './printShortcut';

const most = 12;
const [store, palette] = createSpotlight();

export function Palette() {
  const genes = useRun((run) => run.dataset?.genes);
  useEffect(() => {
    palette.open();
    return palette.close;
  }, []);
  const actions: SpotlightActionGroupData[] = [
    {
      group: 'Genes',
      actions: (genes ?? []).map((name, gene) => ({
        id: `gene ${gene}`,
        label: name,
        onClick: () => {
          select({ kind: 'gene', gene });
        },
      })),
    },
    {
      group: 'Commands',
      actions: commands
        .filter((command) => command.enabled() && command.id !== 'search' && command.id !== 'back')
        .map((command) => ({
          id: command.id,
          label: command.label,
          description: command.shortcuts.map(printShortcut).join(' or '),
          onClick: runCommand(command.id),
        })),
    },
  ];
  return (
    <Spotlight
      store={store}
      shortcut={null}
      actions={actions}
      limit={most}
      nothingFound="No gene or command has this in its name."
      searchProps={{ placeholder: 'Gene or command', 'aria-label': 'Gene or command' }}
      onSpotlightClose={() => {
        showScreen({ dialog: 'none' });
      }}
    />
  );
}
