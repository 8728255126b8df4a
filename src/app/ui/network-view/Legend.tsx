/** The legend under the network: every mark in use, in words. Never hidden. */
import { LegendMark } from './LegendMark';
import classes from './NetworkView.module.css';
import type { LegendEntry } from '../../../present/figure/networkFigure';

export function Legend({ entries }: { entries: readonly LegendEntry[] }) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {entries.map((entry) =>
        entry.kind === 'scale' ? (
          <li key="scale">
            {entry.low} <LegendMark entry={entry} /> {entry.high}
          </li>
        ) : (
          <li key={entry.label}>
            <LegendMark entry={entry} /> {entry.label}
          </li>
        ),
      )}
    </ul>
  );
}
