/** What can be had as files instead of a link. */
import { Button } from '@mantine/core';
import { IconFileZip, IconPhoto, IconTable } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { canSaveRun } from '../../../session/actions';
import { command } from '../../../session/commands';
import { useRun } from '../../../session/stores';
import { fileSize } from '../../../sentences/numbers';
import { runCommand } from '../../kit/runCommand';
import { shareText } from '../../text/share';
import classes from './ShareDialog.module.css';

const icon = { size: 16, stroke: 1.75, 'aria-hidden': true } as const;

/** Bytes become four characters for three; the cells' values are nearly all of it. */
const inText = 4 / 3;

export function Downloads() {
  const bytes = useRun((run) => (run.dataset?.values.byteLength ?? 0) * inText);
  return (
    <section className={classes.downloads} aria-labelledby="downloads-title">
      <h3 id="downloads-title" className="caption">
        {shareText.orDownload}
      </h3>
      <Row
        icon={<IconFileZip {...icon} />}
        name="Everything"
        hint={canSaveRun() ? `${shareText.everything} About ${fileSize(bytes)}.` : shareText.noCells}
      >
        <CommandButton id="save-run" label="Save run" />
      </Row>
      <Row icon={<IconPhoto {...icon} />} name="Figure" hint={shareText.figure}>
        <CommandButton id="export-svg" label="SVG" />
        <CommandButton id="export-png" label="PNG 300 dpi" />
      </Row>
      <Row icon={<IconTable {...icon} />} name="Edges" hint={shareText.tables}>
        <CommandButton id="download-edges" label="TSV" />
      </Row>
    </section>
  );
}

function Row(props: { icon: ReactNode; name: string; hint: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      {props.icon}
      <b>{props.name}</b>
      <span className={classes.hint}>{props.hint}</span>
      <span className={classes.buttons}>{props.children}</span>
    </div>
  );
}

function CommandButton({ id, label }: { id: string; label: string }) {
  return (
    <Button variant="default" disabled={!command(id).enabled()} onClick={runCommand(id)}>
      {label}
    </Button>
  );
}
