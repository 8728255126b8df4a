/** The content of the open file with every guess editable, its genes and its quality rules. */
import { Button, Checkbox } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { memo, useId, useMemo, useState } from 'react';
import type { NumericColumn, OpenedFile } from '../../../../dataset/annotation';
import { type Mapping, isRatio } from '../../../../dataset/mapping';
import { count, fileSize, listOf, plural } from '../../../../present/text/format';
import { foldedRowsText, guessRows, needsNoLook } from '../../../../present/text/mapping';
import { rowNounOfFile } from '../../../../dataset/rows';
import {
  cancelImport,
  changeMapping,
  confirmMapping,
  readTableAs,
  showScreen,
  takeColumns,
} from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import { Message } from '../../kit/blocks';
import { Choice } from '../../kit/Choice';
import { runCommand } from '../../kit/commands';
import { Fold } from '../../kit/Fold';
import { demoTexts } from '../../text/data';
import classes from './CheckPage.module.css';
import { ControlQuestion } from './ControlQuestion';
import { GeneSet } from './GeneSet';
import { LabelsTable } from './LabelsTable';
import { Notes } from './Notes';
import { QualitySection } from './QualitySection';
import { ReadyBar } from './ReadyBar';
import { guessReasonText, columnReasonText } from '../../../../present/text/recognition';
import type { Certainty as CertaintyLevel, Guess, Recognition } from '../../../../dataset/recognition';
import guessTableClasses from './GuessTable.module.css';

// Memoised: these do not depend on loaded values, and rendering all of them takes 50 ms.
const Guesses = memo(GuessTable);
const AllNotes = memo(Notes);
const Columns = memo(GeneColumns);
const Genes = memo(GeneSet);
const Quality = memo(QualitySection);
const Labels = memo(LabelsTable);

export function CheckPage() {
  const opened = useImport((state) => state.opened);
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const demo = useImport((state) => state.demo);
  const truth = useImport((state) => state.truth?.name);
  const notes = useMemo(
    () => [...(opened?.notes ?? []), ...(recognition?.notes ?? [])],
    [opened, recognition],
  );
  if (!opened || !recognition || !mapping) return null;
  const name = demo ? demoTexts[demo].inSentence : opened.name;
  const names = opened.genes[mapping.matrix]?.index ?? [];
  const genes = names.length;
  const row = rowNounOfFile(opened, recognition.takingPart, mapping);
  const isForEffects = recognition.blocked === 'effects-only';
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
          <ControlQuestion mapping={mapping} recognition={recognition} added={controlsFile} />
        )}
        <Guesses opened={opened} recognition={recognition} mapping={mapping} />
        {opened.table ? <TableShape table={opened.table} /> : null}
        {opened.table?.rows === 'cells' || opened.numericColumns ? (
          <Columns opened={opened} genes={names} />
        ) : null}
        <AllNotes notes={notes} row={row} isBlocked={recognition.blocked !== null} />
        {recognition.labels.length > 0 ? <Labels mapping={mapping} labels={recognition.labels} /> : null}
        {mapping.perturbationColumn === '' ? null : (
          <>
            {isForEffects ? null : <Genes mapping={mapping} genes={genes} />}
            <Quality row={row} mapping={mapping} bytes={opened.bytes} />
          </>
        )}
      </div>
      <ReadyBar>
        {(isReady) => (
          <>
            <Button variant="subtle" color="gray" size="sm" onClick={cancelImport}>
              Close this file
            </Button>
            {isForEffects ? null : (
              <Button
                variant="subtle"
                color="gray"
                size="sm"
                disabled={!isReady}
                onClick={() => void confirmMapping()}
              >
                Continue to model
              </Button>
            )}
            <Button
              size="sm"
              disabled={!isReady}
              rightSection={<IconArrowRight size={16} stroke={1.75} aria-hidden />}
              onClick={() => showScreen({ step: 'effects' })}
            >
              See the effects
            </Button>
          </>
        )}
      </ReadyBar>
    </>
  );
}

