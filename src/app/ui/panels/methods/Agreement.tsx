/** Where methods agree: edges that several families find, and how alike the rankings of the methods are. */
import { abouts } from '../../../../evaluation/methods/abouts';
import type { AgreedEdge, MethodComparison } from '../../../../evaluation/methods/consensus/comparison';
import { decimal } from '../../../../present/text/format';
import { select, showScreen } from '../../../session/page/actions';
import { ownName, useMethodRuns } from '../../../session/methods/methodRuns';
import { useRun } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { AddToFigure } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { agreedAbout, agreedTitle, edgeText, methodsText } from '../../text/methods';
import classes from './Methods.module.css';
import { useEffect, useMemo, useState } from 'react';
import { layoutGraph } from '../../../../present/figure/layout/graph';
import { layoutWorker } from '../../../session/clients';
import type { RunState } from '../../../session/state';
import { useDoubt } from '../../../session/run/doubt';
import { placementNow } from '../../../session/view/viewBus';
import { type AgreedMarks, agreedMarks } from './agreedMarks';
import { agreedChart, likenessChart } from './agreementCharts';
import type { Likeness } from '../../../../evaluation/methods/consensus/consensus';

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
        <div>
          <h3>{methodsText.likeness}</h3>
          <p className="quiet">{methodsText.likenessAbout}</p>
          <LikenessMap names={namesOf(comparison)} likeness={likeness} />
        </div>
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

const SIZE = { width: 400, height: 340 } as const;
/** More would cover one another; the table beside lists all. */
const MAX_EDGES = 40;

/** The edges that several families find as a network: wide and full in colour with many families. Genes lie as on Explore. */
function AgreedNetwork({ agreed, families }: { agreed: readonly AgreedEdge[]; families: number }) {
  const positions = usePositions();
  const genes = useRun(({ dataset }) => dataset?.genes);
  if (!positions || !genes || agreed.length === 0) return null;
  const shown = agreed.slice(0, MAX_EDGES);
  return <AgreedFigure marks={agreedMarks(shown, genes, positions, families, SIZE)} families={families} />;
}

function AgreedFigure({ marks, families }: { marks: AgreedMarks; families: number }) {
  const isDoubtful = useDoubt() !== null;
  const chart = agreedChart(marks, SIZE, families, isDoubtful);
  return (
    <figure className={classes.network}>
      <SvgChart chart={chart} />
      <figcaption className="caption">
        {chart.title}. {chart.note}
      </figcaption>
      <AddToFigure of={chart.title} add={({ addAgreement }) => addAgreement(chart, isDoubtful)} />
    </figure>
  );
}

async function arranged(result: RunState['result']): Promise<Float32Array | null> {
  if (!result) return null;
  const graph = layoutGraph(result.network, result.modules);
  const answer = await layoutWorker.ask((layout) => layout.arrange(graph, 'modules'));
  return answer.ok ? answer.value : null;
}

/** [G × 2] where the genes lie on Explore; arranged anew where that was not drawn yet. */
function usePositions(): Float32Array | null {
  const dataset = useRun((run) => run.dataset);
  const result = useRun((run) => run.result);
  const [positions, setPositions] = useState<Float32Array | null>(null);
  useEffect(() => {
    let isWanted = true;
    const place = async () => {
      const found = dataset && (placementNow(dataset.genes)?.positions ?? (await arranged(result)));
      if (isWanted) setPositions(found);
    };
    void place();
    return () => {
      isWanted = false;
    };
  }, [dataset, result]);
  return positions;
}

function LikenessMap({ names, likeness }: { names: readonly string[]; likeness: Likeness }) {
  const chart = useMemo(() => likenessChart(names, likeness), [names, likeness]);
  return (
    <>
      <SvgChart chart={chart} />
      <span>
        <AddToFigure of={chart.title} add={({ addAgreement }) => addAgreement(chart, false)} />
      </span>
    </>
  );
}
