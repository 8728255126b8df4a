/** The invitation to drop a file, in the rail of every step that leaves room for it. */
import { Button } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { runCommand } from '../../kit/runCommand';
import classes from './DropCard.module.css';

export function DropCard() {
  return (
    <section className={classes.card} aria-labelledby="drop-title">
      <h3 id="drop-title" className={classes.title}>
        <IconFileUpload size={17} stroke={1.75} aria-hidden /> Drop your own screen
      </h3>
      <p>
        Anywhere on this page: <b>.h5ad</b>, 10x, h5Seurat, loom, Zarr, CSV or TSV. It is read here and stays
        on this computer.
      </p>
      <Button variant="default" onClick={runCommand('open')}>
        Choose file…
      </Button>
    </section>
  );
}
