/** Steps 2 and 3: the content of the file with every guess editable, genes, quality rules, and the model. */
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef } from 'react';
import type { OpenedFile } from '../../../../dataset/annotation';
import type { GuideStrength } from '../../../../dataset/dataset';
import { isRatio } from '../../../../dataset/mapping';
import { fileSize, plural } from '../../../../present/text/format';
import { effectsSentence } from '../../../../present/text/diagnosis';
import { readiness } from '../../../../present/text/mapping';
import { rowNounOfFile } from '../../../../present/text/rows';
import { cancelImport, confirmMapping, readTableAs, train } from '../../../session/page/actions';
import type { StepName } from '../../../session/state';
import { useImport, useRun, useScreen } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { runCommand } from '../../kit/commands';
import { demoTexts, tableShape } from '../../text/data';
import { ModelSection } from './ModelSection';
import classes from './CheckPage.module.css';
import { ControlQuestion } from './ControlQuestion';
import { GeneColumns } from './GeneColumns';
import { GeneSet } from './GeneSet';
import { GuessTable } from './GuessTable';
import { LoadNotes, Notes } from './Notes';
import { QualitySection } from './QualitySection';

// Memoised: these do not depend on the step or on loaded values, and rendering all of them takes 50 ms.
const Guesses = memo(GuessTable);
const AllNotes = memo(Notes);
const Columns = memo(GeneColumns);
const Genes = memo(GeneSet);
const Quality = memo(QualitySection);
const Model = memo(ModelSection);

export function CheckPage() {
  const step = useScreen((screen) => screen.step);
  const opened = useImport((state) => state.opened);
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const demo = useImport((state) => state.demo);
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
          text="The contents of a file and their interpretation appear here."
          actions={<Button onClick={runCommand('open')}>Choose file…</Button>}
        />
        {hasRun ? (
          <section ref={model} className={classes.section}>
            <Model />
          </section>
        ) : null}
      </div>
    );
  }
  const name = demo ? demoTexts[demo].inSentence : opened.name;
  const names = opened.genes[mapping.matrix]?.index ?? [];
  const genes = names.length;
  const row = rowNounOfFile(recognition.takingPart, mapping);
  const controlsFile = opened.notes.find((note) => note.tag === 'controls-file') ?? null;
  const asksForControl =
    (mapping.control.mode !== 'cells' && !isRatio(mapping.values)) || controlsFile !== null;
  return (
    <>
      <div className={classes.page}>
        <header>
          <h1 title={name}>Check {name}</h1>
          <p className={classes.lead}>
            {plural(opened.cells, row)} × {plural(genes, 'gene')}, {fileSize(opened.bytes)}, read on this
            computer{truth ? `, with the known edges of ${truth}` : ''}. Change anything that is wrong.
          </p>
        </header>
        {/* What needs an answer comes before what is to be confirmed. */}
        {mapping.perturbationColumn === '' ? <NoLabels columns={opened.obs.length} /> : null}
        {mapping.perturbationColumn === '' || !asksForControl ? null : (
          <ControlQuestion mapping={mapping} labels={recognition.labels} added={controlsFile} />
        )}
        <Guesses opened={opened} recognition={recognition} mapping={mapping} />
        {opened.table ? <TableShape table={opened.table} /> : null}
        {opened.table?.rows === 'cells' || opened.numericColumns ? (
          <Columns opened={opened} genes={names} />
        ) : null}
        <AllNotes notes={notes} />
        {mapping.perturbationColumn === '' ? null : (
          <>
            <Genes mapping={mapping} genes={genes} />
            <Quality mapping={mapping} bytes={opened.bytes} />
            <section ref={model} className={classes.section}>
              {dataset ? <LoadNotes dataset={dataset} /> : null}
              <Effects />
              <Model />
            </section>
          </>
        )}
      </div>
      <ReadyBar step={step} />
    </>
  );
}

const noGuides: readonly GuideStrength[] = [];

/** How many perturbations have a measurable effect, once the values are read. */
function Effects() {
  const effects = useImport((state) => (state.phase === 'ready' ? state.effects : null));
  const guides = useImport((state) => state.dataset?.guides) ?? noGuides;
  if (effects === null) return null;
  const text = effectsSentence(effects, guides);
  return (
    <div className={classes.effects}>
      {effects.measurable > 0 ? (
        <p>{text}</p>
      ) : (
        <Message
          tone="warning"
          title={effects.sharedBy ? 'Only a shared response' : 'No measurable effect'}
          text={text}
        />
      )}
    </div>
  );
}

/** Shown where no column names the perturbed gene: what is missing and how to add it. */
function NoLabels({ columns }: { columns: number }) {
  return (
    <Message
      tone="warning"
      title="This file does not name the perturbed gene of each cell"
      text={`${
        columns > 0 ? 'Choose the column that does under “Perturbation column”. Otherwise, drop' : 'Drop'
      } two files together: this one and a table with one row per cell, its name and its perturbed gene (or “control”).`}
      actions={<Button onClick={runCommand('open')}>Choose files…</Button>}
    />
  );
}

/** The recognised shape of a table (rows, header); another choice reads the file again. */
function TableShape({ table }: { table: NonNullable<OpenedFile['table']> }) {
  const { rows, firstLine } = tableShape;
  return (
    <section aria-label={tableShape.title} className={classes.fields}>
      <Choice
        label={rows.label}
        data={rows.options}
        value={table.rows}
        onChange={(chosen) => void readTableAs({ rows: chosen })}
      />
      <Choice
        label={firstLine.label}
        data={firstLine.options}
        value={table.firstLine}
        onChange={(chosen) => void readTableAs({ firstLine: chosen })}
      />
    </section>
  );
}

/** The foot of the Check page: whether the file is usable as mapped, and the button to continue. */
function ReadyBar({ step }: { step: StepName }) {
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const left = useImport((state) => state.quality?.takingPart);
  const busy = useImport((state) => state.phase === 'loading' || state.phase === 'reading');
  const imported = useImport((state) => state.dataset);
  // A new run discards the one under way; its file would have to be opened again.
  const ends = useRun((run) => {
    const underWay = run.phase === 'running' || run.phase === 'paused' || run.phase === 'preparing';
    return underWay && !run.demo && run.dataset !== imported ? (run.dataset?.name ?? null) : null;
  });
  if (!recognition || !mapping) return null;
  const { text, ready } = readiness(recognition, mapping, left);
  return (
    <div className={classes.bar}>
      <output aria-label="Readiness">
        {text}
        {ends === null ? '' : `. Training ends the run of ${ends}.`}
      </output>
      <Button variant="default" size="sm" onClick={cancelImport}>
        Close this file
      </Button>
      {step === 'model' ? (
        <Button size="sm" disabled={!ready || busy} onClick={() => void train()}>
          Train the network
        </Button>
      ) : (
        <Button
          size="sm"
          disabled={!ready || busy}
          rightSection={<IconArrowRight size={16} stroke={1.75} aria-hidden />}
          onClick={() => void confirmMapping()}
        >
          Continue to model
        </Button>
      )}
    </div>
  );
}
