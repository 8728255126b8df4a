/** The question to a file without control cells: the reference of each perturbation. Each choice states its cost. */
import { Button, Radio } from '@mantine/core';
import type { ControlMode, Mapping } from '../../../../dataset/mapping';
import type { DatasetNote } from '../../../../dataset/notes';
import type { Recognition } from '../../../../dataset/recognition';
import { percent, plural } from '../../../../present/text/format';
import { addControls, changeMapping } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import { Choice } from '../../kit/Choice';
import { ChoiceCard, ChoiceCards, FileCard } from '../../kit/ChoiceCards';
import { openableControls } from '../../text/data';
import classes from './CheckPage.module.css';

const MAX_FOREIGN = 3;

export function ControlQuestion(props: {
  mapping: Mapping;
  recognition: Pick<Recognition, 'labels'>;
  /** Control cells added from a separate file. */
  added: AddedControls | null;
}) {
  const { added } = props;
  const { control, perturbationColumn: column, timeColumn } = props.mapping;
  const labels = props.recognition.labels.filter(({ label }) => label !== added?.label);
  const groups = labels.filter((label) => label.role !== 'unrecognised');
  const all = groups.reduce((sum, group) => sum + group.cells, 0);
  const reference = control.mode === 'reference' ? groups.find((g) => g.label === control.label) : undefined;
  const first = groups.toSorted((a, b) => a.cells - b.cells)[0];
  const others = Math.max(groups.length - 1, 0);
  // A label that is no gene may be an unrecognised control; one among many is a perturbation.
  const areFew = new Set(labels.flatMap(({ inputs = [] }) => inputs)).size <= MAX_FOREIGN;
  const foreign = labels.filter(
    ({ role, targets: [target = ''], inputs }) =>
      role === 'unrecognised' || (areFew && inputs?.includes(target) === true),
  );
  return (
    <Radio.Group
      value={control.mode}
      onChange={(mode) => {
        if (mode === 'others') change({ mode });
        if (mode === 'reference' && first) change({ mode, label: first.label });
        if (mode === 'cells' && added) change({ mode, labels: [added.label] });
      }}
      label={`${added ? '' : 'No control cells found. '}Compare each perturbation with what?`}
      description={
        added
          ? `No value of ${column} in the screen looks like a control.`
          : `No value of ${column} looks like “control”, “non-targeting” or “WT”. If a value is a control, choose it under “Control label”.`
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
      <ChoiceCards>
        <ChoiceCard value="others" title="The other perturbations">
          <p>
            Each perturbation is compared with the mean of the other {others}
            {timeColumn === null ? '' : ', per time point'}.
          </p>
          <p>
            <b>Cost:</b> effects shared by all perturbations cannot be detected.
          </p>
        </ChoiceCard>
        <ChoiceCard
          value="reference"
          title="One perturbation"
          control={
            <Choice
              aria-label="Reference perturbation"
              data={[
                { value: '', label: 'Choose a perturbation' },
                ...groups.map(({ label }) => ({ value: label, label })),
              ]}
              value={control.mode === 'reference' ? control.label : ''}
              onChange={(label) => {
                if (label !== '') change({ mode: 'reference', label });
              }}
            />
          }
        >
          <p>Choose one without an effect in these cells. It serves as the control.</p>
          <p>
            <b>Cost:</b> its own effect is lost
            {reference ? `, with ${percent(reference.cells / Math.max(all, 1))} of the cells` : ''}.
          </p>
        </ChoiceCard>
        <ControlsFileCard added={added} />
      </ChoiceCards>
    </Radio.Group>
  );
}

const change = (control: ControlMode) => changeMapping({ control });

type AddedControls = Extract<DatasetNote, { tag: 'controls-file' }>;

/** Control cells from another file: the radio button `cells`. */
function ControlsFileCard({ added }: { added: AddedControls | null }) {
  const busy = useImport((state) => state.phase === 'reading' || state.phase === 'loading');
  return (
    <FileCard
      value="cells"
      title="Control cells in a file"
      hasFile={added !== null}
      button={added ? 'Another file…' : 'Add a file…'}
      input="Control cells in a file"
      accept={openableControls}
      disabled={busy}
      onFiles={([file]) => void addControls(file)}
    >
      <p>Untreated or non-targeting cells with the same genes and the same processing.</p>
      <p>
        <b>Best</b> if you have them. Any other difference between the two files looks like an effect.
      </p>
      {added ? (
        <p>
          <b>
            {plural(added.cells, 'control cell')} from {added.file}
          </b>
        </p>
      ) : null}
    </FileCard>
  );
}
