/** A choice of one among a few, all in view. Native radio buttons: it is drawn without measuring the page. */
import { type AriaAttributes, useId } from 'react';
import classes from './Segments.module.css';

export function Segments<Value extends string>({
  data,
  value: current,
  onChange,
  disabled = false,
  ...name
}: Pick<AriaAttributes, 'aria-label' | 'aria-labelledby'> & {
  data: readonly { readonly value: Value; readonly label: string; readonly disabled?: boolean }[];
  value: Value;
  onChange: (value: Value) => void;
  disabled?: boolean;
}) {
  const group = useId();
  return (
    <div {...name} role="radiogroup" className={classes.segments}>
      {data.map(({ value, label, disabled: isClosed = disabled }) => (
        <label key={value} className={classes.segment}>
          <input
            type="radio"
            name={group}
            value={value}
            checked={value === current}
            disabled={isClosed}
            onChange={() => onChange(value)}
          />
          <span>{label}</span>
        </label>
      ))}
    </div>
  );
}
