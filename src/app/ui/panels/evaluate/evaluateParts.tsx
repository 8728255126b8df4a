/** The parts of the Evaluate page: a titled section, a table of scores, and the collapsed explanation of its columns. */
import { createContext, type ReactNode, useContext, useEffect, useId, useRef } from 'react';
import { showScreen } from '../../../session/page/actions';
import type { ScreenState } from '../../../session/state';
import { useScreen } from '../../../session/stores';
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

/** Whether every section was opened or closed at once; null: each for itself. */
export const AllSections = createContext<boolean | null>(null);

interface Section {
  readonly title: string;
  /** Beside the title, also while it is closed. */
  readonly aside: string | null;
  /** Something in it calls for attention: it opens. */
  readonly isUrgent?: boolean;
  /** Name by which another part of the page opens it (`ScreenState.section`). */
  readonly name?: ScreenState['section'];
  readonly children: ReactNode;
}

/** A section that opens; its title is there while it is closed. */
export function FoldedPanel({ title, aside, isUrgent = false, name = null, children }: Section) {
  const id = useId();
  const details = useRef<HTMLDetailsElement>(null);
  const all = useContext(AllSections);
  const isWanted = useScreen(({ section }) => name !== null && section === name);
  useEffect(() => {
    if (all !== null) setOpen(details.current, all);
  }, [all]);
  useEffect(() => {
    if (isUrgent) setOpen(details.current, true);
  }, [isUrgent]);
  useEffect(() => {
    if (!isWanted) return;
    setOpen(details.current, true);
    details.current?.scrollIntoView({ block: 'start' });
    details.current?.querySelector('summary')?.focus({ preventScroll: true });
    showScreen({ section: null });
  }, [isWanted]);
  return (
    <section className={classes.folded} aria-labelledby={id}>
      <details ref={details}>
        <summary>
          <h2 id={id}>{title}</h2>
          {aside === null ? null : <span>{aside}</span>}
        </summary>
        <div className={classes.panel}>{children}</div>
      </details>
    </section>
  );
}

function setOpen(details: HTMLDetailsElement | null, open: boolean): void {
  if (details) details.open = open;
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

/** Collapsed explanation of the columns or rows of a table. */
export function Terms({
  terms,
  title = 'What the columns mean',
}: {
  terms: readonly { readonly name: string; readonly why: string }[];
  title?: string;
}) {
  return (
    <details className={classes.terms}>
      <summary>{title}</summary>
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
