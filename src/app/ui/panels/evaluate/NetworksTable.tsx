/** Every network in a row of its own: what it scores, or why it has no numbers, and below what the columns mean. */
import type { ReactNode } from 'react';
import type { LeftOutMethod, NetworkSource, TruthCard } from '../../../../inference/benchmark/benchmark';
import { networkSourceNames } from '../../../../present/text/methodNames';
import { ScrollRegion } from '../../kit/ScrollRegion';
import { CardPanel } from './CardPanel';
import classes from './EvaluatePage.module.css';
import { absenceText, orderOfSources } from './networkRows';
import { Terms } from './Terms';

interface Column {
  readonly name: string;
  /** null: the table itself says what it is. */
  readonly why: string | null;
}

export interface Score {
  readonly text: string;
  /** Stands small below it. */
  readonly under: string | null;
}

interface Props {
  readonly title: string;
  /** Of all rows, beside the title. */
  readonly size: string | null;
  readonly label: string;
  readonly columns: readonly Column[];
  /** One score per column; null where the network is not known. */
  readonly scoresOf: (source: NetworkSource) => readonly Score[] | null;
  readonly truth: TruthCard | null;
  readonly leftOut: readonly LeftOutMethod[];
  readonly computing: boolean;
  /** Stands between the table and its terms. */
  readonly children?: ReactNode;
}

export function NetworksTable(props: Props) {
  const { title, size, label, columns, scoresOf, truth, leftOut, computing, children } = props;
  return (
    <CardPanel title={title} aside={size}>
      <ScrollRegion className={classes.scroll} label={label}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">Network</th>
              {columns.map(({ name, why }) => (
                <th key={name} scope="col" className="number" title={why ?? undefined}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {orderOfSources(truth, computing).map((source) => {
              const scores = scoresOf(source);
              return (
                <tr key={source} data-own={source === 'modulode' ? '' : undefined}>
                  <th scope="row">{networkSourceNames[source]}</th>
                  {scores ? (
                    columns.map(({ name }, place) => <ScoreCell key={name} score={scores[place]} />)
                  ) : (
                    <td colSpan={columns.length} className={classes.absent}>
                      {absenceText(source, leftOut, computing)}
                    </td>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
      {children}
      <Terms terms={columns.flatMap(({ name, why }) => (why === null ? [] : [{ name, why }]))} />
    </CardPanel>
  );
}

function ScoreCell({ score }: { score: Score | undefined }) {
  return (
    <td className="number">
      {score?.text}
      {score && score.under !== null ? <span className={classes.under}>{score.under}</span> : null}
    </td>
  );
}
