/** The perturbations as switches, where they are few enough to look through. */
import classes from './LabelChips.module.css';

const mostChips = 40;

export function LabelChips(props: {
  labels: readonly string[];
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}) {
  if (props.labels.length > mostChips) return null;
  return (
    <fieldset className={classes.chips} aria-label="Choose by name">
      {props.labels.map((label) => {
        const isChosen = props.chosen.includes(label);
        return (
          <button
            key={label}
            type="button"
            aria-pressed={isChosen}
            title={label}
            onClick={() => {
              props.onChange(
                isChosen ? props.chosen.filter((other) => other !== label) : [...props.chosen, label],
              );
            }}
          >
            {label}
          </button>
        );
      })}
    </fieldset>
  );
}
