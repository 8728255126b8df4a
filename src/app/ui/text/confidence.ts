/** How far the measurement of confidence is, and what stands in its way: only the page measures while a person watches. */
import { fewestFits } from '../../../inference/confidence/howMany';
import type { Hindrance } from '../../session/actions';
import type { ConfidenceProgress } from '../../session/state';
import { plural, timeRange } from '../../../present/text/format';
import { count, duration } from '../../../present/text/numbers';

export const confidencePanelText = {
  about:
    'Fits the model again and again, each time to cells and perturbations drawn anew, and once with shuffled labels: what comes again can be relied on, what comes without labels cannot. Edges are then drawn solid or dashed by these fits; the page stays free meanwhile, and another Train ends it.',
  tooFew: `Cancelled before ${fewestFits} fits had ended: too few to say anything, so nothing changed.`,
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
