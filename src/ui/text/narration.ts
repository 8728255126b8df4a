/** The line that tells how learning goes, for eyes and screen readers alike, and the state of the run in words. */
import type { Narration, RunState } from '../../session/state';
import { count } from '../kit/numbers';
import { plural } from './format';

/** 'Step 800: 231 edges are stable; strongest new: GATA1 activates KLF1.' */
export function narrationText({ step, stableEdges, strongestNew }: Narration): string {
  const stable = `${plural(stableEdges, 'edge is', 'edges are')} stable`;
  const edge = strongestNew && edgeSentence(strongestNew.source, strongestNew.target, strongestNew.sign);
  return `Step ${count(step)}: ${stable}${edge ? `; strongest new: ${edge}` : ''}.`;
}

function edgeSentence(source: string, target: string, sign: number): string {
  return `${source} ${sign < 0 ? 'represses' : 'activates'} ${target}`;
}

/** Ends in “Finished” or “Stopped” when the run has. */
export function runStatus(
  run: Pick<RunState, 'phase' | 'preparing' | 'stopping' | 'summary' | 'narration' | 'isDemo'>,
): string {
  const step = count(run.summary.step);
  if (run.stopping) return `Step ${step}: stopping and putting the network together`;
  switch (run.phase) {
    case 'idle':
      return 'Nothing has been trained yet';
    case 'preparing':
      return preparingText(run.preparing);
    case 'running':
      return run.narration ? narrationText(run.narration) : `Step ${step}: learning`;
    case 'paused':
      return `Paused at step ${step}${run.isDemo ? ' of the demo' : ''}`;
    case 'finished':
      return `${count(run.summary.steps)} steps done. Finished`;
    case 'stopped':
      return `Ended at step ${step}. Stopped`;
    case 'failed':
      return `Broke off at step ${step}`;
    default:
      return run.phase satisfies never;
  }
}

function preparingText(preparing: RunState['preparing']): string {
  switch (preparing) {
    case 'scaling':
      return 'Preparing: scaling the values';
    case 'starting':
      return 'Preparing: finding a first network';
    case null:
      return 'Preparing';
    default:
      return preparing satisfies never;
  }
}
