/** Undo, redo, light or dark, and the list of shortcuts. */
import { ActionIcon, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconHelp, IconMoon, IconSun } from '@tabler/icons-react';
import { showScreen } from '../../session/actions';
import { redoView, undoView } from '../../session/actions';
import { useView } from '../../session/stores';

const icon = { size: 17, stroke: 1.75, 'aria-hidden': true } as const;
const button = { variant: 'subtle', color: 'gray', size: 30 } as const;

export function UndoButtons() {
  const canUndo = useView((history) => history.past.length > 0);
  const canRedo = useView((history) => history.future.length > 0);
  return (
    <>
      <ActionIcon {...button} aria-label="Undo" disabled={!canUndo} onClick={undoView}>
        <IconArrowBackUp {...icon} />
      </ActionIcon>
      <ActionIcon {...button} aria-label="Redo" disabled={!canRedo} onClick={redoView}>
        <IconArrowForwardUp {...icon} />
      </ActionIcon>
    </>
  );
}

export function ToolButtons() {
  const scheme = useComputedColorScheme('light');
  const { setColorScheme } = useMantineColorScheme();
  const other = scheme === 'light' ? 'dark' : 'light';
  return (
    <>
      <ActionIcon
        {...button}
        aria-label={`Switch to ${other} colours`}
        onClick={() => {
          setColorScheme(other);
        }}
      >
        {scheme === 'light' ? <IconMoon {...icon} /> : <IconSun {...icon} />}
      </ActionIcon>
      <ActionIcon
        {...button}
        aria-label="Keyboard shortcuts and help"
        onClick={() => {
          showScreen({ dialog: 'shortcuts' });
        }}
      >
        <IconHelp {...icon} />
      </ActionIcon>
    </>
  );
}
