/**
 * Steps 2 and 3 on one page: what was found in the file, each guess changeable; then genes, regulators, what is held out
 * and the settings of the model. Train (top bar) may be pressed from anywhere on it.
 */
import { Button } from '@mantine/core';
import { memo, useEffect, useMemo, useRef } from 'react';
import { cancelImport, changeMapping, confirmMapping } from '../../../session/actions';
import { runCommand } from '../../kit/runCommand';
import { useImport, useRun, useScreen } from '../../../session/stores';
import { count, fileSize } from '../../../../present/text/numbers';
import { demoTexts } from '../../text/dataName';
import { Message } from '../../kit/Message';
import { ModelSection } from '../model/ModelSection';
import classes from './CheckPage.module.css';
import { ControlQuestion } from './ControlQuestion';
import { GeneSet } from './GeneSet';
import { LoadNotes } from './LoadNotes';
import { NoLabels } from './NoLabels';
import { GuessTable } from './GuessTable';
import { Notes } from './Notes';
import { QualitySection } from './QualitySection';
import { ReadyBar } from './ReadyBar';
import { TableShape } from './TableShape';

// A step that is shown or values that are there change nothing in these; drawing all of them again takes the page's thread 50 ms.
const Guesses = memo(GuessTable);
const AllNotes = memo(Notes);
const Genes = memo(GeneSet);
const Quality = memo(QualitySection);
const Model = memo(ModelSection);

export function CheckPage() {
  const step = useScreen((screen) => screen.step);
  const opened = useImport((state) => state.opened);
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const fileName = useImport((state) => (state.demo ? demoTexts[state.demo].inSentence : state.fileName));
  const dataset = useImport((state) => (state.phase === 'ready' ? state.dataset : null));
  const truth = useImport((state) => state.truth?.name);
  const hasRun = useRun((run) => run.dataset !== null);
  const model = useRef<HTMLElement>(null);
  const notes = useMemo(
    () => [...(opened?.notes ?? []), ...(recognition?.notes ?? [])],
    [opened, recognition],
  );
  useEffect(() => {
    if (step === 'model') model.current?.scrollIntoView({ block: 'start' });
  }, [step]);
  if (!opened || !recognition || !mapping) {
    return (
      <div className={classes.page}>
        <h1>Check and model</h1>
        <Message
          tone="plain"
          title={hasRun ? 'The file of this run is not open' : 'No file is open'}
          actions={<Button onClick={runCommand('open')}>Choose file…</Button>}
        >
          <p>What a file says about its cells, and every guess about it, appears here.</p>
        </Message>
        {hasRun ? (
          <section ref={model} className={classes.section}>
            <Model />
          </section>
        ) : null}
      </div>
    );
  }
  const genes = opened.genes[mapping.matrix]?.index.length ?? 0;
  const controlsFile = opened.notes.find((note) => note.tag === 'controls-file') ?? null;
  const asksForControl = mapping.control.mode !== 'cells' || controlsFile !== null;
  return (
    <>
      <div className={classes.page}>
        <header>
          <h1 title={fileName ?? undefined}>Check what was found in {fileName}</h1>
          <p className={classes.lead}>
            {count(opened.cells)} cells × {count(genes)} genes, {fileSize(opened.bytes)}, read on this
            computer{truth ? `, with the known edges of ${truth}` : ''}. Change anything that is wrong.
          </p>
        </header>
        <Guesses opened={opened} recognition={recognition} mapping={mapping} onChange={changeMapping} />
        {opened.table ? <TableShape table={opened.table} /> : null}
        {mapping.perturbationColumn === '' ? <NoLabels columns={opened.obs.length} /> : null}
        {mapping.perturbationColumn === '' || !asksForControl ? null : (
          <ControlQuestion
            column={mapping.perturbationColumn}
            byTime={mapping.timeColumn !== null}
            recognition={recognition}
            control={mapping.control}
            added={controlsFile}
            onChange={(control) => {
              changeMapping({ control });
            }}
          />
        )}
        <AllNotes notes={notes} />
        {mapping.perturbationColumn === '' ? null : (
          <>
            <Genes mapping={mapping} genes={genes} />
            <Quality mapping={mapping} bytes={opened.bytes} />
            <section ref={model} className={classes.section}>
              {dataset ? <LoadNotes dataset={dataset} /> : null}
              <Model />
            </section>
          </>
        )}
      </div>
      <ReadyBar step={step} onBack={cancelImport} onContinue={() => void confirmMapping()} />
    </>
  );
}
