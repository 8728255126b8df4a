/** Step, held-out error and time left; changes a few times a second, and only this re-renders. */
import { useRun } from '../../session/stores';
import { count, duration } from '../kit/numbers';
import { timeLeft } from '../text/format';
import classes from './TopBar.module.css';

export function RunNumbers() {
  const summary = useRun((run) => run.summary);
  const phase = useRun((run) => run.phase);
  if (phase === 'idle' || phase === 'failed') return null;
  if (phase === 'preparing') return <div className={classes.numbers}>preparing</div>;
  const ended = phase === 'finished' || phase === 'stopped';
  return (
    <div className={classes.numbers}>
      <span>
        {ended ? `${phase} at step` : 'step'} <b>{count(summary.step)}</b>
      </span>
      {summary.heldOutError === null ? null : (
        <span>
          held-out error <b>{summary.heldOutError.toFixed(2)}</b>
        </span>
      )}
      <span className={classes.secondary}>
        <b>{duration(summary.secondsElapsed)}</b>
        {phase === 'running' && summary.secondsLeft ? `, ${timeLeft(summary.secondsLeft)}` : null}
      </span>
    </div>
  );
}
