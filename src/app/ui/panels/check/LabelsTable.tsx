/** What each label of the file was taken for, which can be corrected one by one, with undo, and downloaded as a table. */
import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { type Mapping, type PerturbationKind, perturbationKinds } from '../../../../dataset/mapping';
import { type TakenLabel, targetsTsv } from '../../../../dataset/recognise/taken';
import { entryOf } from '../../../../dataset/recognise/targetTable';
import type { Recognition } from '../../../../dataset/recognition';
import { count, listOf } from '../../../../present/text/format';
import { labelText } from '../../../../present/text/mapping';
import { kindNames } from '../../../../present/text/names';
import { takenCounts, takenText } from '../../../../present/text/taken';
import { nameTarget, saveFile, takenLabels } from '../../../session/page/actions';
import { canRedo, canUndo, redo, undo } from '../../../session/page/undo';
import { useImport } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { Fold } from '../../kit/Fold';
import { numberColumn, textColumn } from '../../kit/DataTable';
import { useLatest } from '../../kit/useLatest';
import { VirtualTable } from '../../kit/VirtualTable';
import classes from './CheckPage.module.css';

const kindOf = ({ ofKind, taken }: TakenLabel) =>
  taken.length === 0 ? '' : ofKind === null ? 'from a column' : kindNames[ofKind];
const SHOWN = 4;

const label = textColumn<TakenLabel>('Label', (one) => labelText(one.label));
const others = [
  textColumn<TakenLabel>('Read as', takenText),
  textColumn<TakenLabel>('Targets', ({ targets }) => targets.join(', ')),
  textColumn('Kind', kindOf),
];
const doses = textColumn<TakenLabel>('Doses', (one) => listOf(one.doses, SHOWN));
const contexts = textColumn<TakenLabel>('Contexts', (one) => listOf(one.contexts, SHOWN));
const cells = numberColumn<TakenLabel>(
  'Cells',
  (one) => one.cells,
  (one) => count(one.cells),
);

interface Labels {
  readonly mapping: Mapping;
  readonly labels: Recognition['labels'];
}

const askTaken = ({ mapping }: Labels) => takenLabels(mapping);

/** Empty until the labels of a large file are counted. */
export function LabelsTable({ mapping, labels }: Labels) {
  const question = useMemo(() => ({ mapping, labels }), [mapping, labels]);
  const latest = useLatest(question, askTaken);
  return (
    <section className={classes.section} aria-labelledby="labels-title">
      <Fold
        title={<h2 id="labels-title">How each label was read</h2>}
        line={latest ? takenCounts(latest.answer) : counting}
      >
        {latest ? <Table rows={latest.answer} mapping={mapping} /> : null}
      </Fold>
    </section>
  );
}

const counting = 'Counting the cells of each label …';

function Table({ rows, mapping }: { rows: readonly TakenLabel[]; mapping: Mapping }) {
  const [picked, setPicked] = useState<string | null>(null);
  const corrections = useImport((state) => state.corrections);
  const chosen = rows.find((row) => row.label === picked);
  const columns = [
    label,
    ...others,
    ...(rows.some((row) => row.doses.length > 0) ? [doses] : []),
    ...(rows.some((row) => row.contexts.length > 0) ? [contexts] : []),
    cells,
  ];
  const download = () =>
    saveFile(
      new Blob([targetsTsv(rows, mapping.targets)], { type: 'text/tab-separated-values' }),
      'targets.tsv',
    );
  return (
    <>
      <p className="quiet">
        Select a label to correct it. To correct many, drop a table of labels and targets with the file.
      </p>
      <div className={classes.labels}>
        <VirtualTable
          label="Labels and how they were read"
          columns={columns}
          rows={rows}
          rowKey={(row) => row.label}
          isSelected={(row) => row.label === picked}
          onSelect={(row) => setPicked(row.label)}
          firstColumn={columns.length - 1}
        />
      </div>
      {chosen?.role === 'perturbation' || chosen?.role === 'unrecognised' ? (
        // Another state of the label begins anew.
        <Correction key={`${chosen.label} ${chosen.targets.join()} ${chosen.ofKind}`} row={chosen} />
      ) : null}
      <div className={classes.labelTools}>
        <Button size="xs" variant="default" onClick={download}>
          Download as table
        </Button>
        {corrections === null ? null : (
          <>
            <Button size="xs" variant="default" disabled={!canUndo()} onClick={undo}>
              Undo correction
            </Button>
            <Button size="xs" variant="default" disabled={!canRedo()} onClick={redo}>
              Redo
            </Button>
          </>
        )}
      </div>
    </>
  );
}

const byColumn = { value: null, label: 'As for all labels' } as const;
const kinds: readonly { readonly value: PerturbationKind | null; readonly label: string }[] = [
  byColumn,
  ...perturbationKinds.map((kind) => ({ value: kind, label: kindNames[kind] })),
];

/** Targets and kind of one label. */
function Correction({ row }: { row: TakenLabel }) {
  const [typed, setTyped] = useState(row.targets.join(', '));
  const [kind, setKind] = useState<PerturbationKind | null>(row.kind ?? null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { dose } = row;
    nameTarget({ ...entryOf(row.label, typed, kind), ...(dose !== undefined && { dose }) });
  };
  return (
    <form className={classes.fields} aria-label={`Correct ${labelText(row.label)}`} onSubmit={submit}>
      <TextInput
        label={`${labelText(row.label)} targets`}
        description="Measured genes, separated by commas. Any other name means that no measured gene is perturbed."
        size="xs"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Choice label="Kind" size="xs" data={kinds} value={kind} onChange={setKind} />
      <Button type="submit" size="xs" variant="default">
        Apply
      </Button>
    </form>
  );
}
