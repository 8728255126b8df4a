/** The network in miniature, coloured by the predicted change of one scenario; all miniatures have the places of the large one. */
import { useMemo } from 'react';
import { miniatureOf, type MiniatureOf } from '../../../../present/figure/miniature';
import type { Palette } from '../../../../present/figure/palette';
import classes from './Scenarios.module.css';

const size = [148, 108] as const;
const nameSize = 11;

export function MiniNetwork(props: { label: string; of: MiniatureOf; palette: Palette }) {
  const { label, of, palette } = props;
  const { viewBox, edges, genes, names } = useMemo(
    () => miniatureOf(of, size, nameSize, palette),
    [of, palette],
  );
  return (
    <svg className={classes.mini} viewBox={viewBox.join(' ')} role="img" aria-label={label}>
      <path d={edges.d} stroke={edges.color} strokeWidth={edges.width} strokeOpacity={0.35} fill="none" />
      {genes.map(({ gene, x, y, radius, fill, border, width }) => (
        <circle key={gene} cx={x} cy={y} r={radius} fill={fill} stroke={border} strokeWidth={width} />
      ))}
      {names.map((name) => (
        <text
          key={name.text}
          x={name.x}
          y={name.y}
          textAnchor="middle"
          fontSize={name.size}
          fontWeight={620}
          fill={name.ink}
          stroke={name.halo}
          strokeWidth={name.haloWidth}
          paintOrder="stroke"
        >
          {name.text}
        </text>
      ))}
    </svg>
  );
}
