/** The figures of the quality rules (a histogram per rule, counts against genes per cell) and the scales of their axes. */
import type { FilterRules, ValueScale } from '../../../../dataset/mapping';
import type { Distribution, QualityReport } from '../../../../dataset/quality/qualityReport';
import { count } from '../../../../present/text/format';
import { amountsText, pictureText } from '../../text/quality';
import { ChartFrame } from '../../charts/SvgChart';
import classes from './CheckPage.module.css';

/** Number of grey levels that encode cells per square, lightest first. */
const shades = 5;

/** Total counts against detected genes per cell as a 2D histogram, darker for more cells; rules as dashed lines. */
export function AmountsFigure(props: { report: QualityReport; filter: FilterRules; values: ValueScale }) {
  const [width, height] = [360, 250];
  const box = { left: 44, right: 6, top: 8, bottom: 36 };
  const floor = height - box.bottom;
  const { totals, genes, totalsByGenes } = props.report.cells;
  const { leastCounts, leastGenes } = props.filter;
  const x = placeAlong(totals.edges, box.left, width - box.right, amounts);
  const y = placeAlong(genes.edges, floor, box.top, amounts);
  const rows = genes.edges.length - 1;
  const maxCells = Math.log1p(Math.max(...totalsByGenes));
  const paths = Array<string>(shades).fill('');
  totalsByGenes.forEach((cells, square) => {
    if (cells === 0) return;
    const [column, row] = [Math.floor(square / rows), square % rows];
    const [left, right] = [x(totals.edges[column] ?? 0), x(totals.edges[column + 1] ?? 0)];
    const [low, high] = [y(genes.edges[row] ?? 0), y(genes.edges[row + 1] ?? 0)];
    const shade = Math.min(shades - 1, Math.floor((shades * Math.log1p(cells)) / maxCells));
    paths[shade] +=
      `M${left.toFixed(1)} ${low.toFixed(1)}H${Math.max(left + 2, right).toFixed(1)}V${Math.min(low - 2, high).toFixed(1)}H${left.toFixed(1)}z`;
  });
  const text = amountsText(props.values);
  return (
    <figure className={classes.amounts}>
      <ChartFrame width={width} height={height} maxWidth={430} label={text.label}>
        {paths.map((path, shade) => (
          <path key={`shade ${shade}`} d={path} fill="var(--text)" fillOpacity={(shade + 1) / shades} />
        ))}
        <path
          d={`M${box.left} ${box.top}V${floor}H${width - box.right}`}
          fill="none"
          stroke="var(--outline-strong)"
        />
        {leastCounts === undefined ? null : (
          <path d={`M${x(leastCounts)} ${box.top}V${floor}`} stroke="var(--text)" strokeDasharray="4 3" />
        )}
        {leastGenes === undefined ? null : (
          <path
            d={`M${box.left} ${y(leastGenes)}H${width - box.right}`}
            stroke="var(--text)"
            strokeDasharray="4 3"
          />
        )}
        <text x={box.left} y={floor + 14}>
          {amounts.print(totals.edges[0] ?? 0)}
        </text>
        <text x={width - box.right} y={floor + 14} textAnchor="end">
          {amounts.print(totals.most)}
        </text>
        <text x={(box.left + width - box.right) / 2} y={height - 6} textAnchor="middle">
          {text.across}
        </text>
        <text x={box.left - 5} y={floor} textAnchor="end">
          {amounts.print(genes.edges[0] ?? 0)}
        </text>
        <text x={box.left - 5} y={box.top + 9} textAnchor="end">
          {amounts.print(genes.most)}
        </text>
        <text transform={`translate(12 ${(box.top + floor) / 2}) rotate(-90)`} textAnchor="middle">
          {text.up}
        </text>
      </ChartFrame>
      <figcaption className="quiet">{text.caption}</figcaption>
    </figure>
  );
}

