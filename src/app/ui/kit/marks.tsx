/** Small drawings: the logo, the sign of an edge and the bar of an effect. */
import { isDoubtDashed } from '../../../present/figure/palette';
import { fold, isBeyondBar, longestBar } from '../../../present/text/format';
import { useDoubt } from '../../session/run/doubt';
import { useRun } from '../../session/stores';

export function Brand() {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 9, fontWeight: 650, fontSize: 14 }}>
      <Mark />
      Modulode
    </span>
  );
}

export function Mark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden>
      <g fill="none" stroke="currentColor" strokeWidth="1.7" strokeLinecap="round">
        <path d="M6.2 6.5C10 2.5 15 4 16 7.5M15.6 15C12 19 7.5 18 6 14.5" />
        <path d="M3.4 14.9L8.4 13" strokeWidth="1.9" />
      </g>
      <path d="M18.2 5.6L16.3 9.3L12.9 7Z" fill="currentColor" />
      <circle cx="5" cy="8.4" r="2.6" fill="var(--accent)" />
      <circle cx="17" cy="13.4" r="2.6" fill="var(--accent)" />
    </svg>
  );
}

/** The sign of an edge: arrow activates, tee represses; dashed while unstable; in a doubtful run grey as in the network, unless it is known from elsewhere. */
export function EdgeMark(props: { weight: number; unstable?: boolean; isKnown?: boolean }) {
  const activates = props.weight >= 0;
  const doubt = useDoubt();
  const isDoubtful = doubt !== null && !props.isKnown;
  const color = isDoubtful ? doubtful : activates ? 'var(--activates)' : 'var(--represses)';
  const genes = useRun(({ dataset }) => dataset?.genes.length ?? 0);
  const dashes = (isDoubtful ? isDoubtDashed(genes) : props.unstable) ? '4 3' : undefined;
  return (
    <svg
      width="24"
      height="12"
      viewBox="0 0 24 12"
      role="img"
      aria-label={activates ? 'activates' : 'represses'}
    >
      <path d={activates ? 'M1 6H16' : 'M1 6H21'} stroke={color} strokeWidth="2.2" strokeDasharray={dashes} />
      {activates ? (
        <path d="M23 6L14 1.5V10.5Z" fill={color} />
      ) : (
        <path d="M22 1V11" stroke={color} strokeWidth="2.4" strokeLinecap="round" />
      )}
    </svg>
  );
}

/** Grey of marks that must not be interpreted: 3:1 on page and canvas. */
const doubtful = 'var(--text-3)';

const width = 132;
const centre = width / 2;
const place = (log2: number) => centre + (centre - 4) * Math.max(-1, Math.min(1, log2 / longestBar));
const capAt = (log2: number) => (isBeyondBar(log2) ? '' : `M${place(log2)} 5V13`);
/** The outline of a bar that goes on beyond the scale. */
const arrowTo = (end: number) =>
  `M${centre} 4H${end}L${end + 4 * Math.sign(end - centre)} 9L${end} 14H${centre}Z`;
/** The half of a diamond that points to a value beyond the scale. */
const pointAt = (log2: number) => {
  const way = Math.sign(log2);
  return `M${centre + way * (centre - 1)} 9l${-7 * way} -5.5v11z`;
};

/**
 * The log2 fold change of one gene as a bar from "same" on the fixed scale ÷ 4 … × 4, with the range over leave-out
 * fits. The bar of a larger change ends in an arrow, its range is open, and half a diamond
 * points to a larger measured change; the number beside the bar is exact. In a doubtful
 * run the bar is an empty, dashed frame.
 */
export function EffectBar(props: {
  log2: number;
  interval: readonly [number, number];
  /** Measured log2 fold change; null where there is none. */
  measured?: number | null;
}) {
  const isDoubtful = useDoubt() !== null;
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
      <path
        d={isBeyondBar(props.log2) ? arrowTo(end) : `M${centre} 4H${end}V14H${centre}Z`}
        {...(isDoubtful ? emptyBar : { fill: barColor(props.log2), fillOpacity: 0.85 })}
      />
      {low < high ? (
        <path
          d={`M${low} 9H${high}${capAt(props.interval[0])}${capAt(props.interval[1])}`}
          stroke={isDoubtful ? doubtful : 'var(--text)'}
          fill="none"
        />
      ) : null}
      {measured === null ? null : (
        <path
          d={isBeyondBar(measured) ? pointAt(measured) : `M${place(measured)} 3.5l5 5.5l-5 5.5l-5 -5.5z`}
          fill="var(--mantine-color-body)"
          stroke="var(--text)"
          strokeWidth="1.5"
        />
      )}
    </svg>
  );
}

const emptyBar = { fill: 'none', stroke: doubtful, strokeDasharray: '3 2' };

function barColor(log2: number): string {
  return log2 < 0 ? 'var(--represses)' : 'var(--activates)';
}
