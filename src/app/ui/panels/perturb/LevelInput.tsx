/**
 * The level slider of a gene: knockout at the left, unchanged at the tick, overexpression to the right. Position 0 is 0,
 * 40 is 1, 100 is × 3, linear in between, so that both ranges are fine enough to set by hand.
 */
import { level } from '../../../../present/text/format';
import { MAX_SLIDER } from '../../../../share/view';
import { endGesture } from '../../../session/page/actions';
import { RangeInput } from '../../kit/RangeInput';

export function LevelInput(props: {
  gene: string;
  /** Relative to control. */
  value: number;
  /** Said of the position; absent: the level relative to control. */
  valueText?: string;
  onChange: (value: number) => void;
}) {
  return (
    <RangeInput
      label={`Level of ${props.gene}`}
      min={0}
      max={100}
      step={2}
      value={toPosition(props.value)}
      valueText={props.valueText ?? level(props.value)}
      origin={unchangedAt}
      fill={props.value < 1 ? 'var(--represses)' : 'var(--activates)'}
      onSettle={endGesture}
      onChange={(position) => props.onChange(toValue(position))}
    />
  );
}

const unchangedAt = 40;

export function toPosition(value: number): number {
  return value <= 1
    ? unchangedAt * value
    : unchangedAt + ((100 - unchangedAt) * (value - 1)) / (MAX_SLIDER - 1);
}

/** Values are multiples of 0.05, so that every arrow key press (two positions) changes them. */
export function toValue(position: number): number {
  const value =
    position <= unchangedAt
      ? position / unchangedAt
      : 1 + ((position - unchangedAt) / (100 - unchangedAt)) * (MAX_SLIDER - 1);
  return Math.round(value * 20) / 20;
}
