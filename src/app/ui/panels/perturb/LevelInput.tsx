/** The slider that sets a gene: out at the left, unchanged at the tick, overexpressed to the right. */
import { level } from '../../../../present/text/format';
import { MAX_SLIDER } from '../../../../share/view';
import { RangeInput } from '../../kit/RangeInput';

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

/**
 * Where a perturbation value sits on its slider: out at 0, unchanged at 40, × 3 at 100. Linear on either side, so that
 * the reachable and the hypothetical are both fine enough to set by hand.
 */

const unchangedAt = 40;

export function toPosition(value: number): number {
  return value <= 1
    ? unchangedAt * value
    : unchangedAt + ((100 - unchangedAt) * (value - 1)) / (MAX_SLIDER - 1);
}

/** Values come out in steps of 0.05, so that every press of an arrow key (two positions) is a step. */
export function toValue(position: number): number {
  const value =
    position <= unchangedAt
      ? position / unchangedAt
      : 1 + ((position - unchangedAt) / (100 - unchangedAt)) * (MAX_SLIDER - 1);
  return Math.round(value * 20) / 20;
}
