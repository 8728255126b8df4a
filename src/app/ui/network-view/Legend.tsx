/** The legend below the network: every mark in use, with its meaning. Never hidden. */
import { type LegendEntry, markDashes } from '../../../present/figure/networkFigure';
import classes from './NetworkView.module.css';

/** `told`: a sentence on what the marks do not say. */
export function Legend({ entries, told }: { entries: readonly LegendEntry[]; told?: string | undefined }) {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {entries.map((entry) =>
        entry.kind === 'scale' ? (
          <li key="scale">
            {entry.label} {entry.low} <LegendMark entry={entry} /> {entry.high}
          </li>
        ) : (
          <li key={entry.label}>
            <LegendMark entry={entry} /> {entry.label}
          </li>
        ),
      )}
      {told === undefined ? null : <li className={classes.told}>{told}</li>}
    </ul>
  );
}

/** One mark of the legend, drawn as on the canvas. */
function LegendMark({ entry }: { entry: LegendEntry }) {
  switch (entry.kind) {
    case 'edge':
      return (
        <svg width="32" height="14" aria-hidden="true">
          {entry.mark === 'missed' ? (
            <path d="M1 5H29V9H1Z" fill="var(--canvas)" stroke={entry.color} strokeWidth="1.2" />
          ) : (
            <line
              x1="1"
              x2={entry.head === 'activates' ? 22 : 29}
              y1="7"
              y2="7"
              stroke={entry.color}
              strokeWidth={entry.head === 'responds' ? 1.6 : 2.4}
              strokeDasharray={markDashes[entry.mark] ?? (entry.dashed ? '6 4' : undefined)}
            />
          )}
          {entry.mark === 'wrong' && (
            <path d="M11.5 3.5L18.5 10.5M18.5 3.5L11.5 10.5" stroke={entry.color} strokeWidth="2" />
          )}
          {entry.head === 'activates' && <path d="M31 7L21 2.5V11.5Z" fill={entry.color} />}
          {entry.head === 'responds' && <circle cx="28" cy="7" r="3.4" fill={entry.color} />}
          {entry.head === 'represses' && <path d="M29.5 1V13" stroke={entry.color} strokeWidth="2.6" />}
        </svg>
      );
    case 'width':
      return (
        <svg width="36" height="12" aria-hidden="true">
          <path d="M0 6.6L36 2V10Z" fill={entry.color} />
        </svg>
      );
    case 'note':
      return null;
    case 'fill':
      return (
        <svg width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="8" r="7" fill={entry.color} stroke="var(--outline-strong)" />
        </svg>
      );
    case 'ring': {
      const width = entry.shape === 'pill' ? 30 : 18;
      return (
        <svg width={width} height="18" aria-hidden="true" fill="none" stroke={entry.color}>
          <rect x="0.7" y="0.7" width={width - 1.4} height="16.6" rx="8.3" strokeWidth="1.4" />
          <rect x="3.5" y="3.5" width={width - 7} height="11" rx="5.5" strokeWidth="1.2" />
        </svg>
      );
    }
    case 'scale':
      return (
        <svg width="73" height="12" aria-hidden="true">
          <defs>
            <linearGradient id="change-scale">
              {entry.colors.map((color, i) => (
                <stop key={color} offset={i / (entry.colors.length - 1)} stopColor={color} />
              ))}
            </linearGradient>
          </defs>
          <rect width="73" height="12" rx="3" fill="url(#change-scale)" stroke="var(--outline)" />
          {entry.hasMiddle && <path d="M36.5 0V12" stroke="var(--text-2)" />}
        </svg>
      );
    default:
      return entry satisfies never;
  }
}
