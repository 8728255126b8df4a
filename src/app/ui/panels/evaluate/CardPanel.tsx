/** One part of the report card: its title, a quiet remark at the right of it, and what it shows. */
import { useId, type ReactNode } from 'react';
import classes from './EvaluatePage.module.css';

export function CardPanel(props: { title: string; aside: string | null; children: ReactNode }) {
  const { title, aside, children } = props;
  const id = useId();
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <div className={classes.head}>
        <h2 id={id}>{title}</h2>
        {aside === null ? null : <span>{aside}</span>}
      </div>
      {children}
    </section>
  );
}
