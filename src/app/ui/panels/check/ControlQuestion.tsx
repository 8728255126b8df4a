/** The one question a file without control cells asks: compare each perturbation with what? Each answer names its cost. */
import { Button, NativeSelect, Radio } from '@mantine/core';
import type { ControlMode, Recognition } from '../../../../dataset/mapping';
import { percent } from '../../../../present/text/numbers';
import { plural } from '../../../../present/text/format';
import classes from './ControlQuestion.module.css';
import { ControlsFileCard, type AddedControls } from './ControlsFileCard';

const mostForeign = 3;

export function ControlQuestion(props: {
  column: string;
  byTime: boolean;
  recognition: Recognition;
  control: ControlMode;
  /** Control cells that were added from a file of their own. */
  added: AddedControls | null;
  onChange: (control: ControlMode) => void;
}) {
  const { control, added } = props;
  const labels = props.recognition.labels.filter(({ label }) => label !== added?.label);
  const groups = labels.filter((label) => label.role !== 'unrecognised');
  const all = groups.reduce((sum, group) => sum + group.cells, 0);
  const reference = control.mode === 'reference' ? groups.find((g) => g.label === control.label) : undefined;
  const first = groups.toSorted((a, b) => a.cells - b.cells)[0];
  const others = Math.max(groups.length - 1, 0);
  // A value that is no gene may well be the control under a name we do not know.
  const foreign = labels.filter((label) => label.role === 'unrecognised');
  return (
    <Radio.Group
      value={control.mode}
      onChange={(mode) => {
        if (mode === 'others') props.onChange({ mode });
        if (mode === 'reference' && first) props.onChange({ mode, label: first.label });
        if (mode === 'cells' && added) props.onChange({ mode, labels: [added.label] });
      }}
      label={`${added ? '' : 'No control cells found. '}Compare each perturbation with what?`}
      description={
        added
          ? `No value of ${props.column} in the screen itself reads like a control.`
          : `No value of ${props.column} reads like “control”, “non-targeting” or “WT”. If one of them is a control, choose it as Control label above.`
      }
      classNames={{ label: classes.title, description: classes.description }}
    >
      {foreign.slice(0, mostForeign).map(({ label, cells }) => (
        <Button
          key={label}
          variant="default"
          className={classes.foreign}
          onClick={() => {
            props.onChange({ mode: 'cells', labels: [label] });
          }}
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
            {props.byTime ? ', time by time' : ''}.
          </p>
          <p>
            <b>Cost:</b> an effect that all perturbations share cannot be seen.
          </p>
        </Radio.Card>
        <div className={classes.pair}>
          <Radio.Card value="reference" className={classes.card}>
            <span className={classes.choice}>
              <Radio.Indicator /> One perturbation
            </span>
            <p>Choose one that you know does nothing in these cells. It stands in for a control.</p>
            <p>
              <b>Cost:</b> its own effect is lost
              {reference ? `, with ${percent(reference.cells / Math.max(all, 1))} of the cells` : ''}.
            </p>
          </Radio.Card>
          <NativeSelect
            aria-label="Perturbation that stands in for a control"
            className={classes.reference}
            data={[
              { value: '', label: 'Choose a perturbation' },
              ...groups.map((group) => ({ value: group.label, label: group.label })),
            ]}
            value={control.mode === 'reference' ? control.label : ''}
            onChange={(event) => {
              const label = event.currentTarget.value;
              if (label !== '') props.onChange({ mode: 'reference', label });
            }}
          />
        </div>
        <ControlsFileCard added={added} />
      </div>
    </Radio.Group>
  );
}
