/** One error over "no change" as a dot with its interval, on an axis from 0 (perfect) past 1 (no change). */
import type { Interval } from '../../../../evaluation/bootstrap';

const [width, height] = [116, 30];
/** Largest error drawn in full; a larger one ends at the edge, next to its number. */
const maxError = 1.5;
const place = (error: number) => 6 + ((width - 12) * Math.min(Math.max(error, 0), maxError)) / maxError;

export function ErrorAxis({ error, accent }: { error: Interval | null; accent: boolean }) {
  const colour = accent ? 'var(--accent)' : 'var(--outline-strong)';
  return (
    <svg width={width} height={height} aria-hidden>
      <path d={`M${place(1)} 0V${height}`} stroke="var(--text-2)" strokeDasharray="2 3" />
      {error && error.low < error.high ? (
        <path
          d={`M${place(error.low)} ${height / 2}H${place(error.high)}`}
          stroke={colour}
          strokeWidth="2"
          strokeLinecap="round"
        />
      ) : null}
      {error ? <circle cx={place(error.value)} cy={height / 2} r="5" fill={colour} /> : null}
    </svg>
  );
}

/** Labels above the axis, at 0 and at 1. */
export function ErrorAxisHead() {
  return (
    <svg width={width} height="14" aria-hidden fontSize="11" fill="var(--text-3)">
      <text x={place(0)} y="11" textAnchor="middle">
        0
      </text>
      <text x={place(1)} y="11" textAnchor="middle">
        no change
      </text>
    </svg>
  );
}
