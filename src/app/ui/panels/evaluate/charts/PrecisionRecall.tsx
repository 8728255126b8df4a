/**
 * Precision against recall: the network's own curve, those of other methods thin behind it, the line a random order would give,
 * and the point of the edges shown. Names stand at the right, at the height of their areas.
 */
import type { TruthComparison } from '../../../../../evaluation/networks/truthComparison';
import type { PrecisionRecall as Curve } from '../../../../../evaluation/networks/metrics';
import type { NetworkSource } from '../../../../../inference/benchmark/benchmark';
import { networkSourceNames } from '../../../../../present/text/names';
import { decimal } from '../../../../../present/text/format';
import { ChartFrame } from './ChartFrame';
import { apart } from './labelPlaces';

const [width, height] = [480, 250];
const box = { left: 36, right: 148, top: 10, bottom: 34 };
const x = (recall: number) => box.left + (width - box.left - box.right) * recall;
const y = (precision: number) => box.top + (height - box.top - box.bottom) * (1 - precision);
const lineHeight = 14;

export interface MethodCurve {
  readonly source: NetworkSource;
  readonly area: number;
  readonly curve: Curve;
}

interface Props {
  readonly comparison: TruthComparison;
  readonly budget: number;
  /** The best first. */
  readonly others: readonly MethodCurve[];
  readonly highlighted: NetworkSource | null;
  readonly onHighlight: (source: NetworkSource | null) => void;
}

export function PrecisionRecall({ comparison, budget, others, highlighted, onHighlight }: Props) {
  const { curve, density, auprc, found, wrong, trueEdges } = comparison;
  const drawn = found.length + wrong.length;
  const [recall, precision] = [found.length / Math.max(trueEdges, 1), found.length / Math.max(drawn, 1)];
  return (
    <ChartFrame
      width={width}
      height={height}
      maxWidth={580}
      label={`Precision and recall: area ${auprc.toFixed(2)}, random ${density.toFixed(2)}`}
    >
      <Axes trueEdges={trueEdges} />
      <path d={`M${x(0)} ${y(density)}H${x(1)}`} stroke="var(--text)" strokeDasharray="4 3" />
      {others.map((other) => (
        <g
          key={other.source}
          fill="none"
          onMouseEnter={() => onHighlight(other.source)}
          onMouseLeave={() => onHighlight(null)}
        >
          <path d={pathOf(other.curve)} stroke="transparent" strokeWidth="9" />
          <path
            d={pathOf(other.curve)}
            stroke={other.source === highlighted ? 'var(--text)' : 'var(--outline-strong)'}
            strokeOpacity={other.source === highlighted ? 1 : 0.6}
            strokeWidth={other.source === highlighted ? 1.75 : 1}
          />
        </g>
      ))}
      <path
        d={pathOf(curve)}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeLinejoin="round"
        pointerEvents="none"
      />
      <Labels auprc={auprc} density={density} others={others} highlighted={highlighted} />
      <circle
        cx={x(recall)}
        cy={y(precision)}
        r="5"
        fill="var(--mantine-color-body)"
        stroke="var(--accent)"
        strokeWidth="2"
        data-edges={budget}
      >
        <title>{`the ${budget} edges shown`}</title>
      </circle>
    </ChartFrame>
  );
}

function Axes({ trueEdges }: { trueEdges: number }) {
  return (
    <>
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
    </>
  );
}

/** Those of the two best others and of the one pointed at, pushed apart where they would lie on each other. */
function Labels(props: Pick<Props, 'others' | 'highlighted'> & { auprc: number; density: number }) {
  const { auprc, density, others, highlighted } = props;
  const named = others.filter(({ source }, place) => place < 2 || source === highlighted);
  const labels = [
    { key: 'modulode', text: `Modulode ${decimal(auprc)}`, at: auprc, strong: true },
    { key: 'density', text: `random ${decimal(density)}`, at: density, strong: false },
    ...named.map(({ source, area }) => ({
      key: source,
      text: `${networkSourceNames[source]} ${decimal(area)}`,
      at: area,
      strong: source === highlighted,
    })),
  ];
  const places = apart(
    labels.map(({ at }) => y(at)),
    lineHeight,
    [box.top + 4, y(0)],
  );
  return labels.map(({ key, text, strong }, place) => (
    <text
      key={key}
      x={x(1) + 7}
      y={(places[place] ?? 0) + 4}
      fill={key === 'modulode' ? 'var(--accent-text)' : strong ? 'var(--text)' : 'var(--text-2)'}
      fontWeight={strong ? 600 : 400}
    >
      {text}
    </text>
  ));
}

function pathOf({ recall, precision }: Curve): string {
  const points = Array.from(recall, (at, n) => `${x(at).toFixed(1)} ${y(precision[n] ?? 0).toFixed(1)}`);
  return `M${points.join('L')}`;
}
