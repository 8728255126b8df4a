/** The page: for reading, or as the grid of top bar, steps, the centre of the current step, inspector, status line. */
import { Drawer, Button } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import type { StepName } from '../../session/state';
import { useScreen } from '../../session/stores';
import { Inspector } from '../panels/inspector/Inspector';
import { SmallScreenNote } from '../panels/data/SmallScreenNote';
import { Centre } from './Centre';
import { Dialogs } from './Dialogs';
import { DropTarget } from './DropTarget';
import { FileInput } from './FileInput';
import { ReadingShell } from './ReadingShell';
import { RailFoot } from './RailFoot';
import classes from './Shell.module.css';
import { StatusBar } from './StatusBar';
import { StepsRail } from './StepsRail';
import { TopBar } from './TopBar';

/** Steps whose page is the network: on a narrow window they are shown to read. */
const ofNetwork: ReadonlySet<StepName> = new Set(['train', 'explore', 'perturb']);

export function Shell() {
  const narrow = useMediaQuery('(max-width: 899px)', false, { getInitialValueInEffect: false });
  const reading = useScreen(({ layout, step }) => {
    if (!ofNetwork.has(step)) return false;
    return layout === 'reading' || (layout === 'auto' && narrow);
  });
  return (
    <>
      {reading ? <ReadingShell /> : <StepsShell />}
      <DropTarget />
      <Dialogs />
    </>
  );
}

function StepsShell() {
  const step = useScreen((screen) => screen.step);
  const middling = useMediaQuery('(min-width: 900px) and (max-width: 1199px)', false) ?? false;
  const hasInspector = step !== 'evaluate';
  return (
    <div className={classes.shell} data-inspector={hasInspector && !middling ? 'beside' : 'none'}>
      <a className={classes.skip} href="#centre">
        Skip to the network
      </a>
      <TopBar />
      <StepsRail>
        <RailFoot />
      </StepsRail>
      <main className={classes.centre} id="centre" tabIndex={-1}>
        <FileInput />
        <Centre />
        <SmallScreenNote />
        {hasInspector && middling ? <InspectorDrawer /> : null}
      </main>
      {hasInspector && !middling ? (
        <aside className={classes.inspector} aria-label="Inspector">
          <Inspector />
        </aside>
      ) : null}
      <StatusBar />
    </div>
  );
}

/** Between 900 and 1200 px there is no room beside the network. */
function InspectorDrawer() {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        className={classes.openInspector}
        variant="default"
        leftSection={<IconLayoutSidebarRight size={16} stroke={1.75} aria-hidden />}
        onClick={open}
      >
        Details
      </Button>
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size={360}
        title="Details"
        padding={0}
        closeButtonProps={{ 'aria-label': 'Close' }}
        classNames={{ header: classes.drawerHeader ?? '' }}
      >
        <Inspector />
      </Drawer>
    </>
  );
}
