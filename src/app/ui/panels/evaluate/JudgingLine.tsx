/** What is being compared, how far it is, and a way out; or why nothing is. One line high whatever it says. */
import { Button, Progress } from '@mantine/core';
import { cancelEvaluation, evaluateAgain } from '../../../session/actions';
import type { EvaluationState } from '../../../session/state';
import { judgingText } from '../../text/judging';
import classes from './JudgingLine.module.css';

export function JudgingLine({ judging, methods }: { judging: EvaluationState['judging']; methods: number }) {
  return (
    <div
      className={classes.line}
      data-failed={judging.phase === 'failed' || judging.phase === 'refused' ? '' : undefined}
    >
      <span>{judgingText(judging, methods)}</span>
      {judging.phase === 'running' ? (
        <>
          <Progress
            className={classes.progress}
            size={4}
            value={100 * (judging.progress?.share ?? 0)}
            aria-label="Share of this comparison that is done"
          />
          <Button variant="subtle" size="compact-sm" onClick={cancelEvaluation}>
            Cancel comparing
          </Button>
        </>
      ) : null}
      {judging.phase === 'cancelled' || judging.phase === 'failed' ? (
        <Button variant="default" size="compact-sm" onClick={evaluateAgain}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}
