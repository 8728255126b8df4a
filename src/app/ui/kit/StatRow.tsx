/** One measured thing and its value, in a ruled list (<dl>). */
import type { ReactNode } from 'react';
import classes from './StatRow.module.css';

export function StatList(props: { children: ReactNode }) {
  return <dl className={classes.list}>{props.children}</dl>;
}

export function StatRow(props: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className={classes.row}>
      <dt>
        {props.label}
        {props.hint ? <span className={classes.hint}>{props.hint}</span> : null}
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}
