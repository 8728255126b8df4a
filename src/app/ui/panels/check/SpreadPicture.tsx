/** A small histogram with the rule as a dashed line: what passes in solid bars, what does not as outlines. */
import type { Distribution } from '../../../../dataset/quality/qualityReport';
import { pictureText } from '../../text/quality';
import { ChartFrame } from '../evaluate/charts/ChartFrame';
import type { RuleScale } from './ruleScale';

const [width, height] = [300, 84];
const box = { left: 1, right: 1, top: 18, bottom: 16 };
const floor = height - box.bottom;

export function SpreadPicture(props: {
  label: string;
  noun: string;
  spread: Distribution;
  scale: RuleScale;
  limit: number | undefined;
}) {
  const { label, noun, spread, scale, limit } = props;
  const { edges, counts, most } = spread;
  const [least = 0, end = 1] = [edges[0], edges.at(-1)];
  const room = scale.place(end) - scale.place(least);
  const x = (value: number) => {
    const share = (scale.place(value) - scale.place(least)) / room;
    return box.left + (width - box.left - box.right) * Math.min(1, Math.max(0, share));
  };
  const tallest = Math.max(...counts);
  const bars = counts.flatMap((count, bin) => {
    if (count === 0) return [];
    const [low = 0, high = 0] = [edges[bin], edges[bin + 1]];
    const top = floor - Math.max(1.5, ((floor - box.top) * count) / tallest);
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
        {scale.print(least)}
      </text>
      <text x={width} y={height - 3} textAnchor="end">
        {scale.print(most)}
      </text>
    </ChartFrame>
  );
}
