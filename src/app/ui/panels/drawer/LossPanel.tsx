/** The learning curves, which can be added to a composed figure. */
import { useRun } from '../../../session/stores';
import { LossChart } from '../../charts/LossChart';
import { composerText } from '../../text/composer';
import { AddToFigure } from '../../composed/AddToFigure';
import classes from './BottomDrawer.module.css';

export function LossPanel() {
  const hasCurves = useRun((run) => run.summary.step > 1);
  return (
    <div className={classes.chart}>
      <LossChart>
        {hasCurves ? (
          <AddToFigure of={composerText.names.curves} add={({ addCurves }) => addCurves()} />
        ) : null}
      </LossChart>
    </div>
  );
}
