/** Step 1: what is open, how to open something else, and the demos. */
import { Button } from '@mantine/core';
import { IconFileUpload, IconFlask } from '@tabler/icons-react';
import { command } from '../../../session/commands';
import { runCommand } from '../../kit/runCommand';
import { useImport, useRun } from '../../../session/stores';
import { demoNames } from '../../../../dataset/demoNames';
import { count } from '../../../../present/text/numbers';
import { demoTexts } from '../../text/dataName';
import { StatList, StatRow } from '../../kit/StatRow';
import { AddressCard } from './AddressCard';
import classes from './DataPage.module.css';

export function DataPage() {
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const opened = useImport((state) => (state.demo ? null : state.opened));
  return (
    <div className={classes.page}>
      <h1>Open a perturbation screen</h1>
      <p className={classes.lead}>
        Single cells with a gene knocked out, knocked down or overexpressed, and the expression of every cell.
        Nothing is sent anywhere.
      </p>
      <div className={classes.choices}>
        <div className={classes.own}>
          <section className={classes.drop} aria-labelledby="own-title">
            <IconFileUpload size={26} stroke={1.5} aria-hidden />
            <h2 id="own-title">Your own data</h2>
            <p>
              Drop it anywhere on this page: AnnData (<b>.h5ad</b> or Zarr), <b>.h5seurat</b>, 10x (<b>.h5</b>
              , or <b>matrix.mtx</b> with its features and barcodes), <b>.loom</b>, or a table of cells and
              genes (<b>.csv .tsv .txt</b>); also <b>.gz</b> or <b>.zip</b>. A table with a label per cell, or
              a list of known edges, can come along.
            </p>
            <Button onClick={runCommand('open')}>Choose file…</Button>
          </section>
          <AddressCard />
        </div>
        <section className={classes.drop} aria-labelledby="demo-title">
          <IconFlask size={26} stroke={1.5} aria-hidden />
          <h2 id="demo-title">Demos</h2>
          <ul className={classes.demos}>
            {demoNames.map((name) => (
              <li key={name}>
                <h3>{demoTexts[name].name}</h3>
                <p>{demoTexts[name].line}</p>
                <Button
                  variant="default"
                  size="xs"
                  aria-label={command(`open-demo-${name}`).label}
                  onClick={runCommand(`open-demo-${name}`)}
                >
                  Open
                </Button>
              </li>
            ))}
          </ul>
        </section>
      </div>
      {dataset ? (
        <section className={classes.current} aria-labelledby="current-title">
          <h2 id="current-title">On screen: {demo ? demoTexts[demo].inSentence : dataset.name}</h2>
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
