/** The edges that several families find as a network: wide and full in colour with many families. Genes lie as on Explore. */
import { useEffect, useState } from 'react';
import type { AgreedEdge } from '../../../../evaluation/methods/consensus/comparison';
import { layoutGraph } from '../../../../present/figure/layout/graph';
import { layoutWorker } from '../../../session/clients';
import type { RunState } from '../../../session/state';
import { useRun } from '../../../session/stores';
import { useDoubt } from '../../../session/run/doubt';
import { placementNow } from '../../../session/view/viewBus';
import { agreedLabel } from '../../text/methods';
import { agreedMarks, type AgreedMarks } from './agreedMarks';
import classes from './Methods.module.css';

const SIZE = { width: 400, height: 340 } as const;
/** More would cover one another; the table beside lists all. */
const MAX_EDGES = 40;

export function AgreedNetwork({ agreed, families }: { agreed: readonly AgreedEdge[]; families: number }) {
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
