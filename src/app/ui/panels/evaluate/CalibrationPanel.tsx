/** Whether predicted sizes and intervals hold what they promise, on perturbations the model had not seen. */
import type { PredictionCard } from '../../../../inference/benchmark/benchmark';
import { coverageText, slopeText } from '../../../../present/text/calibration';
import { CardPanel } from './CardPanel';
import { CalibrationPlot } from './charts/CalibrationPlot';
import classes from './EvaluatePage.module.css';

export function CalibrationPanel({ card, computing }: { card: PredictionCard | null; computing: boolean }) {
  const calibration = card?.calibration ?? null;
  if (!calibration && !computing) return null;
  const varies = calibration !== null && calibration.slope !== null && calibration.tenths.length > 0;
  return (
    <CardPanel title="Predicted sizes" aside="dashed: as measured">
      <div className={classes.calibration}>
        {calibration && varies ? <CalibrationPlot calibration={calibration} /> : null}
        {calibration ? (
          <div className={classes.beside}>
            <p>
              {slopeText(calibration) ??
                'Every predicted change is shrunk to nothing: there are no sizes to judge.'}
            </p>
            <p>{coverageText(calibration)}</p>
            <p className="quiet">
              {varies ? 'Each dot is a tenth of all genes of all perturbations, by predicted change. ' : ''}
              Intervals are made from the errors at the other perturbations.
            </p>
          </div>
        ) : null}
      </div>
    </CardPanel>
  );
}
