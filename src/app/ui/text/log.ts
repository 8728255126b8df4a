/** Lines of the log drawer. */
import type { LogEntry } from '../../session/state';
import { plural, sentence } from '../../../present/text/format';
import { count } from '../../../present/text/numbers';
import { describeError } from './errors';
import { runEventText } from '../../../present/text/runEvents';

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