/** Shown where no column names the perturbed gene: what is missing and how to add it. */
function NoLabels({ columns }: { columns: number }) {
  return (
    <Message
      tone="warning"
      title="This file does not name the perturbed gene of each cell"
      text={`${
        columns > 0 ? 'Choose that column under “Perturbation column”. Otherwise, drop' : 'Drop'
      } two files together: this one, and a table with the name and the perturbed gene (or “control”) of each cell.`}
      actions={<Button onClick={runCommand('open')}>Choose files…</Button>}
    />
  );
}

const tableShape = {
  title: 'Shape of the table',
  rows: {
    label: 'Rows are',
    options: [
      { value: 'cells', label: 'cells or samples' },
      { value: 'genes', label: 'genes' },
    ],
  },
  firstLine: {
    label: 'The first line is',
    options: [
      { value: 'names', label: 'column names' },
      { value: 'values', label: 'values' },
    ],
  },
} as const;

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

/** One row per guess about the file: value, examples from the file, reason and certainty. Each is editable; what is sure or absent is one line until asked. */
function GuessTable(props: { opened: OpenedFile; recognition: Recognition; mapping: Mapping }) {
  const [isOpen, setOpen] = useState(false);
  const rows = guessRows(props.opened, props.recognition, props.mapping).map((row) => ({
    row,
    guess: props.recognition.guesses.find((guess) => guess.field === row.field),
  }));
  const folded = rows.filter(({ guess }) => guess && needsNoLook(guess)).map(({ row }) => row);
  // Rows keep their places, so that one being changed keeps the focus.
  return (
    <div>
      {rows.map(({ row, guess }) => (
        <GuessRow key={row.label} row={row} guess={guess} isHidden={!isOpen && folded.includes(row)} />
      ))}
      {folded.length > 0 ? (
        <button
          type="button"
          className={guessTableClasses.fold}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Show only what needs checking' : foldedRowsText(folded)}
        </button>
      ) : null}
    </div>
  );
}

function GuessRow(props: {
  row: ReturnType<typeof guessRows>[number];
  guess: Guess | undefined;
  isHidden: boolean;
}) {
  const { row, guess } = props;
  const id = useId();
  return (
    <div className={guessTableClasses.row} hidden={props.isHidden}>
      <label htmlFor={id} className={guessTableClasses.label}>
        {row.label}
      </label>
      <Choice
        id={id}
        data={row.options}
        value={row.value}
        aria-describedby={guess ? `${id}-why` : undefined}
        onChange={(value) => changeMapping(row.change(value))}
      />
      <span className={guessTableClasses.samples}>
        {guess?.samples.map((sample, place) => (
          // Samples may repeat; the index identifies them.
          <code key={place} className={guessTableClasses.sample}>
            {sample}
          </code>
        ))}
      </span>
      <span id={`${id}-why`} className={guessTableClasses.why}>
        {guess && guessReasonText(guess.reason)}
      </span>
      <span>{guess ? <Certainty level={guess.certainty} /> : null}</span>
    </div>
  );
}

const bars = { sure: 3, likely: 2, assumed: 1 } as const;

/** Certainty of a guess: three bars and the word. */
function Certainty(props: { level: CertaintyLevel }) {
  return (
    <span className={guessTableClasses.certainty}>
      <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden>
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={bar * 6}
            width="4"
            height="12"
            rx="1"
            fill={bar < bars[props.level] ? 'var(--text-2)' : 'var(--outline)'}
          />
        ))}
      </svg>
      {props.level}
    </span>
  );
}

/** More genes than this are not listed one by one. */
const MAX_LISTED = 200;
/** Columns of one kind that are no plain genes. */
const MAX_JUDGED = 60;
const none: readonly NumericColumn[] = [];
const noTicks: ReadonlyMap<string, boolean> = new Map();

