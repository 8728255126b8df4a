/** The change of every target with its interval, from the most lowered to the most raised: as the table has it, drawn small. */
import { memo } from 'react';
import type { TargetEffect } from '../../../../dataset/quality/targetReport';
import { fold } from '../../../../present/text/numbers';
import { targetsText } from '../../text/quality';
import { ChartFrame } from '../evaluate/charts/ChartFrame';
import classes from './Quality.module.css';

const [width, height] = [460, 180];
const box = { left: 46, right: 8, top: 10, bottom: 12 };
/** Ends of intervals beyond this, in log2 fold change, stop at the edge. */
const most = 8;

export const TargetsPicture = memo(function TargetsPicture(props: {
  effects: readonly TargetEffect[];
  chosen: TargetEffect | null;
}) {
  const sorted = props.effects.toSorted((a, b) => a.log2FoldChange - b.log2FoldChange);
  const reach = (of: (effect: TargetEffect) => number, pick: (...values: number[]) => number) =>
    sorted.reduce((end, effect) => pick(end, of(effect)), 0);
  const bottom = Math.max(-most, Math.floor(reach(({ low }) => low, Math.min)) || -1);
  const top = Math.min(most, Math.ceil(reach(({ high }) => high, Math.max)) || 1);
  const y = (change: number) => {
    const inside = Math.min(top, Math.max(bottom, change));
    return box.top + ((height - box.top - box.bottom) * (top - inside)) / (top - bottom);
  };
  const step = (width - box.left - box.right) / sorted.length;
  const x = (place: number) => box.left + (place + 0.5) * step;
  const radius = Math.min(3.5, Math.max(1.2, step / 3));
  const dot = (place: number, change: number) =>
    `M${(x(place) - radius).toFixed(1)} ${y(change).toFixed(1)}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0`;
  const cross = (place: number, change: number) => {
    const [at, level, arm] = [x(place), y(change), radius + 0.8];
    return `M${at - arm} ${level - arm}L${at + arm} ${level + arm}M${at - arm} ${level + arm}L${at + arm} ${level - arm}`;
  };
  const joined = (mark: typeof dot, shows: (effect: TargetEffect) => boolean) =>
    sorted.map((effect, place) => (shows(effect) ? mark(place, effect.log2FoldChange) : '')).join('');
  const bars = sorted
    .map(({ low, high }, place) => `M${x(place).toFixed(1)} ${y(low).toFixed(1)}V${y(high).toFixed(1)}`)
    .join('');
  const chosen = props.chosen === null ? -1 : sorted.indexOf(props.chosen);
  const levels = [bottom, 0, top].filter((level, place, all) => all.indexOf(level) === place);
  return (
    <figure className={classes.targets}>
      <ChartFrame width={width} height={height} maxWidth={520} label={targetsText.picture(sorted.length)}>
        {levels.map((level) => (
          <g key={level}>
            <path
              d={`M${box.left} ${y(level)}H${width - box.right}`}
              stroke={level === 0 ? 'var(--outline-strong)' : 'var(--line)'}
            />
            <text x={box.left - 6} y={y(level) + 4} textAnchor="end">
              {fold(level)}
            </text>
          </g>
        ))}
        <path d={bars} stroke="var(--outline-strong)" strokeWidth={Math.min(1.5, step / 2)} />
        <path
          d={joined(dot, ({ verdict }) => verdict === 'as-expected' || verdict === 'nothing-expected')}
          fill="var(--accent)"
        />
        <path
          d={joined(dot, ({ verdict }) => verdict === 'unclear')}
          fill="var(--mantine-color-body)"
          stroke="var(--text)"
        />
        <path
          d={joined(cross, ({ verdict }) => verdict === 'opposite')}
          stroke="var(--text)"
          strokeWidth="1.8"
        />
        {chosen < 0 ? null : (
          <path
            d={`M${x(chosen).toFixed(1)} ${box.top}V${height - box.bottom}`}
            stroke="var(--text)"
            strokeDasharray="4 3"
          />
        )}
      </ChartFrame>
      <figcaption className="quiet">{targetsText.key}</figcaption>
    </figure>
  );
});
