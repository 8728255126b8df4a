/** Where methods agree: edges that several families find, and how alike the rankings of the methods are. */
import { abouts } from '../../../../evaluation/methods/abouts';
import type { AgreedEdge, MethodComparison } from '../../../../evaluation/methods/consensus/comparison';
import { decimal } from '../../../../present/text/format';
import { select, showScreen } from '../../../session/page/actions';
import { ownName, useMethodRuns } from '../../../session/methods/methodRuns';
import { useRun } from '../../../session/stores';
import { ScrollRegion } from '../../kit/blocks';
import { DataTable, type ShownColumn } from '../../kit/DataTable';
import { agreedAbout, agreedLabel, agreedTitle, edgeText, methodsText } from '../../text/methods';
import classes from './Methods.module.css';
import { useEffect, useState } from 'react';
import { layoutGraph } from '../../../../present/figure/layout/graph';
import { layoutWorker } from '../../../session/clients';
import type { RunState } from '../../../session/state';
import { useDoubt } from '../../../session/run/doubt';
import { placementNow } from '../../../session/view/viewBus';
import { type AgreedMarks, agreedMarks } from './agreedMarks';
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
  return (
    <figure className={classes.network}>
      <Drawing
        marks={agreedMarks(shown, genes, positions, families, SIZE)}
        label={agreedLabel(shown.length, families)}
      />
      <figcaption className="caption">{agreedLabel(shown.length, families)}</figcaption>
    </figure>
  );
}

function Drawing({ marks, label }: { marks: AgreedMarks; label: string }) {
  const isDoubtful = useDoubt() !== null;
  return (
    <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} role="img" aria-label={label}>
      {marks.edges.map(({ key, d, head, width, opacity, sign }) => (
        <g
          key={key}
          data-sign={isDoubtful ? 0 : (sign ?? 0)}
          data-doubtful={isDoubtful ? '' : undefined}
          className={classes.link}
          strokeOpacity={opacity}
          strokeWidth={width}
        >
          <path d={d} />
          <path d={head} />
        </g>
      ))}
      <g className={classes.gene}>
        {marks.genes.map(({ name, x, y, radius }) => (
          <circle key={name} cx={x} cy={y} r={radius}>
            <title>{name}</title>
          </circle>
        ))}
        {marks.labels.map(({ gene, text, x, y, fontSize }) => (
          <text key={gene} x={x} y={y} fontSize={fontSize}>
            {text}
          </text>
        ))}
      </g>
    </svg>
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

const [CELL, LEFT, GAP] = [20, 168, 1];

/** Rank correlations of methods as squares; methods with like rankings stand side by side. */
function LikenessMap({ names, likeness }: { names: readonly string[]; likeness: Likeness }) {
  const { order, correlations } = likeness;
  const n = order.length;
  const size = n * CELL;
  const of = (row: number, column: number) => correlations[row * names.length + column] ?? 0;
  return (
    <svg
      className={classes.likeness}
      viewBox={`0 0 ${LEFT + size} ${size}`}
      width={LEFT + size}
      height={size}
      role="img"
      aria-label={descriptionOf(names, likeness)}
    >
      {order.map((row, y) => (
        <g key={names[row]}>
          <text x={LEFT - 8} y={(y + 0.5) * CELL} textAnchor="end" dominantBaseline="central">
            {names[row]}
          </text>
          {order.map((column, x) => (
            <rect
              key={names[column]}
              x={LEFT + x * CELL}
              y={y * CELL}
              width={CELL - GAP}
              height={CELL - GAP}
              fillOpacity={0.06 + 0.94 * Math.max(0, of(row, column))}
            >
              <title>{`${names[row] ?? ''}, ${names[column] ?? ''}: ${decimal(of(row, column))}`}</title>
            </rect>
          ))}
        </g>
      ))}
    </svg>
  );
}

/** The most and the least alike pair, in words. */
function descriptionOf(names: readonly string[], { order, correlations }: Likeness): string {
  const pairs = order.flatMap((a, place) =>
    order.slice(place + 1).map((b) => ({ a, b, value: correlations[a * names.length + b] ?? 0 })),
  );
  const sorted = pairs.toSorted((x, y) => y.value - x.value);
  const text = (pair: (typeof sorted)[number] | undefined) =>
    pair ? `${names[pair.a] ?? ''} and ${names[pair.b] ?? ''}, ${decimal(pair.value)}` : '';
  return `Rank correlations of ${names.length} networks. Most alike: ${text(sorted[0])}. Least alike: ${text(sorted.at(-1))}.`;
}
