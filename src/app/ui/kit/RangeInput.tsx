/**
 * A native range input with the track filled from `origin` (in per cent of its length) to the thumb: keyboard, touch and
 * screen readers come with it. The text a screen reader says is `valueText`.
 */
import classes from './RangeInput.module.css';

export function RangeInput(props: {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  valueText: string;
  onChange: (value: number) => void;
  /** The thumb was let go, or the key. */
  onSettle: () => void;
  /** Where the fill starts, in per cent; a tick is drawn there when it is not the left end. */
  origin?: number;
  fill?: string;
}) {
  const origin = props.origin ?? 0;
  const place = (100 * (props.value - props.min)) / Math.max(props.max - props.min, 1e-9);
  const style = {
    '--fill-from': `${Math.min(origin, place)}%`,
    '--fill-to': `${Math.max(origin, place)}%`,
    '--fill': props.fill ?? 'var(--accent)',
    '--tick-share': String(origin / 100),
  };
  return (
    <span className={classes.range} style={style} data-tick={origin > 0 ? '' : undefined}>
      <input
        type="range"
        aria-label={props.label}
        aria-valuetext={props.valueText}
        min={props.min}
        max={props.max}
        step={props.step}
        value={props.value}
        onChange={(event) => {
          props.onChange(event.currentTarget.valueAsNumber);
        }}
        onPointerUp={props.onSettle}
        onKeyUp={props.onSettle}
      />
    </span>
  );
}
