/** The network in miniature, coloured by the predicted change of one scenario; all miniatures have the places of the large one. */
import { useMemo } from 'react';
import type { Edge } from '../../../../network/network';
import { changeColor, type Palette } from '../../../../present/figure/palette';
import type { Placement } from '../../../../share/view';
import { drawnGenes, frameOf } from './sideBySide';
import classes from './Scenarios.module.css';

const size = [148, 108] as const;
/** Names of more genes would lie on each other. */
const NAMED = 3;

export function MiniNetwork(props: {
  label: string;
  genes: readonly string[];
  placement: Placement;
  edges: readonly Edge[];
  hidden: readonly number[];
  /** [G] */
  log2FoldChange: Float32Array;
  /** Genes that are set, drawn as empty rings, few of them with their names. */
  changed: readonly number[];
  palette: Palette;
}) {
  const { genes, placement, edges, log2FoldChange, changed, palette } = props;
  const { positions } = placement;
  const hidden = useMemo(() => new Set(props.hidden), [props.hidden]);
  const shown = useMemo(
    () => drawnGenes(genes.length, edges, changed).filter((gene) => !hidden.has(gene)),
    [genes, edges, changed, hidden],
  );
  const { viewBox, radius, stroke } = useMemo(() => frameOf(positions, shown, size), [positions, shown]);
  const at = (gene: number) => [positions[2 * gene] ?? 0, positions[2 * gene + 1] ?? 0] as const;
  const lines = useMemo(
    () =>
      edges
        .filter(({ source, target }) => !hidden.has(source) && !hidden.has(target))
        .map(({ source, target }) => `M${placeOf(positions, source)}L${placeOf(positions, target)}`)
        .join(''),
    [edges, hidden, positions],
  );
  return (
    <svg className={classes.mini} viewBox={viewBox} role="img" aria-label={props.label}>
      <path
        d={lines}
        stroke={palette.neutralEdge}
        strokeWidth={stroke * 0.7}
        strokeOpacity={0.35}
        fill="none"
      />
      {shown.map((gene) => {
        const [x, y] = at(gene);
        const isSet = changed.includes(gene);
        return (
          <circle
            key={gene}
            cx={x}
            cy={y}
            r={radius}
            fill={isSet ? palette.panel : changeColor(palette, log2FoldChange[gene] ?? 0)}
            stroke={isSet ? palette.text : palette.outline}
            strokeWidth={stroke * (isSet ? 2 : 0.8)}
          />
        );
      })}
      {(changed.length <= NAMED ? changed : [])
        .filter((gene) => !hidden.has(gene))
        .map((gene) => {
          const [x, y] = at(gene);
          return (
            <text
              key={gene}
              x={x}
              y={y - radius * 1.5}
              textAnchor="middle"
              fontSize={stroke * 11}
              fontWeight={620}
              fill={palette.text}
              stroke={palette.panel}
              strokeWidth={stroke * 3}
              paintOrder="stroke"
            >
              {genes[gene]}
            </text>
          );
        })}
    </svg>
  );
}

function placeOf(positions: Float32Array, gene: number): string {
  return `${(positions[2 * gene] ?? 0).toFixed(1)} ${(positions[2 * gene + 1] ?? 0).toFixed(1)}`;
}
