/** The parts of the Evaluate page: a titled section, a table of scores, and the collapsed explanation of its columns. */
import { type ReactNode, useId } from 'react';
import { ScrollRegion } from '../../kit/blocks';
import classes from './EvaluatePage.module.css';

export function TitledPanel(props: { title: string; aside: string | null; children: ReactNode }) {
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

export interface ScoreColumn {
  readonly name: string;
  /** Explanation; null where the table explains it. */
  readonly why: string | null;
}

/** A table with one column per score; `children` are its rows, `axis` the head of a column before the scores. */
export function ScoreTable(props: {
  label: string;
  rowName: string;
  axis?: ReactNode;
  columns: readonly ScoreColumn[];
  children: ReactNode;
}) {
  return (
    <ScrollRegion className={classes.scroll} label={props.label}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{props.rowName}</th>
            {props.axis ? <th scope="col">{props.axis}</th> : null}
            {props.columns.map(({ name, why }) => (
              <th key={name} scope="col" className="number" title={why ?? undefined}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </ScrollRegion>
  );
}

/** `under`: small text below, such as an interval. */
export function ScoreCell({ text, under }: { text: string | undefined; under?: string | null | undefined }) {
  return (
    <td className="number">
      {text}
      {under ? <span className={classes.under}>{under}</span> : null}
    </td>
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
