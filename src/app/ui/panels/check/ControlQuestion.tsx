/** The question to a file without control cells: the reference of each perturbation. Each choice states its cost. */
import { Button, Radio } from '@mantine/core';
import { IconFilePlus } from '@tabler/icons-react';
import { useRef } from 'react';
import type { ControlMode, Mapping } from '../../../../dataset/mapping';
import type { DatasetNote } from '../../../../dataset/notes';
import type { PerturbationLabel } from '../../../../dataset/recognition';
import { percent, plural } from '../../../../present/text/format';
import { addControls, changeMapping } from '../../../session/actions';
import { useImport } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { openableControls } from '../../text/data';
import classes from './ControlQuestion.module.css';

const MAX_FOREIGN = 3;

export function ControlQuestion(props: {
  mapping: Mapping;
  /** Of the perturbation column. */
  labels: readonly PerturbationLabel[];
  /** Control cells added from a separate file. */
  added: AddedControls | null;
}) {
  const { added } = props;
  const { control, perturbationColumn: column, timeColumn } = props.mapping;
  const labels = props.labels.filter(({ label }) => label !== added?.label);
  const groups = labels.filter((label) => label.role !== 'unrecognised');
  const all = groups.reduce((sum, group) => sum + group.cells, 0);
  const reference = control.mode === 'reference' ? groups.find((g) => g.label === control.label) : undefined;
  const first = groups.toSorted((a, b) => a.cells - b.cells)[0];
  const others = Math.max(groups.length - 1, 0);
  // A label that is no gene may be an unrecognised control.
  const foreign = labels.filter((label) => label.role === 'unrecognised');
  return (
    <Radio.Group
      value={control.mode}
      onChange={(mode) => {
        if (mode === 'others') change({ mode });
        if (mode === 'reference' && first) change({ mode, label: first.label });
        if (mode === 'cells' && added) change({ mode, labels: [added.label] });
      }}
      label={`${added ? '' : 'No control cells found. '}Reference for each perturbation?`}
      description={
        added
          ? `No value of ${column} in the screen looks like a control.`
          : `No value of ${column} looks like “control”, “non-targeting” or “WT”. If one of them is a control, choose it as Control label above.`
      }
      classNames={{ label: classes.title, description: classes.description }}
    >
      {foreign.slice(0, MAX_FOREIGN).map(({ label, cells }) => (
        <Button
          key={label}
          variant="default"
          className={classes.foreign}
          onClick={() => change({ mode: 'cells', labels: [label] })}
        >
          “{label}” is the control ({plural(cells, 'cell')})
        </Button>
      ))}
      <div className={classes.cards}>
        <Radio.Card value="others" className={classes.card}>
          <span className={classes.choice}>
            <Radio.Indicator /> The other perturbations
          </span>
          <p>
            Each perturbation is compared with the mean of the other {others}
            {timeColumn === null ? '' : ', per time point'}.
          </p>
          <p>
            <b>Cost:</b> effects shared by all perturbations are invisible.
          </p>
        </Radio.Card>
        <div className={classes.pair}>
          <Radio.Card value="reference" className={classes.card}>
            <span className={classes.choice}>
              <Radio.Indicator /> One perturbation
            </span>
            <p>Choose one without an effect in these cells. It replaces a control.</p>
            <p>
              <b>Cost:</b> its own effect is lost
              {reference ? `, with ${percent(reference.cells / Math.max(all, 1))} of the cells` : ''}.
            </p>
          </Radio.Card>
          <Choice
            aria-label="Reference perturbation"
            className={classes.reference}
            data={[
              { value: '', label: 'Choose a perturbation' },
              ...groups.map(({ label }) => ({ value: label, label })),
            ]}
            value={control.mode === 'reference' ? control.label : ''}
            onChange={(label) => {
              if (label !== '') change({ mode: 'reference', label });
            }}
          />
        </div>
        <ControlsFileCard added={added} />
      </div>
    </Radio.Group>
  );
}

const change = (control: ControlMode) => changeMapping({ control });

type AddedControls = Extract<DatasetNote, { tag: 'controls-file' }>;

/** Control cells from another file: the radio button `cells`. Without a file, choosing it opens the file dialog. */
function ControlsFileCard({ added }: { added: AddedControls | null }) {
  const input = useRef<HTMLInputElement>(null);
  const busy = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  const choose = () => input.current?.click();
  return (
    <div className={classes.pair}>
      <Radio.Card
        value="cells"
        className={classes.card}
        onClick={(event) => {
          // Arrow keys only move the choice; they open no dialog.
          if (!added && event.detail > 0) choose();
        }}
      >
        <span className={classes.choice}>
          <Radio.Indicator /> Control cells in a file
        </span>
        <p>Untreated or non-targeting cells with the same genes and the same processing.</p>
        <p>
          <b>Best</b> if you have them. Other differences between the two files would look like effects.
        </p>
        {added ? (
          <p>
            <b>
              {plural(added.cells, 'control cell')} from {added.file}
            </b>
          </p>
        ) : null}
      </Radio.Card>
      <Button
        variant="default"
        className={classes.reference}
        leftSection={<IconFilePlus size={16} stroke={1.75} aria-hidden />}
        disabled={busy}
        onClick={choose}
      >
        {added ? 'Another file…' : 'Add a file…'}
      </Button>
      <input
        ref={input}
        type="file"
        className="visually-hidden"
        tabIndex={-1}
        aria-label="Control cells in a file"
        accept={openableControls}
        disabled={busy}
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // Allows choosing the same file again after an error.
          event.currentTarget.value = '';
          if (file) void addControls(file);
        }}
      />
    </div>
  );
}
