/** Rank correlations of methods as squares; methods with like rankings stand side by side. */
import type { Likeness } from '../../../../evaluation/methods/consensus/agreement';
import { decimal } from '../../../../present/text/format';
import classes from './Methods.module.css';

const [CELL, LEFT, GAP] = [20, 168, 1];

export function LikenessMap({ names, likeness }: { names: readonly string[]; likeness: Likeness }) {
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
