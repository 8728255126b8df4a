/** One gene set by the person: moved, stepped with the arrow keys, or typed as a multiple of its control level. */
import { ActionIcon, NumberInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { level } from '../../../../present/text/numbers';
import { highestSlider } from '../../../../share/view';
import classes from './GeneSlider.module.css';
import { LevelInput } from './LevelInput';

export function GeneSlider(props: {
  gene: string;
  value: number;
  onChange: (value: number) => void;
  onSettle: () => void;
  onRemove: () => void;
}) {
  const { gene, value } = props;
  return (
    <li className={classes.slider}>
      <div className={classes.head}>
        <span className={classes.gene}>{gene}</span>
        <span className={value === 1 ? 'quiet' : classes.level}>{level(value)}</span>
        <NumberInput
          aria-label={`${gene}, times its control level`}
          size="xs"
          w={62}
          min={0}
          max={highestSlider}
          step={0.1}
          decimalScale={2}
          prefix="× "
          hideControls
          value={value}
          onChange={(typed) => {
            if (typeof typed === 'number') props.onChange(typed);
          }}
          onBlur={props.onSettle}
        />
        <ActionIcon
          variant="subtle"
          color="gray"
          size={26}
          aria-label={`Release ${gene}`}
          onClick={props.onRemove}
        >
          <IconX size={14} stroke={1.75} />
        </ActionIcon>
      </div>

      <LevelInput gene={gene} value={value} onSettle={props.onSettle} onChange={props.onChange} />
    </li>
  );
}
