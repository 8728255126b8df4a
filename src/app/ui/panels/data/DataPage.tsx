/** The open data, ways to open other data, and the demos. */
import { Button, TextInput } from '@mantine/core';
import { IconFileUpload, IconFlask, IconWorldDownload } from '@tabler/icons-react';
import { useId, useState } from 'react';
import { keptCells, demoNames, type DemoName } from '../../../../dataset/dataset';
import { count } from '../../../../present/text/format';
import { openAddress } from '../../../session/page/actions';
import { command } from '../../../session/page/commands';
import { useArrival, useImport, useRun } from '../../../session/stores';
import { StatList, StatRow } from '../../kit/blocks';
import { Fold } from '../../kit/Fold';
import { runCommand } from '../../kit/commands';
import { demoTexts } from '../../text/data';
import { FrozenScreens } from './FrozenScreens';
import classes from './DataPage.module.css';

/** The purpose of each demo. */
const demoLines: Readonly<Record<DemoName, string>> = {
  myeloid: '11 blood-cell genes, true edges known (Krumsiek et al. 2011).',
  sachs: '11 proteins of T cells under inhibitors (Sachs et al. 2005).',
  hundred: 'An acyclic network of 100 genes, 40 regulators knocked out.',
  loops: '24 genes with feedback loops, 16 knocked out.',
};

/** Published screens, downloaded on request, as harmonised by scPerturb (Peidli et al. 2024, doi 10.1038/s41592-023-02144-y). */
const publicScreens = [
  {
    name: 'Datlinger et al. 2017, Nature Methods',
    line: 'Knockouts in T-cell receptor signalling, Jurkat cells: about 5,900 cells.',
    doi: '10.1038/nmeth.4177',
    file: 'DatlingerBock2017.h5ad',
  },
  {
    name: 'Dixit et al. 2016, Cell',
    line: 'Transcription factors knocked out in K562 cells, after 13 days.',
    doi: '10.1016/j.cell.2016.11.038',
    file: 'DixitRegev2016_K562_TFs_13_days.h5ad',
  },
  {
    name: 'Adamson et al. 2016, Cell',
    line: 'Genes of the unfolded protein response knocked down in K562 cells.',
    doi: '10.1016/j.cell.2016.11.048',
    file: 'AdamsonWeissman2016_GSM2406681_10X010.h5ad',
  },
  {
    name: 'Norman et al. 2019, Science',
    line: 'Genes activated alone and in pairs in K562 cells: about 111,000 cells.',
    doi: '10.1126/science.aax4438',
    file: 'NormanWeissman2019_filtered.h5ad',
  },
  {
    name: 'Replogle et al. 2022, Cell',
    line: 'About 2,000 essential genes knocked down in K562 cells: about 310,000 cells, more than 1 GB.',
    doi: '10.1016/j.cell.2022.05.013',
    file: 'ReplogleWeissman2022_K562_essential.h5ad',
  },
] as const;

const collection = { name: 'scPerturb', address: 'https://zenodo.org/records/13350497' };

function addressOfScreen({ file }: { readonly file: string }): string {
  return `${collection.address}/files/${file}`;
}

export function DataPage() {
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const opened = useImport((state) => (state.demo ? null : state.opened));
  return (
    <div className={classes.page}>
      <h1>Open a perturbation screen</h1>
      <p className={classes.lead}>
        Cells with a gene knocked out, knocked down or overexpressed. Nothing is uploaded.
      </p>
      <section className={`${classes.drop} ${classes.own}`} aria-labelledby="own-title">
        <IconFileUpload size={26} stroke={1.5} aria-hidden />
        <div>
          <h2 id="own-title">Your own data</h2>
          <p>Drop a file anywhere on this page.</p>
        </div>
        <Button onClick={runCommand('open')}>Choose file…</Button>
        <Fold title="Formats" line="">
          <p>
            AnnData (<b>.h5ad</b> or Zarr), <b>.h5seurat</b>, 10x (<b>.h5</b>, or <b>matrix.mtx</b> with its
            features and barcodes), <b>.loom</b>, or a table of cells and genes (<b>.csv .tsv .txt</b>
            ); also <b>.gz</b> or <b>.zip</b>. You can add a table with one label per cell, or a list of known
            edges.
          </p>
        </Fold>
      </section>
      <FrozenScreens />
      <div className={classes.choices}>
        <section className={classes.drop} aria-labelledby="demo-title">
          <IconFlask size={26} stroke={1.5} aria-hidden />
          <h2 id="demo-title">Demos</h2>
          <ul className={classes.demos}>
            {demoNames.map((name) => (
              <li key={name}>
                <h3>{demoTexts[name].name}</h3>
                <p>{demoLines[name]}</p>
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
        <AddressCard />
      </div>
      {dataset ? (
        <section className={classes.current} aria-labelledby="current-title">
          <h2 id="current-title">On screen: {demo ? demoTexts[demo].inSentence : dataset.name}</h2>
          <StatList>
            <StatRow label="Cells">{count(keptCells(dataset))}</StatRow>
            <StatRow label="Genes in the model">{count(dataset.genes.length)}</StatRow>
            <StatRow label="Candidate regulators">{count(dataset.candidates.length)}</StatRow>
            <StatRow label="Conditions">{count(dataset.conditions.length)}</StatRow>
            {opened ? <StatRow label="File">{opened.name}</StatRow> : null}
          </StatList>
        </section>
      ) : null}
    </div>
  );
}

/** A file from the web: by its address, which a link may contain, or from a list of published screens. */
function AddressCard() {
  const brought = useArrival((state) => state.address);
  const [typed, setTyped] = useState(brought?.url ?? '');
  const busy = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  const title = useId();
  return (
    <section className={classes.drop} aria-labelledby={title}>
      <IconWorldDownload size={26} stroke={1.5} aria-hidden />
      <h2 id={title}>From the web</h2>
      {brought ? (
        <p role="status" className={classes.brought}>
          This link refers to <b>{brought.file}</b> on <b>{brought.host}</b>. Nothing is downloaded until you
          press the button.
        </p>
      ) : (
        <p>Downloaded into this tab; never uploaded.</p>
      )}
      <form
        className={classes.address}
        onSubmit={(event) => {
          event.preventDefault();
          void openAddress(typed);
        }}
      >
        <TextInput
          label="Address of a file"
          placeholder="https://…/screen.h5ad"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          spellCheck={false}
          autoComplete="off"
          inputMode="url"
        />
        <Button type="submit" variant={brought ? 'filled' : 'default'} disabled={busy || typed.trim() === ''}>
          Download and open
        </Button>
      </form>
      <Fold title="Published screens" line="">
        <p>
          On Zenodo, harmonised by{' '}
          <a href={collection.address} target="_blank" rel="noreferrer">
            {collection.name}
          </a>
          . Downloads start on click.
        </p>
        <ul className={classes.demos}>
          {publicScreens.map((screen) => (
            <li key={screen.file}>
              <h3>
                <a href={`https://doi.org/${screen.doi}`} target="_blank" rel="noreferrer">
                  {screen.name}
                </a>
              </h3>
              <p>{screen.line}</p>
              <Button
                variant="default"
                size="xs"
                aria-label={`Download ${screen.name}`}
                disabled={busy}
                onClick={() => void openAddress(addressOfScreen(screen))}
              >
                Download
              </Button>
            </li>
          ))}
        </ul>
      </Fold>
    </section>
  );
}
