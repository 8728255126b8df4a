/** Precision against recall as a stepped curve, with the line a random order would give and the point of the edges shown. */
import type { TruthComparison } from '../../../evaluation/compare';

const [width, height] = [460, 220];
const box = { left: 36, right: 102, top: 10, bottom: 34 };
const x = (recall: number) => box.left + (width - box.left - box.right) * recall;
const y = (precision: number) => box.top + (height - box.top - box.bottom) * (1 - precision);

export function PrecisionRecallCurve({
  comparison,
  budget,
}: {
  comparison: TruthComparison;
  budget: number;
}) {
  const { curve, density, auprc, found, wrong, trueEdges } = comparison;
  const points = Array.from(
    curve.recall,
    (recall, n) => `${x(recall).toFixed(1)} ${y(curve.precision[n] ?? 0).toFixed(1)}`,
  );
  const drawn = found.length + wrong.length;
  const [recall, precision] = [found.length / Math.max(trueEdges, 1), found.length / Math.max(drawn, 1)];
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      style={{ maxWidth: 560 }}
      role="img"
      aria-label={`Precision and recall: area ${auprc.toFixed(2)}, random ${density.toFixed(2)}`}
      fontSize="11"
      fill="var(--text-2)"
    >
      {[0, 0.5, 1].map((level) => (
        <g key={level}>
          <path d={`M${x(0)} ${y(level)}H${x(1)}`} stroke="var(--line)" />
          <text x={x(0) - 6} y={y(level) + 4} textAnchor="end">
            {level}
          </text>
          <text x={x(level)} y={height - 18} textAnchor="middle">
            {level}
          </text>
        </g>
      ))}
      <text x={x(0.5)} y={height - 4} textAnchor="middle">
        recall: share of the {trueEdges} true edges found
      </text>
      <text transform={`translate(10 ${y(0.5)}) rotate(-90)`} textAnchor="middle">
        precision
      </text>
      <path d={`M${x(0)} ${y(density)}H${x(1)}`} stroke="var(--text)" strokeDasharray="4 3" />
      <text x={x(1) + 6} y={y(density) + 4} fill="var(--text)">
        random {density.toFixed(2)}
      </text>
      <path
        d={`M${points.join('L')}`}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      <text
        x={x(1) + 6}
        y={y(Math.min(0.96, Math.max(auprc, density + 0.12))) + 4}
        fill="var(--accent-text)"
        fontWeight="600"
      >
        Modulode {auprc.toFixed(2)}
      </text>
      <circle
        cx={x(recall)}
        cy={y(precision)}
        r="5"
        fill="var(--mantine-color-body)"
        stroke="var(--accent)"
        strokeWidth="2"
      >
        <title>{`the ${budget} edges shown`}</title>
      </circle>
    </svg>
  );
}
