/** Bars of the shown edges: height is the share of fits that agree; dashed below half, as in the network. */
import { isStable } from '../../../../network/stability';
import { ChartFrame } from '../../charts/ChartFrame';

const [width, height] = [460, 96];
const box = { left: 0, right: 120, top: 6, bottom: 22 };
const floor = height - box.bottom;
const y = (share: number) => box.top + (floor - box.top) * (1 - share);
/** A bar narrower than this has no gap beside it and no outline. */
const narrow = 4;

/** `shares`: largest first, at least one. */
export function AgreementBars(props: { shares: readonly number[]; fits: number; label: string }) {
  const { shares, fits, label } = props;
  const step = Math.min(16, (width - box.left - box.right) / shares.length);
  const gap = step < narrow ? 0 : 2;
  const bar = (share: number, place: number) =>
    `M${(box.left + place * step).toFixed(2)} ${floor}V${y(share).toFixed(1)}h${(step - gap).toFixed(2)}V${floor}z`;
  const bars = shares.map((share, place) => ({ share, path: bar(share, place) }));
  const joined = (stable: boolean) =>
    bars
      .filter(({ share }) => isStable(share) === stable)
      .map(({ path }) => path)
      .join('');
  const end = box.left + shares.length * step;
  return (
    <ChartFrame width={width} height={height} maxWidth={560} label={label}>
      <path d={joined(true)} fill="var(--text-2)" />
      <path
        d={joined(false)}
        fill={gap === 0 ? 'var(--outline)' : 'none'}
        stroke={gap === 0 ? 'none' : 'var(--outline-strong)'}
        strokeDasharray="2 2"
      />
      <path d={`M${box.left} ${floor}H${end}`} stroke="var(--outline-strong)" />
      <path d={`M${box.left} ${y(0.5)}H${end + 4}`} stroke="var(--text)" strokeDasharray="4 3" />
      <text x={end + 8} y={y(1) + 6}>
        {fits} of {fits} fits
      </text>
      <text x={end + 8} y={y(0.5) + 4} fill="var(--text)">
        half, solid above
      </text>
      <text x={box.left} y={height - 6}>
        {label}
      </text>
    </ChartFrame>
  );
}
