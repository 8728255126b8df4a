/** The inspector behind a button. */
import { Button, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconLayoutSidebarRight } from '@tabler/icons-react';
import { useEffect } from 'react';
import { onViewEvent } from '../../session/view/viewBus';
import { Inspector } from '../panels/inspector/Inspector';
import classes from './App.module.css';

/** Between 900 and 1200 px the inspector has no room beside the network, but on Perturb. */
export function InspectorDrawer() {
  const [opened, { open, close }] = useDisclosure(false);
  useEffect(() => onViewEvent('openDetails', open), [open]);
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
