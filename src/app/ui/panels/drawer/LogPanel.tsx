/** The log of this tab, newest first. */
import { useMessages } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import classes from './BottomDrawer.module.css';
import type { LogEntry } from '../../../session/state';
import { count, plural, sentence } from '../../../../present/text/format';
import { describeNote } from '../../../../present/text/notes';
import { runEventText } from '../../../../present/text/run';
import { describeError } from '../../text/errors';

export function LogPanel() {
  const log = useMessages((state) => state.log);
  return (
    <ScrollRegion className={classes.scroll} label="Log">
      <ol className={classes.log}>
        {log.toReversed().map((entry, place) => (
          <li key={log.length - place}>
            <time dateTime={new Date(entry.at).toISOString()}>{new Date(entry.at).toLocaleTimeString()}</time>
            <span>{logText(entry)}</span>
          </li>
        ))}
      </ol>
    </ScrollRegion>
  );
}

/** An event of a run as a line of the log. */
export function logText({ event }: LogEntry): string {
  switch (event.tag) {
    case 'opened':
    case 'started':
    case 'finished':
    case 'slowed':
    case 'moved':
      return runEventText(event);
    case 'noted': {
      const { title, detail } = describeNote(event.note);
      return `${title}. ${detail}`;
    }
    case 'link-opened':
      return `Opened a link${event.name === '' ? '' : `: ${event.name}`}. It was not trained here.`;
    case 'effects-opened':
      return `Opened a link of effects${event.name === '' ? '' : `: ${event.name}`}.`;
    case 'run-file-opened':
      return `Opened a saved run of ${event.name}.`;
    case 'paused':
      return `Paused at step ${count(event.step)}.`;
    case 'resumed':
      return `Resumed at step ${count(event.step)}.`;
    case 'stopped':
      return `Stopped at step ${count(event.step)}; the network is kept.`;
    case 'discarded':
      return `Discarded at step ${count(event.step)}.`;
    case 'recovered':
      return `The computation was lost and restarted from step ${count(event.step)}.`;
    case 'confidence-measured':
      return `Measured confidence with ${plural(event.fits, 'resampled fit')}.`;
    case 'confidence-cancelled':
      return `Cancelled the confidence measurement after ${plural(event.fits, 'resampled fit')}; nothing changed.`;
    case 'confidence-failed':
      return `The confidence measurement failed: ${sentence(event.detail)}`;
    case 'error': {
      const { title, why } = describeError(event.error);
      return `${title}. ${why}`;
    }
    default:
      return event satisfies never;
  }
}
