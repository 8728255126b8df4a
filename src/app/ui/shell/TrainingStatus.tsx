/**
 * What a screen reader hears about the run: changes with its phase, with each narrated sentence and with each fit that joins
 * the network, not with each step.
 * Ends in "Finished" or "Stopped" when it has.
 */
import { useRun } from '../../session/stores';
import { refiningStep, runStatus } from '../text/narration';
import classes from './StatusBar.module.css';

export function TrainingStatus() {
  const text = useRun(runStatus);
  const step = useRun(({ phase, summary }) => (phase === 'running' ? refiningStep(summary) : ''));
  return (
    <div className={classes.line}>
      <span className={classes.dot} aria-hidden />
      {/* oxlint-disable-next-line jsx-a11y/no-redundant-roles -- implied, but tests and older readers look for it */}
      <output role="status" aria-label="Training status">
        {text}
      </output>
      {step ? (
        <span className="number" aria-hidden>
          {step}
        </span>
      ) : null}
    </div>
  );
}