/** Which columns of a table, or rows of var, are genes: those in doubt with the reason and a box to change it; the others folded. */
function GeneColumns({ opened, genes }: { opened: OpenedFile; genes: readonly string[] }) {
  const judged = opened.numericColumns ?? none;
  const isSettled = useImport(({ phase }) => phase === 'checking' || phase === 'ready');
  const isLoading = useImport(({ phase }) => phase === 'loading');
  /** Ticks count while the table is read with them. */
  const [latest, setLatest] = useState(noTicks);
  const ticked = isSettled ? noTicks : latest;
  const named = new Set(judged.map(({ name }) => name));
  const doubtful = judged.filter(({ isDoubtful }) => isDoubtful);
  const settled = judged.filter(({ isDoubtful }) => !isDoubtful);
  const leftOut = judged.filter(({ isGene }) => !isGene);
  const isTicked = (name: string, isGene: boolean) => ticked.get(name) ?? isGene;
  const take = (name: string, isGene: boolean) => {
    const next = new Map([...ticked, [name, isGene]]);
    setLatest(next);
    const all = new Map([...judged.map((column) => [column.name, column.isGene] as const), ...next]);
    takeColumns({
      asGenes: [...all].flatMap(([column, taken]) => (taken ? column : [])),
      notGenes: [...all].flatMap(([column, taken]) => (taken ? [] : column)),
    });
  };
  return (
    <section className={classes.section} aria-labelledby="gene-columns-title">
      <h2 id="gene-columns-title">Columns read as genes</h2>
      <p className="quiet">
        {plural(genes.length, 'column')}: {listOf(genes, 8)}.
        {leftOut.length > 0
          ? ` Left out: ${listOf(
              leftOut.map(({ name }) => name),
              8,
            )}.`
          : ''}
        {doubtful.length > 0 ? ` ${count(doubtful.length)} in doubt: tick those that are genes.` : ''}
      </p>
      <JudgedColumns columns={doubtful} {...{ isTicked, isLoading, take }} />
      {judged.length > doubtful.length || genes.length <= MAX_LISTED ? (
        <Fold title={<h3>All columns</h3>} line="">
          <JudgedColumns columns={settled} {...{ isTicked, isLoading, take }} />
          {genes.length <= MAX_LISTED ? (
            <ul className={classes.columns}>
              {genes
                .filter((name) => !named.has(name))
                .map((name) => (
                  <li key={name}>
                    <Checkbox
                      size="xs"
                      label={name}
                      checked={isTicked(name, true)}
                      disabled={isLoading}
                      onChange={(event) => take(name, event.currentTarget.checked)}
                    />
                  </li>
                ))}
            </ul>
          ) : null}
        </Fold>
      ) : null}
    </section>
  );
}

/** Columns with the reason for what they were taken for. */
function JudgedColumns(props: {
  columns: readonly NumericColumn[];
  isTicked: (name: string, isGene: boolean) => boolean;
  isLoading: boolean;
  take: (name: string, isGene: boolean) => void;
}) {
  const { columns, isTicked, isLoading, take } = props;
  if (columns.length === 0) return null;
  return (
    <>
      <ul className={classes.columns}>
        {columns.slice(0, MAX_JUDGED).map(({ name, isGene, isDoubtful, reason }, at) => (
          // Names may repeat.
          <li key={`${name} ${at}`}>
            <Checkbox
              size="xs"
              label={name}
              description={`${isDoubtful ? 'In doubt. ' : ''}${columnReasonText(reason)}.`}
              checked={isTicked(name, isGene)}
              disabled={isLoading}
              onChange={(event) => take(name, event.currentTarget.checked)}
            />
          </li>
        ))}
      </ul>
      {columns.length > MAX_JUDGED ? (
        <p className="quiet">and {count(columns.length - MAX_JUDGED)} more.</p>
      ) : null}
    </>
  );
}
