/**
 * One gene's change of expression as a bar around "same" on the fixed scale ÷ 4 … × 4 (log2 −2 … 2), with the range over
 * the leave-out fits where there are any. Beyond the scale the bar stops at its edge; the number beside it tells.
 */
import { fold } from '../../../present/text/numbers';

const width = 132;
const centre = width / 2;
const place = (log2: number) => centre + (centre - 4) * Math.max(-1, Math.min(1, log2 / 2));

export function EffectBar(props: {
  log2: number;
  interval: readonly [number, number];
  /** What was measured for this change; null where it was not. */
  measured?: number | null;
}) {
  const end = place(props.log2);
  const [low, high] = [place(props.interval[0]), place(props.interval[1])];
  const measured = props.measured ?? null;
  const beside = measured === null ? '' : `, measured ${fold(measured)}`;
  const within = low < high ? `, between ${fold(props.interval[0])} and ${fold(props.interval[1])}` : '';
  const description = `predicted ${fold(props.log2)}${within}${beside}`;
  return (
    <svg width={width} height="18" viewBox={`0 0 ${width} 18`} role="img" aria-label={description}>
      <path d={`M4 0V18M${width - 4} 0V18`} stroke="var(--line)" />
      <path d={`M${centre} 0V18`} stroke="var(--outline-strong)" />
      <rect
        x={Math.min(end, centre)}
        y="4"
        width={Math.abs(end - centre)}
        height="10"
        rx="1.5"
        fill={props.log2 < 0 ? 'var(--represses)' : 'var(--activates)'}
        fillOpacity="0.85"
      />
      {low < high ? (
        <path d={`M${low} 9H${high}M${low} 5V13M${high} 5V13`} stroke="var(--text)" fill="none" />
      ) : null}
      {measured === null ? null : (
        <path
          d={`M${place(measured)} 3.5l5 5.5l-5 5.5l-5 -5.5z`}
          fill="var(--mantine-color-body)"
          stroke="var(--text)"
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}
