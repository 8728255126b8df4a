/** Beside the network: genes that no shown edge reaches, and what the person has hidden. */
import { useState } from 'react';
import { count, plural } from '../../../present/text/format';
import { select } from '../../session/page/actions';
import { showAllHidden, showGene } from '../../session/view/genes';
import { useView } from '../../session/stores';
import { hiddenText, trayText } from '../text/network';
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
      <details>
        <summary>
          <h2>{plural(waiting.length, 'gene')} without shown edges</h2>
        </summary>
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
      </details>
    </section>
  );
}

/** Hidden genes by name and the number of hidden edges; a click shows one gene again, or all. */
export function HiddenTray({ genes }: { genes: readonly string[] }) {
  const hiddenGenes = useView((view) => view.present.hiddenGenes);
  const hiddenEdges = useView((view) => view.present.hiddenEdges);
  if (hiddenGenes.length + hiddenEdges.length === 0) return null;
  return (
    <section className={classes.tray} aria-label={trayText.title} data-lines={1}>
      <h2>{hiddenText(hiddenGenes.length, hiddenEdges.length)}</h2>
      <ul>
        {hiddenGenes.map((gene) => (
          <li key={gene}>
            <button
              type="button"
              aria-label={trayText.show(genes[gene] ?? '')}
              onClick={() => showGene(gene)}
            >
              {genes[gene]}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className={classes.all} onClick={showAllHidden}>
        {trayText.showAll}
      </button>
    </section>
  );
}
