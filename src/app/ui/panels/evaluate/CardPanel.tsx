/**
 * A titled section of the Evaluate page with a remark beside the title, and the collapsed explanation of table columns.
 */
import { type ReactNode, useId } from 'react';
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

/** Collapsed explanation of the columns of a table. */
export function Terms({ terms }: { terms: readonly { readonly name: string; readonly why: string }[] }) {
  return (
    <details className={classes.terms}>
      <summary>What the columns mean</summary>
      <dl>
        {terms.map(({ name, why }) => (
          <div key={name}>
            <dt>{name}</dt> <dd>{why}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
