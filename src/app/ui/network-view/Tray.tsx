/** The genes that no shown edge reaches: they wait beside the network instead of filling it. */
import { useState } from 'react';
import { count, plural } from '../../../present/text/format';
import { select } from '../../session/actions';
import { useView } from '../../session/stores';
import classes from './NetworkView.module.css';

/** Listed at once; the others on request. */
const MAX_LISTED = 120;

export function Tray(props: { genes: readonly string[]; waiting: readonly number[]; lines: 1 | 2 }) {
  const { genes, waiting, lines } = props;
  const [all, showAll] = useState(false);
  const selected = useView(({ present: { selection } }) =>
    selection?.kind === 'gene' ? selection.gene : null,
  );
  if (waiting.length === 0) return null;
  const listed = all ? waiting : waiting.slice(0, MAX_LISTED);
  return (
    <section className={classes.tray} aria-label="Genes without shown edges" data-lines={lines}>
      <h2>{plural(waiting.length, 'gene')} without shown edges</h2>
      <ul>
        {listed.map((gene) => (
          <li key={gene}>
            <button
              type="button"
              aria-pressed={gene === selected}
              onClick={() => select({ kind: 'gene', gene })}
            >
              {genes[gene]}
            </button>
          </li>
        ))}
        {listed.length < waiting.length && (
          <li>
            <button type="button" onClick={() => showAll(true)}>
              and {count(waiting.length - listed.length)} more
            </button>
          </li>
        )}
      </ul>
    </section>
  );
}
