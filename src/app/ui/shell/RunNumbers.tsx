/** Step, error on perturbations left out and time left; changes a few times a second, and only this re-renders. */
import { useImport, useRun } from '../../session/stores';
import { count, duration } from '../../../present/text/numbers';
import { fileWaits } from '../../session/fileWaits';
import { demoTexts } from '../text/dataName';
import { timeLeft } from '../../../present/text/format';
import classes from './TopBar.module.css';

export function RunNumbers() {
  const summary = useRun((run) => run.summary);
  const phase = useRun((run) => run.phase);
  const dataset = useRun((run) => run.dataset);
  const demo = useRun((run) => run.demo);
  const waits = useImport((opened) => fileWaits(opened, { dataset }));
  if (phase === 'idle' || phase === 'failed') return null;
  // Numbers of an earlier run beside the name of a file that waits would be read as that file's.
  if (waits && phase !== 'running' && phase !== 'preparing') return null;
  if (phase === 'preparing') return <div className={classes.numbers}>preparing</div>;
  const ended = phase === 'finished' || phase === 'stopped';
  return (
    <div className={classes.numbers}>
      {waits ? (
        <span className={classes.whose}>{demo ? demoTexts[demo].inSentence : dataset?.name}:</span>
      ) : null}
      {summary.refining && !ended ? (
        <>
          <span>
            fit <b>{summary.refining.fit}</b> of {summary.refining.fits}
          </span>
          <span>
            step <b>{count(summary.refining.step)}</b>
          </span>
        </>
      ) : (
        <span>
          {ended ? `${phase} at step` : 'step'} <b>{count(summary.step)}</b>
        </span>
      )}
      {summary.heldOutError === null ? null : (
        <span>
          error, left out <b>{summary.heldOutError.toFixed(2)}</b>
        </span>
      )}
      <span className={classes.secondary}>
        <b>{duration(summary.secondsElapsed)}</b>
        {phase === 'running' && summary.secondsLeft ? `, ${timeLeft(summary.secondsLeft)}` : null}
      </span>
    </div>
  );
}
