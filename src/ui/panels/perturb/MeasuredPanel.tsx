/** Where the perturbation on the sliders was measured: predicted beside measured, gene by gene, and how well they agree. */
import { lazy, Suspense } from 'react';
import type { Comparison } from '../../../inference/result';
import { useRun, useScreen, useView } from '../../../session/stores';
import { percent, signed, timePoint } from '../../kit/numbers';
import { plural } from '../../text/format';
import { StatList, StatRow } from '../../kit/StatRow';
import { agreement } from './agreement';
import { measuredFor } from './measuredFor';
import classes from './MeasuredPanel.module.css';

const PredictedMeasured = lazy(async () => ({
  default: (await import('../../charts/PredictedMeasured')).PredictedMeasured,
}));

const roles = {
  training: 'The model was fitted to it.',
  'cross-validated': 'Predicted with this perturbation left out.',
  'held-out': 'Held out: the model has never seen it.',
} as const;

export function MeasuredPanel() {
  const dataset = useRun((run) => run.dataset);
  const comparisons = useRun((run) => run.result?.comparisons);
  const time = useScreen((screen) => screen.predictTime);
  const sliders = useView((view) => view.present.sliders);
  const stayedBehind = useRun((run) => run.shared !== null);
  if (!dataset || stayedBehind || sliders.every(({ value }) => value === 1)) return null;
  const found = comparisons ? measuredFor(comparisons, dataset.conditions, sliders, time) : null;
  if (!found) {
    return (
      <section className={classes.panel} aria-labelledby="measured-title">
        <div>
          <h2 id="measured-title">Measured next to predicted</h2>
          <p className="quiet">
            {comparisons
              ? 'Your screen holds none of these changes: there is nothing measured to set beside the prediction.'
              : 'What was measured is set beside the prediction when training ends.'}
          </p>
        </div>
      </section>
    );
  }
  const { comparison, exact, asFar } = found;
  const { genes } = dataset;
  const { direction, compared, correlation, largestMiss } = agreement(comparison);
  return (
    <section className={classes.panel} aria-labelledby="measured-title">
      <div className={classes.words}>
        <h2 id="measured-title">Measured next to predicted</h2>
        <p className="quiet">
          {exact
            ? `Your screen holds ${comparison.label} (${cellsOf(comparison, dataset.timeUnit)}).`
            : `Your screen holds ${comparison.label} alone (${cellsOf(comparison, dataset.timeUnit)}), not all changes together. The comparison is for that one.`}{' '}
          {asFar ? '' : 'There it was knocked out, not only lowered. '}
          {roles[comparison.role]}
        </p>
        <StatList>
          <StatRow label="Direction right" hint="genes changed beyond two standard errors">
            <b>
              {compared === 0 ? 'no gene changed clearly' : `${direction} of ${plural(compared, 'gene')}`}
            </b>
          </StatRow>
          <StatRow label="Correlation of changes">
            <b>{correlation === null ? '–' : signed(correlation)}</b>
          </StatRow>
          <StatRow label="Largest miss">{largestMiss === null ? '–' : genes[largestMiss]}</StatRow>
        </StatList>
        {compared > 0 && direction / compared < 0.5 ? (
          <p className="quiet">Fewer than half the directions are right ({percent(direction / compared)}).</p>
        ) : null}
      </div>
      <div className={classes.figure}>
        <Suspense fallback={<p className="quiet">Loading the figure</p>}>
          <PredictedMeasured comparison={comparison} genes={genes} />
        </Suspense>
      </div>
    </section>
  );
}

/** '291 cells at 5 days' */
function cellsOf({ cells, time }: Comparison, unit: string): string {
  return `${plural(cells, 'cell')}${time === null ? '' : ` at ${timePoint(time, unit)}`}`;
}