/** An axis from the first to the last edge; values beyond are clamped. */
function placeAlong(edges: readonly number[], from: number, to: number, { place }: RuleScale) {
  const [min, max] = [place(edges[0] ?? 0), place(edges.at(-1) ?? 1)];
  return (value: number) => {
    const share = (place(value) - min) / Math.max(max - min, 1e-9);
    return from + (to - from) * Math.min(1, Math.max(0, share));
  };
}

/** A small histogram with the rule as a dashed line: bins that pass are solid, excluded bins outlined. */
export function HistogramFigure(props: {
  label: string;
  noun: string;
  spread: Distribution;
  scale: RuleScale;
  limit: number | undefined;
}) {
  const { label, noun, spread, scale, limit } = props;
  const [width, height] = [300, 84];
  const box = { left: 1, right: 1, top: 18, bottom: 16 };
  const floor = height - box.bottom;
  const { edges, counts, most } = spread;
  const x = placeAlong(edges, box.left, width - box.right, scale);
  const tallest = Math.max(...counts);
  const bars = counts.flatMap((inBin, bin) => {
    if (inBin === 0) return [];
    const [low = 0, high = 0] = [edges[bin], edges[bin + 1]];
    const top = floor - Math.max(1.5, ((floor - box.top) * inBin) / tallest);
    const path = `M${x(low).toFixed(1)} ${floor}V${top.toFixed(1)}H${Math.max(x(low) + 1, x(high) - 0.8).toFixed(1)}V${floor}z`;
    return [{ path, isOut: limit !== undefined && scale.isOut(low, high, limit) }];
  });
  const joined = (isOut: boolean) =>
    bars
      .filter((bar) => bar.isOut === isOut)
      .map(({ path }) => path)
      .join('');
  const median = scale.print(spread.median);
  return (
    <ChartFrame width={width} height={height} maxWidth={360} label={pictureText(label, noun, median)}>
      <path d={joined(false)} fill="var(--text-2)" />
      <path d={joined(true)} fill="none" stroke="var(--outline-strong)" />
      <path d={`M0 ${floor}H${width}`} stroke="var(--outline-strong)" />
      {limit === undefined ? null : (
        <path
          d={`M${x(limit).toFixed(1)} ${box.top - 4}V${floor + 3}`}
          stroke="var(--text)"
          strokeWidth={1.5}
          strokeDasharray="4 3"
        />
      )}
      <text x={width} y={11} textAnchor="end">
        median {median}
      </text>
      <text x={0} y={height - 3}>
        {scale.print(edges[0] ?? 0)}
      </text>
      <text x={width} y={height - 3} textAnchor="end">
        {scale.print(most)}
      </text>
    </ChartFrame>
  );
}

/** How the limit of a rule is typed and drawn: amounts on a log axis with a minimum, shares in percent with a maximum. */
export interface RuleScale {
  /** Monotonic position on the axis. */
  readonly place: (value: number) => number;
  readonly print: (value: number) => string;
  /** Converts a limit to the typed number, and back. */
  readonly typed: (limit: number) => number;
  readonly limit: (typed: number) => number;
  /** Whether the bin [low, high) is excluded. */
  readonly isOut: (low: number, high: number, limit: number) => boolean;
  /** Decimals that can be typed. */
  readonly decimals: number;
  readonly minTyped: number;
  readonly maxTyped: number;
}

export const amounts: RuleScale = {
  place: Math.log1p,
  print: (value) => count(Math.round(value)),
  typed: (limit) => limit,
  limit: Math.round,
  isOut: (low, _high, limit) => low < limit,
  decimals: 0,
  minTyped: 1,
  maxTyped: 1e9,
};

export const shares: RuleScale = {
  place: (value) => value,
  print: (value) => `${Number((100 * value).toFixed(1))}\u00A0%`,
  typed: (limit) => Number((100 * limit).toFixed(6)),
  limit: (typed) => Number((typed / 100).toFixed(8)),
  isOut: (_low, high, limit) => high > limit,
  decimals: 1,
  minTyped: 0,
  maxTyped: 100,
};
