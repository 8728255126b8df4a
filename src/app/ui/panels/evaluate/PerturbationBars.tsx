/** Errors as bars relative to "no change", hatched if worse, with a tick at the best baseline of each. */
import { beatsNoChange } from '../../../../evaluation/predictions/predictionError';
import { comparedWithNothing } from '../../../../present/text/diagnosis';
import { decimal } from '../../../../present/text/format';
import type { PerturbationError } from './unseenRows';
import classes from './PerturbationBars.module.css';

/** Largest error drawn in full. */
const maxError = 1.5;
const share = (error: number) => `${(100 * Math.min(error, maxError)) / maxError}%`;

export function PerturbationBars({ errors }: { errors: readonly PerturbationError[] }) {
  return (
    <ul className={classes.bars}>
      {errors.map(({ label, error, best }) => (
        <li key={label}>
          <span className={classes.name} title={label}>
            {label}
          </span>
          <span className={classes.track}>
            <span
              className={classes.bar}
              data-worse={beatsNoChange(error) ? undefined : ''}
              style={{ '--length': share(error) }}
            />
            {best === null ? null : (
              <span
                className={classes.best}
                style={{ '--length': share(best) }}
                title={`best baseline ${decimal(best)}`}
              />
            )}
          </span>
          <span className={beatsNoChange(error) ? classes.text : classes.worse}>
            {comparedWithNothing(error)}
            {best === null ? null : (
              <span className="visually-hidden">, best baseline {comparedWithNothing(best)}</span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
