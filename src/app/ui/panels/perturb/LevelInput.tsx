/** The slider that sets a gene: out at the left, unchanged at the tick, overexpressed to the right. */
import { level } from '../../../../present/text/numbers';
import { RangeInput } from '../../kit/RangeInput';
import { toPosition, toValue, unchangedAt } from './sliderScale';

export function LevelInput(props: {
  gene: string;
  /** Relative to control. */
  value: number;
  onChange: (value: number) => void;
  onSettle: () => void;
}) {
  return (
    <RangeInput
      label={`Level of ${props.gene}`}
      min={0}
      max={100}
      step={2}
      value={toPosition(props.value)}
      valueText={level(props.value)}
      origin={unchangedAt}
      fill={props.value < 1 ? 'var(--represses)' : 'var(--activates)'}
      onSettle={props.onSettle}
      onChange={(position) => {
        props.onChange(toValue(position));
      }}
    />
  );
}
