/** The line that tells how learning goes, for eyes and screen readers alike, and the state of the run in words. */
import type { Refining } from '../../../inference/run/result';
import type { Narration, RunState, RunSummary, LogEntry, Judging } from '../../session/state';
import { count, capital, plural, sentence, percent, timeRange, duration } from '../../../present/text/format';
import { dayText } from './data';
import {
  averagedText,
  fitsInWords,
  numberWords,
  runEventText,
  judgingRefusedText,
} from '../../../present/text/run';
import { describeError } from './errors';
import type { JudgingProgress } from '../../../inference/benchmark/benchmark';
import { networkSourceNames } from '../../../present/text/names';
import type { ConfidenceProgress } from '../../../inference/confidence/pool';
import { MIN_FITS } from '../../../inference/confidence/confidence';
import type { Hindrance } from '../../session/actions';

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

/** Lines of the log drawer. */

export function logText({ event }: LogEntry): string {
  switch (event.tag) {
    case 'opened':
    case 'started':
    case 'finished':
    case 'slowed':
    case 'moved':
    case 'averaged':
      return runEventText(event);
    case 'link-opened':
      return `Opened a link${event.name === '' ? '' : `: ${event.name}`}. Nothing was trained here.`;
    case 'run-file-opened':
      return `Opened a saved run of ${event.name}.`;
    case 'paused':
      return `Paused at step ${count(event.step)}.`;
    case 'resumed':
      return `Resumed at step ${count(event.step)}.`;
    case 'stopped':
      return `Stopped at step ${count(event.step)}; what was learned is kept.`;
    case 'discarded':
      return `Discarded at step ${count(event.step)}.`;
    case 'recovered':
      return `The computation was lost and restarted from step ${count(event.step)}.`;
    case 'confidence-measured':
      return `Measured how sure the edges are with ${plural(event.fits, 'resampled fit')}.`;
    case 'confidence-cancelled':
      return `Gave up measuring how sure the edges are after ${plural(event.fits, 'resampled fit')}; nothing changed.`;
    case 'confidence-failed':
      return `Measuring how sure the edges are broke off: ${sentence(event.detail)}`;
    case 'error': {
      const { title, why } = describeError(event.error);
      return `${title}. ${why}`;
    }
    default:
      return event satisfies never;
  }
}

/** How far a run has been set beside other methods, in a quiet line. */

export const noCells =
  'A link carries no cells, so other methods have nothing to learn from: open the run file or the data to compare.';

/** `methods`: how many networks stand beside the run's own. */
export function judgingText(judging: Judging, methods: number): string {
  switch (judging.phase) {
    case 'idle':
      return '';
    case 'running':
      return judging.progress
        ? `${partText(judging.progress.part)}, ${percent(judging.progress.share)}`
        : 'Comparing with other methods';
    case 'done':
      return `Beside ${methods} other methods on the same cells, with the same perturbations held out and as many edges.`;
    case 'cancelled':
      return 'Comparing was cancelled; what was known by then is shown.';
    case 'refused':
      return judgingRefusedText(judging);
    case 'failed':
      return `Comparing with other methods broke off: ${judging.detail}`;
    default:
      return judging satisfies never;
  }
}

function partText(part: JudgingProgress['part']): string {
  if (part === 'predictions') return 'Comparing with simpler predictions';
  if (part === 'cells') return 'Comparing predicted cells with measured ones';
  if (part === 'identifiability') return 'Asking what the screen can tell';
  return part === 'modulode'
    ? 'Judging the network by the cells'
    : `Comparing with ${networkSourceNames[part]}`;
}

/** How far the measurement of confidence is, and what stands in its way: only the page measures while a person watches. */

export const confidencePanelText = {
  about:
    'Fits the model again and again, each time to cells and perturbations drawn anew, and once with shuffled labels: what comes again can be relied on, what comes without labels cannot. Edges are then drawn solid or dashed by these fits; the page stays free meanwhile, and another Train ends it.',
  tooFew: `Cancelled before ${MIN_FITS} fits had ended: too few to say anything, so nothing changed.`,
  failedTitle: 'The measurement broke off',
  failed: 'A fit was lost twice. Other edges, numbers and sliders are not touched by it.',
  copied: 'Copied.',
  notCopied: 'This browser does not let the page copy.',
} as const;

export function hindranceText(hindrance: Exclude<Hindrance, 'under-way'>): string {
  switch (hindrance) {
    case 'no-result':
      return 'Train first: what is learned can be measured.';
    case 'training':
      return 'Training goes first: it can be measured when the run has ended.';
    case 'no-cells':
      return 'A link carries no cells, so nothing can be fitted again: what stability it carries is shown as the sender measured it.';
    default:
      return hindrance satisfies never;
  }
}

/** '20 fits, about 20–60 s'. */
export function costText(fits: number, seconds: readonly [number, number]): string {
  const [least, most] = seconds;
  return `${plural(fits, 'fit')}, about ${timeRange([Math.max(1, least), Math.max(1, most)])}`;
}

export function measuringText({ stage, done, fits, secondsLeft }: ConfidenceProgress): string {
  const left = secondsLeft === null ? '' : `, about ${duration(Math.max(1, secondsLeft))} left`;
  switch (stage) {
    case 'fits':
      return `${count(done)} of ${plural(fits, 'fit')}${left}`;
    case 'labels':
      return `${plural(fits, 'fit')} done; the check with shuffled labels${left}`;
    case 'summary':
      return `${plural(done, 'fit')} done; putting together what they say`;
    default:
      return stage satisfies never;
  }
}
