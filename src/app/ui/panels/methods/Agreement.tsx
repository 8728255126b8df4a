/** Where methods agree: edges that several families find, and how alike the rankings of the methods are. */
import { abouts } from '../../../../evaluation/methods/abouts';
import type { AgreedEdge, MethodComparison } from '../../../../evaluation/methods/consensus/comparison';
import { decimal } from '../../../../present/text/format';
import { select, showScreen } from '../../../session/page/actions';
import { ownName, useMethodRuns } from '../../../session/methods/methodRuns';
import { useRun } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { agreedAbout, agreedTitle, edgeText, methodsText } from '../../text/methods';
import { AgreedNetwork } from './AgreedNetwork';
import { LikenessMap } from './LikenessMap';
import classes from './Methods.module.css';

export function Agreement() {
  const comparison = useMethodRuns((runs) => runs.comparison);
  const genes = useRun(({ dataset }) => dataset?.genes);
  if (!comparison || !genes || comparison.families.length < 2) return null;
  const { agreed, families, edges, likeness } = comparison;
  const everyFamily = agreed.filter((edge) => edge.families === families.length).length;
  return (
    <section className={classes.section} aria-labelledby="method-agreement">
      <h2 id="method-agreement">{methodsText.agreement}</h2>
      <p className="quiet">{agreedAbout(edges, everyFamily, families.length)}</p>
      <div className={classes.agreement}>
        <AgreedNetwork agreed={agreed} families={families.length} />
        <div>
          <h3>{agreedTitle(families.length)}</h3>
          {agreed.length === 0 ? (
            <p className="quiet">{methodsText.noneAgreed}</p>
          ) : (
            <ScrollRegion label="Edges that several families find" className={classes.agreed}>
              <DataTable
                className={classes.table}
                columns={columnsOf(genes, families.length)}
                rows={agreed}
                rowKey={({ source, target }) => `${source} ${target}`}
              />
            </ScrollRegion>
          )}
        </div>
        <div>
          <h3>{methodsText.likeness}</h3>
          <p className="quiet">{methodsText.likenessAbout}</p>
          <LikenessMap names={namesOf(comparison)} likeness={likeness} />
        </div>
      </div>
    </section>
  );
}

function columnsOf(genes: readonly string[], families: number): readonly ShownColumn<AgreedEdge>[] {
  return [
    {
      name: 'Edge',
      cell: ({ source, target, sign }) => (
        <button
          type="button"
          className={classes.edge}
          onClick={() => {
            select({ kind: 'edge', source, target });
            showScreen({ step: 'explore' });
          }}
        >
          {edgeText(genes[source] ?? '', genes[target] ?? '', sign ?? 1)}
        </button>
      ),
    },
    { name: 'Families', isNumber: true, cell: (edge) => `${edge.families} of ${families}` },
    { name: 'Mean 1/rank', isNumber: true, cell: ({ score }) => decimal(score, 3) },
  ];
}

/** In the order of the comparison: its references are by method. */
function namesOf({ truth }: MethodComparison): readonly string[] {
  const titles = new Map(abouts.map(({ name, title }) => [name, title]));
  return [...truth.keys()].map((name) => (name === ownName ? methodsText.own : (titles.get(name) ?? name)));
}
