/** The line that tells how learning goes, for eyes and screen readers alike, and the state of the run in words. */
import type { Refining } from '../../../inference/result';
import type { Narration, RunState, RunSummary } from '../../session/state';
import { count } from '../../../present/text/numbers';
import { dayText } from './dataName';
import { capital, plural } from '../../../present/text/format';
import { averagedText, fitsInWords, numberWords } from '../../../present/text/runEvents';

/** 'Step 800: 231 edges are stable; strongest new: GATA1 activates KLF1.' */
export function narrationText({ step, stableEdges, strongestNew }: Narration): string {
  const stable = `${plural(stableEdges, 'edge is', 'edges are')} stable`;
  const edge = strongestNew && edgeSentence(strongestNew.source, strongestNew.target, strongestNew.sign);
  return `Step ${count(step)}: ${stable}${edge ? `; strongest new: ${edge}` : ''}.`;
}

function edgeSentence(source: string, target: string, sign: number): string {
  return `${source} ${sign < 0 ? 'represses' : 'activates'} ${target}`;
}

/** What happens after the main fit, for the panel of the run. */
export function refiningText({ fits }: Refining): string {
  const more =
    fits === 2 ? 'One more fit is' : `${capital(numberWords[fits - 1] ?? count(fits - 1))} more fits are`;
  return `The first fit is done; sliders and errors are its own. ${more} trained in another way, and the ranks that they give the edges are averaged with its own.`;
}

/** What a status tells beside the sentence, several times a second: for eyes only. */
export function refiningStep({ refining }: RunSummary): string {
  return refining ? `Step ${count(refining.step)} of ${count(refining.steps)}` : '';
}

function refiningStatus({ fit, fits }: Refining, averaged: number): string {
  return `Refining: fit ${fit} of ${fits}${averaged > 1 ? `. ${averagedText(averaged)}` : ''}`;
}

function pausedText({ step, refining }: RunSummary): string {
  if (!refining) return `Paused at step ${count(step)}`;
  return `Paused at step ${count(refining.step)} of fit ${refining.fit} of ${refining.fits}`;
}

function finishedText({ steps, averaged }: RunSummary): string {
  const fits = averaged > 1 ? `${capital(fitsInWords(averaged))} of ` : '';
  return `${fits}${plural(steps, 'step')} done. Finished`;
}

function stoppedText({ step, averaged, refining }: RunSummary): string {
  if (!refining) return `Ended at step ${count(step)}. Stopped`;
  const network =
    averaged > 1
      ? `the network averages the ranks of ${fitsInWords(averaged)}, not ${numberWords[refining.fits] ?? count(refining.fits)}`
      : 'the network is that of the first fit alone';
  return `Ended while refining: ${network}. Stopped`;
}

/** Ends in “Finished” or “Stopped” when the run has. */
export function runStatus(
  run: Pick<RunState, 'phase' | 'preparing' | 'stopping' | 'summary' | 'narration' | 'demo' | 'shared'>,
): string {
  const step = count(run.summary.step);
  if (run.stopping) return `Step ${step}: stopping and putting the network together`;
  if (run.shared) return `Shared ${dayText(run.shared.day)}; nothing is trained here`;
  switch (run.phase) {
    case 'idle':
      return 'Nothing has been trained yet';
    case 'preparing':
      return preparingText(run.preparing);
    case 'running':
      if (run.summary.refining) return refiningStatus(run.summary.refining, run.summary.averaged);
      return run.narration ? narrationText(run.narration) : `Step ${step}: learning`;
    case 'paused':
      return pausedText(run.summary) + (run.demo ? ' of the demo' : '');
    case 'finished':
      return finishedText(run.summary);
    case 'stopped':
      return stoppedText(run.summary);
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
    case 'graphics':
      return 'Preparing: setting up the graphics processor';
    case 'starting':
      return 'Preparing: finding a first network';
    case null:
      return 'Preparing';
    default:
      return preparing satisfies never;
  }
}
