/** What can be had as files instead of a link. */
import { Button } from '@mantine/core';
import {
  IconFileZip,
  IconListDetails,
  IconPhoto,
  IconShare3,
  IconTable,
  IconTargetArrow,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { exportTexts } from '../../../../present/text/exports';
import { canSaveRun } from '../../../session/actions';
import { command } from '../../../session/commands';
import { exportCommand } from '../../../session/commands/exports';
import { useRun } from '../../../session/stores';
import type { ExportFormat } from '../../../../share/exports/exportFormats';
import { fileSize } from '../../../../present/text/numbers';
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
      <Row icon={<IconShare3 {...icon} />} name="Network" hint={shareText.network}>
        <Formats of={['cx2', 'graphml', 'cyjs', 'sif']} />
      </Row>
      <Row icon={<IconTable {...icon} />} name="Edges" hint={shareText.tables}>
        <Formats of={['tsv', 'decoupler', 'pyscenic']} />
      </Row>
      <Row icon={<IconListDetails {...icon} />} name="Gene sets" hint={shareText.geneSets}>
        <Formats of={['gmt', 'regulons']} />
      </Row>
      <Row icon={<IconTargetArrow {...icon} />} name="Predictions" hint={shareText.predictions}>
        <Formats of={['h5ad']} />
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

function Formats({ of }: { of: readonly ExportFormat[] }) {
  return of.map((format) => (
    <CommandButton key={format} id={exportCommand(format)} label={exportTexts[format].short} />
  ));
}

function CommandButton({ id, label }: { id: string; label: string }) {
  return (
    <Button variant="default" disabled={!command(id).enabled()} onClick={runCommand(id)}>
      {label}
    </Button>
  );
}
