/** Errors as bars relative to "no change", hatched if worse, with a tick at the best baseline of each; longer ones end in an arrow. */
import { beatsNoChange } from '../../../../evaluation/predictions/predictionError';
import { endOfScale } from '../../../../present/chart/errorBars';
import { comparedWithNothing } from '../../../../present/text/diagnosis';
import { decimal } from '../../../../present/text/format';
import type { PerturbationError } from './unseenRows';
import classes from './PerturbationBars.module.css';

export function PerturbationBars({ errors }: { errors: readonly PerturbationError[] }) {
  const end = endOfScale(errors.map(({ error }) => error));
  const share = (error: number) => `${(100 * Math.min(error, end)) / end}%`;
  return (
    <ul className={classes.bars} style={{ '--no-change': share(1) }}>
      {errors.map(({ label, error, best }) => (
        <li key={label}>
          <span className={classes.name} title={label}>
            {label}
          </span>
          <span className={classes.track}>
            <span
              className={classes.bar}
              data-worse={beatsNoChange(error) ? undefined : ''}
              data-beyond={error > end ? '' : undefined}
              style={{ '--length': share(error) }}
            />
            {best === null || best > end ? null : (
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
