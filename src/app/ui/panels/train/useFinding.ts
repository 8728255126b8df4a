/** What the run on screen says, as a title and a line; renders only when a number in it changes. */
import { useMemo } from 'react';
import type { RunState } from '../../../session/state';
import { useRun } from '../../../session/stores';
import { refiningText } from '../../text/narration';
import { describeDiagnosis, notBetterYet } from '../../../../present/text/diagnosis';
import { findingStanding } from '../../../../present/text/reportCard';
import { useStanding } from './useStanding';

export interface Finding {
  readonly title: string;
  readonly line: string;
  /** The network must not be read as biology. */
  readonly attention: boolean;
}

/** Before this many steps an error above that of no change says nothing. */
const enoughSteps = 100;
/** The sentence counts steps in hundreds, so that it does not change several times a second. */
const stepGrain = 100;

export function useFinding(): Finding {
  const phase = useRun((run) => run.phase);
  const step = useRun((run) => Math.floor(run.summary.step / stepGrain) * stepGrain);
  const heldOutError = useRun((run) => run.summary.heldOutError);
  const result = useRun((run) => run.result);
  const standing = useStanding();
  const refining = useRun((run) => run.summary.refining !== null && refiningText(run.summary.refining));
  return useMemo(() => {
    if (result) {
      const answers = describeDiagnosis(result);
      const urgent = answers.find((answer) => answer.attention);
      const told = urgent ?? answers.find(({ question }) => question === 'Does it predict?');
      const line = told ? `${told.question} ${told.sentence}` : '';
      return { title: findingStanding(result, standing), line, attention: urgent !== undefined };
    }
    const warning = step >= enoughSteps ? notBetterYet(heldOutError, step) : null;
    if (warning) return { title: warning.title, line: warning.text, attention: true };
    if (refining && (phase === 'running' || phase === 'paused')) {
      const title = phase === 'running' ? 'Refining' : titles.paused;
      return { title, line: refining, attention: false };
    }
    if (heldOutError !== null && phase !== 'idle') {
      const line = `Error on perturbations left out: ${heldOutError.toFixed(2)} of guessing “no change”.`;
      return { title: titles[phase], line, attention: false };
    }
    return { title: titles[phase], line: lines[phase], attention: false };
  }, [phase, step, heldOutError, result, standing, refining]);
}

const titles: Record<RunState['phase'], string> = {
  idle: 'Not trained yet',
  preparing: 'Preparing',
  running: 'Learning',
  paused: 'Paused',
  finished: 'Finished',
  stopped: 'Stopped',
  failed: 'Broke off',
};

const unmeasured = 'The error on perturbations left out is not measured yet.';
const lines: Record<RunState['phase'], string> = {
  idle: 'Press Train to learn the network.',
  preparing: 'Scaling the values and asking what the data can tell.',
  running: unmeasured,
  paused: unmeasured,
  finished: unmeasured,
  stopped: 'It ended before there was a network to keep.',
  failed: 'What was learned before is still on screen.',
};
