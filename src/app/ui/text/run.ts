/** The state of a run in sentences. */
import type { Narration, RunState } from '../../session/state';
import { count, plural } from '../../../present/text/format';
import { dayText } from './data';

/** 'Step 800: the sign of 231 edges has settled; strongest new edge: GATA1 activates KLF1.' */
export function narrationText({ step, stableEdges, strongestNew }: Narration): string {
  const settled = `${plural(stableEdges, 'edge has', 'edges have')} settled`;
  if (!strongestNew) return `Step ${count(step)}: ${settled}.`;
  const { source, target, sign } = strongestNew;
  const edge = `${source} ${sign < 0 ? 'represses' : 'activates'} ${target}`;
  return `Step ${count(step)}: ${settled}; strongest new edge: ${edge}.`;
}

export const earlierRunText = (run: string, file: string) =>
  `This is the network of “${run}”: ${file} has none yet.`;

/** Ends in “Finished” or “Stopped” once the run has ended. */
export function runStatus(
  run: Pick<RunState, 'phase' | 'preparing' | 'stopping' | 'summary' | 'narration' | 'demo' | 'shared'>,
): string {
  const step = count(run.summary.step);
  if (run.stopping) return `Step ${step}: stopping and computing the network`;
  if (run.shared) return `Shared ${dayText(run.shared.day)}; not trained here`;
  switch (run.phase) {
    case 'idle':
      return 'Not trained yet';
    case 'preparing':
      return run.preparing ? preparations[run.preparing] : 'Preparing';
    case 'running':
      return run.narration ? narrationText(run.narration) : `Step ${step}: training`;
    case 'paused':
      return `Paused at step ${step}${run.demo ? ' of the demo' : ''}`;
    case 'finished':
      return `${plural(run.summary.steps, 'step')} done. Finished`;
    case 'stopped':
      return `Ended at step ${step}. Stopped`;
    case 'failed':
      return `Failed at step ${step}`;
    default:
      return run.phase satisfies never;
  }
}

const preparations = {
  scaling: 'Preparing: scaling the values',
  graphics: 'Preparing: setting up the GPU',
  starting: 'Preparing: computing the start',
} as const;

/** While the demo shows the network of an earlier training. */
export const previewText = {
  learning: 'From an earlier training; now learned again.',
  waits: 'From an earlier training of this demo.',
} as const;
