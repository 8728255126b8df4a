/** What happened in this tab, newest first. */
import { useRun } from '../../../session/stores';
import { ScrollRegion } from '../../kit/ScrollRegion';
import { logText } from '../../text/log';
import classes from './LogPanel.module.css';

export function LogPanel() {
  const log = useRun((run) => run.log);
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
