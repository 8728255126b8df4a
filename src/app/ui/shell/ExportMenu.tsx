/** The menu of files that can be saved: figures, networks, tables of edges, gene sets and predictions. */
import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { exportTexts } from '../../../present/text/exports';
import type { ExportFormat } from '../../../share/exports/networkExport';
import { showScreen } from '../../session/page/actions';
import { command, exportCommand } from '../../session/page/commands';
import { useScreen } from '../../session/stores';
import { runCommand, useEnabled } from '../kit/commands';
import { EarlierRunNote } from '../panels/verdict/banners';
import { shareText } from '../text/share';
import classes from './TopBar.module.css';

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  /** Where it can be chosen if it cannot here. */
  readonly elsewhere?: string;
}

const drawn = { elsewhere: shareText.onExplore };

const figures: readonly Entry[] = [
  { id: 'export-svg', name: 'Figure (SVG)', hint: 'text stays editable', ...drawn },
  { id: 'export-png', name: 'Figure (PNG)', hint: 'for slides', ...drawn },
  { id: 'add-to-figure', name: 'Add to figure', hint: 'as a panel of a print figure', ...drawn },
  { id: 'compose', name: 'Compose a figure…', hint: 'panels, size in millimetres, caption' },
];

const sections: readonly (readonly [title: string, entries: readonly Entry[]])[] = [
  ['As shown', figures],
  ['Strongest edges', entriesOf('cx2', 'graphml', 'cyjs', 'sif')],
  ['All edges', entriesOf('tsv', 'decoupler', 'pyscenic')],
  ['Gene sets', entriesOf('gmt', 'regulons')],
  ['Predictions', entriesOf('h5ad', 'ipynb')],
];

function entriesOf(...formats: readonly ExportFormat[]): readonly Entry[] {
  return formats.map((format) => ({ id: exportCommand(format), ...exportTexts[format] }));
}

export function ExportMenu() {
  const opened = useScreen((screen) => screen.dialog === 'export');
  const enabled = useEnabled('export');
  return (
    <Menu
      opened={opened}
      onChange={(open) => showScreen({ dialog: open ? 'export' : 'none' })}
      position="bottom-end"
      width={440}
      withinPortal={false}
      withInitialFocusPlaceholder={false}
      classNames={{ dropdown: classes.dropdown, item: classes.item, itemLabel: classes.label }}
    >
      <Menu.Target>
        <Button
          variant="default"
          className={classes.button}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
          disabled={!enabled}
          title={enabled ? undefined : shareText.notTrained}
        >
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <EarlierRunNote />
        {sections.map(([title, entries]) => (
          <div key={title} role="group" aria-label={title}>
            <Menu.Label className={classes.title} aria-hidden>
              {title}
            </Menu.Label>
            {entries.map((entry) => (
              <ExportItem key={entry.id} {...entry} />
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function ExportItem({ id, name, hint: whenEnabled, elsewhere = whenEnabled }: Entry) {
  const enabled = useEnabled(id);
  const hint = enabled ? whenEnabled : elsewhere;
  return (
    <Menu.Item aria-label={`${command(id).label}, ${hint}`} disabled={!enabled} onClick={runCommand(id)}>
      {name}
      <span className={classes.hint}>{hint}</span>
    </Menu.Item>
  );
}
