/** Lines of the log drawer. */
import type { LogEntry } from '../../session/state';
import { count } from '../../sentences/numbers';
import { movedText } from '../../sentences/device';
import { describeError } from './errors';
import { plural } from '../../sentences/format';
import { averagedText } from './narration';

export function logText({ event }: LogEntry): string {
  switch (event.tag) {
    case 'opened':
      return `Opened ${event.name}: ${plural(event.cells, 'cell')} × ${plural(event.genes, 'gene')}.`;
    case 'link-opened':
      return `Opened a link${event.name === '' ? '' : `: ${event.name}`}. Nothing was trained here.`;
    case 'run-file-opened':
      return `Opened a saved run of ${event.name}.`;
    case 'started':
      return event.step > 0
        ? `Went on with ${event.name} from step ${count(event.step)} (seed ${event.seed}).`
        : `Started training on ${event.name} (seed ${event.seed}).`;
    case 'paused':
      return `Paused at step ${count(event.step)}.`;
    case 'resumed':
      return `Resumed at step ${count(event.step)}.`;
    case 'stopped':
      return `Stopped at step ${count(event.step)}; what was learned is kept.`;
    case 'finished':
      return `Finished after ${plural(event.step, 'step')}.`;
    case 'discarded':
      return `Discarded at step ${count(event.step)}.`;
    case 'recovered':
      return `The computation was lost and restarted from step ${count(event.step)}.`;
    case 'slowed':
      return `The loss was not a number: went back to step ${count(event.step)} and on at half the step size.`;
    case 'moved':
      return `The graphics processor was lost; training goes on from step ${count(event.step)} ${movedText(event.device)}.`;
    case 'averaged':
      return averagedText(event.fits);
    case 'error': {
      const { title, why } = describeError(event.error);
      return `${title}. ${why}`;
    }
    default:
      return event satisfies never;
  }
}
