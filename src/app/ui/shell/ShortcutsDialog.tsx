/** Help: the guide, all keyboard shortcuts, with a switch for single-key ones, and the version of the program. */
import { Button, CloseButton, Modal, Switch } from '@mantine/core';
import { program } from '../../../inference/run/program';
import { showScreen } from '../../session/page/actions';
import { commands } from '../../session/page/commands';
import { useScreen } from '../../session/stores';
import { printShortcut, runCommand, useEnabled } from '../kit/commands';
import { tourText } from '../text/tour';
import classes from './ShortcutsDialog.module.css';

/** Missing while other data than the demo are on screen. */
function TourButton() {
  const enabled = useEnabled('tour');
  if (!enabled) return null;
  return (
    <Button variant="default" mt="md" onClick={runCommand('tour')}>
      {tourText.label}
    </Button>
  );
}

export function ShortcutsDialog() {
  const singleKeys = useScreen((screen) => screen.singleKeyShortcuts);
  const listed = commands.filter((command) => command.shortcuts.length > 0);
  const groups = [...new Set(listed.map((command) => command.group))];
  return (
    <Modal opened size="lg" withCloseButton={false} onClose={() => showScreen({ dialog: 'none' })}>
      <div className={classes.head}>
        <Modal.Title>Keyboard shortcuts</Modal.Title>
        <Button component="a" href="./guide/" target="_blank" variant="default" className={classes.guide}>
          Guide
        </Button>
        <CloseButton aria-label="Close" onClick={() => showScreen({ dialog: 'none' })} />
      </div>
      <div className={classes.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl className={classes.list}>
              {listed
                .filter((command) => command.group === group)
                .map((command) => (
                  <div key={command.id}>
                    <dt>{command.label}</dt>
                    <dd>
                      {command.shortcuts.map((shortcut) => (
                        <kbd key={shortcut}>{printShortcut(shortcut)}</kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <Switch
        size="xs"
        mt="md"
        label="Single-key shortcuts"
        description="Turn off if they interfere with speech input."
        checked={singleKeys}
        onChange={(event) => showScreen({ singleKeyShortcuts: event.currentTarget.checked })}
      />
      <TourButton />
      <p className={classes.network}>
        In the network: Tab enters, arrow keys move to the nearest gene, N follows the edges of a gene, Enter
        opens it. The tables below the network list the same edges and genes.
      </p>
      <p className={classes.network}>Modulode {program}</p>
    </Modal>
  );
}
