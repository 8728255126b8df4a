/** Each perturbation's error when it was left out, as a bar against "no change"; worse than that is hatched. */
import type { FitResult } from '../../../inference/result';
import { comparedWithNothing } from '../../../sentences/diagnosis';
import { ScrollRegion } from '../../kit/ScrollRegion';
import classes from './EvaluatePage.module.css';
import own from './PerPerturbation.module.css';

const most = 1.5;

export function PerPerturbation({ result }: { result: FitResult }) {
  const bars = result.crossValidation?.perPerturbation.toSorted((a, b) => a.error - b.error) ?? [];
  return (
    <section className={classes.panel} aria-labelledby="each-title">
      <div className={classes.head}>
        <h2 id="each-title">Each perturbation, when left out</h2>
        <span>error as a share of “no change”</span>
      </div>
      {bars.length === 0 ? (
        <p className="quiet">Needs at least three perturbations to train on.</p>
      ) : (
        <ScrollRegion className={own.scroll} label="Error of each perturbation">
          <ul className={own.bars}>
            {bars.map(({ label, error }) => (
              <li key={label}>
                <span className={own.name} title={label}>
                  {label}
                </span>
                <span className={own.track}>
                  <span
                    className={own.bar}
                    data-worse={error >= 1 ? '' : undefined}
                    style={{ '--length': `${(100 * Math.min(error, most)) / most}%` }}
                  />
                </span>
                <span className={error >= 1 ? own.worse : own.text}>{comparedWithNothing(error)}</span>
              </li>
            ))}
          </ul>
        </ScrollRegion>
      )}
      <p className="quiet">
        The dashed line is “no change”. A perturbation that itself changes little is soon missed by more than
        that.
      </p>
    </section>
  );
}
