/** The log of this tab, newest first. */
import { useMessages } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import { logText } from '../../text/log';
import classes from './BottomDrawer.module.css';

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
