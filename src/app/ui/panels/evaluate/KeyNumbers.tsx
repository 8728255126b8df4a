/** Three numbers with their intervals, above the sections that explain them. */
import { keyNumberText } from '../../text/run';
import classes from './KeyNumbers.module.css';
import type { keyNumbers } from './keyNumbers';

export function KeyNumbers({ numbers }: { numbers: ReturnType<typeof keyNumbers> }) {
  return (
    <dl className={classes.numbers} aria-label={keyNumberText.label}>
      {numbers.map(({ name, value, interval, hint }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            {interval ? <span title={keyNumberText.interval}>{interval}</span> : null}
            <span className={classes.hint}>{hint}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
