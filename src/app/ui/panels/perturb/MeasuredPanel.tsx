/** Measured against predicted effects of the perturbation on the sliders, gene by gene, with the agreement. */
import { lazy, Suspense, useState } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { agreement } from '../../../../inference/run/comparisons';
import type { Comparison } from '../../../../inference/run/result';
import { orDash, percent, plural, signed, timePoint } from '../../../../present/text/format';
import { rowNoun } from '../../../../present/text/rows';
import { useRun, useView } from '../../../session/stores';
import { StatList, StatRow } from '../../kit/blocks';
import { figureText } from '../../text/figures';
import { type FigureChoice, FigureControls } from '../figures/FigureControls';
import { measuredFor, type MeasuredMatch } from '../../derived/effects';
import classes from './MeasuredPanel.module.css';

// Loaded together: what is suggested has a measurement.
export { FirstPerturbation, Suggestion } from './Suggestion';

const FigureBody = lazy(async () => ({ default: (await import('../figures/FigureBody')).FigureBody }));

const roles = {
  training: 'The model was fitted to it.',
  'cross-validated': 'Predicted by fits without it; sliders and top responders use the fit that includes it.',
  'held-out': 'Held out: not used for training.',
} as const;

export function MeasuredPanel() {
  const dataset = useRun((run) => run.dataset);
  const comparisons = useRun((run) => run.result?.comparisons);
  const time = useView((view) => view.present.time);
  const sliders = useView((view) => view.present.sliders);
  const [chosen, setChosen] = useState<FigureChoice | null>(null);
  const isShared = useRun((run) => run.shared !== null);
  if (!dataset || isShared || sliders.every(({ value }) => value === 1)) return null;
  const found = comparisons ? measuredFor(comparisons, dataset.conditions, sliders, time) : null;
  // Without a measurement that figure is empty.
  const choice = chosen ?? { name: found ? 'predicted' : 'trajectories', genes: null };
  return (
    <section className={classes.panel} aria-labelledby="measured-title">
      <div className={classes.words}>
        <h2 id="measured-title">Measured and predicted</h2>
        {found ? (
          <Agreement found={found} dataset={dataset} />
        ) : (
          <p className="quiet">
            {comparisons ? 'This combination was not measured.' : 'Measurements appear when training ends.'}
          </p>
        )}
        <FigureControls choice={choice} onChange={setChosen} />
      </div>
      <div className={classes.figure}>
        <Suspense fallback={<p className="quiet">{figureText.loading}</p>}>
          <FigureBody
            name={choice.name}
            genes={choice.genes}
            comparison={found?.comparison ?? null}
            height={206}
          />
        </Suspense>
      </div>
    </section>
  );
}

function Agreement({ found, dataset }: { found: MeasuredMatch; dataset: Dataset }) {
  const { comparison, exact, sameStrength } = found;
  const { genes } = dataset;
  const cells = cellsOf(comparison, dataset);
  const { direction, compared, predicted, correlation, largestMiss } = agreement(comparison);
  return (
    <>
      <p className="quiet">
        {`Measured: ${comparison.label}${exact ? '' : ' only'} (${cells})${exact ? '' : ', not the combination'}.`}{' '}
        {sameStrength ? '' : 'It was knocked out there, not only reduced. '}
        {roles[comparison.role]}
      </p>
      <StatList>
        <StatRow label="Correct direction" hint="genes that change by more than two standard errors">
          <b>
            {compared === 0
              ? 'no significant change'
              : predicted === 0
                ? 'no change predicted'
                : `${direction} of ${plural(compared, 'gene')}`}
          </b>
        </StatRow>
        <StatRow label="Correlation of changes">
          <b>{orDash(correlation, signed)}</b>
        </StatRow>
        <StatRow label="Largest error">{largestMiss === null ? '–' : genes[largestMiss]}</StatRow>
      </StatList>
      {predicted > 0 && direction / compared < 0.5 ? (
        <p className="quiet">
          Fewer than half of the directions are correct ({percent(direction / compared)}).
        </p>
      ) : null}
    </>
  );
}

/** '291 cells at 5 days' */
function cellsOf({ cells, time }: Comparison, dataset: Dataset): string {
  return `${plural(cells, rowNoun(dataset))}${time === null ? '' : ` at ${timePoint(time, dataset.timeUnit)}`}`;
}
