/** A native range input with its keyboard, touch and screen reader support; the track is filled from `origin` to the thumb. */
import classes from './RangeInput.module.css';

export function RangeInput(props: {
  label: string;
  min: number;
  max: number;
  step: number;
  value: number;
  valueText: string;
  onChange: (value: number) => void;
  /** Called when the thumb or the key is released. */
  onSettle: () => void;
  /** Start of the fill in per cent; a tick marks it unless it is the left end. */
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
        onChange={(event) => props.onChange(event.currentTarget.valueAsNumber)}
        onPointerUp={props.onSettle}
        onKeyUp={props.onSettle}
      />
    </span>
  );
}
