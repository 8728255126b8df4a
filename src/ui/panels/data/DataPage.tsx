/** Step 1: what is open, how to open something else, and the demo. */
import { Button } from '@mantine/core';
import { IconFileUpload, IconFlask } from '@tabler/icons-react';
import { runCommand } from '../../kit/runCommand';
import { useImport, useRun } from '../../../session/stores';
import { count } from '../../kit/numbers';
import { StatList, StatRow } from '../../kit/StatRow';
import classes from './DataPage.module.css';

export function DataPage() {
  const dataset = useRun((run) => run.dataset);
  const isDemo = useRun((run) => run.isDemo);
  const opened = useImport((state) => (state.isDemo ? null : state.opened));
  return (
    <div className={classes.page}>
      <h1>Open a perturbation screen</h1>
      <p className={classes.lead}>
        Single cells with a gene knocked out, knocked down or overexpressed, and the expression of every cell.
        Nothing is sent anywhere.
      </p>
      <div className={classes.choices}>
        <section className={classes.drop} aria-labelledby="own-title">
          <IconFileUpload size={26} stroke={1.5} aria-hidden />
          <h2 id="own-title">Your own data</h2>
          <p>
            Drop it anywhere on this page: AnnData (<b>.h5ad</b>), 10x (<b>.h5</b>, or <b>matrix.mtx</b> with
            its features and barcodes), <b>.loom</b>, or a table of cells and genes (<b>.csv .tsv .txt</b>);
            also <b>.gz</b> or <b>.zip</b>. A table with a label per cell, or a list of known edges, can come
            along.
          </p>
          <Button onClick={runCommand('open')}>Choose file…</Button>
        </section>
        <section className={classes.drop} aria-labelledby="demo-title">
          <IconFlask size={26} stroke={1.5} aria-hidden />
          <h2 id="demo-title">The demo</h2>
          <p>
            A simulated screen of the myeloid differentiation network (Krumsiek et al. 2011): 11 genes, its
            true edges known.
          </p>
          <Button variant="default" onClick={runCommand('open-demo')}>
            Open the demo
          </Button>
        </section>
      </div>
      {dataset ? (
        <section className={classes.current} aria-labelledby="current-title">
          <h2 id="current-title">On screen: {isDemo ? 'the demo' : dataset.name}</h2>
          <StatList>
            <StatRow label="Cells">{count(dataset.cells)}</StatRow>
            <StatRow label="Genes in the model">{count(dataset.genes.length)}</StatRow>
            <StatRow label="Candidate regulators">{count(dataset.candidates.length)}</StatRow>
            <StatRow label="Conditions">{count(dataset.conditions.length)}</StatRow>
            {opened ? <StatRow label="File that is open">{opened.name}</StatRow> : null}
          </StatList>
        </section>
      ) : null}
    </div>
  );
}
