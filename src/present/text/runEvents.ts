/** What happens in the course of a run, as a log tells it: the same lines on the page and in a terminal. */
import type { RunningDevice } from '../../inference/training/runningDevice';
import { movedText } from './device';
import { plural } from './format';
import { count } from './numbers';

export type RunEvent =
  | { readonly tag: 'opened'; readonly name: string; readonly cells: number; readonly genes: number }
  | { readonly tag: 'started'; readonly name: string; readonly seed: number; readonly step: number }
  | { readonly tag: 'finished' | 'slowed'; readonly step: number }
  | { readonly tag: 'moved'; readonly step: number; readonly device: RunningDevice }
  | { readonly tag: 'averaged'; readonly fits: number };

export function runEventText(event: RunEvent): string {
  switch (event.tag) {
    case 'opened':
      return `Opened ${event.name}: ${plural(event.cells, 'cell')} × ${plural(event.genes, 'gene')}.`;
    case 'started':
      return event.step > 0
        ? `Went on with ${event.name} from step ${count(event.step)} (seed ${event.seed}).`
        : `Started training on ${event.name} (seed ${event.seed}).`;
    case 'finished':
      return `Finished after ${plural(event.step, 'step')}.`;
    case 'slowed':
      return `The loss was not a number: went back to step ${count(event.step)} and on at half the step size.`;
    case 'moved':
      return `The graphics processor was lost; training goes on from step ${count(event.step)} ${movedText(event.device)}.`;
    case 'averaged':
      return averagedText(event.fits);
    default:
      return event satisfies never;
  }
}

export const numberWords = ['no', 'one', 'two', 'three'];

/** 'two fits'. */
export function fitsInWords(fits: number): string {
  return `${numberWords[fits] ?? count(fits)} ${fits === 1 ? 'fit' : 'fits'}`;
}

export function averagedText(fits: number): string {
  return `The network now averages the ranks of ${fitsInWords(fits)}.`;
}
