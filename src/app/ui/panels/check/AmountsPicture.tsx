/** Counts and genes of the cells together: a square for each pair of bins, darker for more cells; rules as dashed lines. */
import type { FilterRules, ValueScale } from '../../../../dataset/mapping';
import type { QualityReport } from '../../../../dataset/quality/qualityReport';
import { amountsText } from '../../text/quality';
import { ChartFrame } from '../evaluate/charts/ChartFrame';
import classes from './Quality.module.css';
import { amounts } from './ruleScale';

const [width, height] = [360, 250];
const box = { left: 44, right: 6, top: 8, bottom: 36 };
const floor = height - box.bottom;
/** Shades of how many cells, fewest first. */
const shades = 5;

export function AmountsPicture(props: { report: QualityReport; filter: FilterRules; values: ValueScale }) {
  const { totals, genes, totalsByGenes } = props.report.cells;
  const { leastCounts, leastGenes } = props.filter;
  const x = placeAlong(totals.edges, box.left, width - box.right);
  const y = placeAlong(genes.edges, floor, box.top);
  const rows = genes.edges.length - 1;
  const most = Math.log1p(Math.max(...totalsByGenes));
  const paths = Array<string>(shades).fill('');
  totalsByGenes.forEach((cells, square) => {
    if (cells === 0) return;
    const [column, row] = [Math.floor(square / rows), square % rows];
    const [left, right] = [x(totals.edges[column] ?? 0), x(totals.edges[column + 1] ?? 0)];
    const [low, high] = [y(genes.edges[row] ?? 0), y(genes.edges[row + 1] ?? 0)];
    const shade = Math.min(shades - 1, Math.floor((shades * Math.log1p(cells)) / most));
    paths[shade] +=
      `M${left.toFixed(1)} ${low.toFixed(1)}H${Math.max(left + 2, right).toFixed(1)}V${Math.min(low - 2, high).toFixed(1)}H${left.toFixed(1)}z`;
  });
  const text = amountsText(props.values);
  return (
    <figure className={classes.amounts}>
      <ChartFrame width={width} height={height} maxWidth={430} label={text.label}>
        {paths.map((path, shade) => (
          <path
            // Shades are in order and never change places.
            key={`shade ${shade}`}
            d={path}
            fill="var(--text)"
            fillOpacity={(shade + 1) / shades}
          />
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

/** On a logarithmic axis from the first to the last edge; beyond stays at the end. */
function placeAlong(edges: readonly number[], from: number, to: number): (value: number) => number {
  const [least, most] = [amounts.place(edges[0] ?? 0), amounts.place(edges.at(-1) ?? 1)];
  return (value) => {
    const share = (amounts.place(value) - least) / Math.max(most - least, 1e-9);
    return from + (to - from) * Math.min(1, Math.max(0, share));
  };
}
