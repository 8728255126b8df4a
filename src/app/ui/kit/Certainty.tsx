/** How sure a guess is: three bars and the word. */
import type { Certainty as CertaintyLevel } from '../../../dataset/mapping';
import classes from './Certainty.module.css';

const bars = { sure: 3, likely: 2, assumed: 1 } as const;

export function Certainty(props: { level: CertaintyLevel }) {
  return (
    <span className={classes.certainty}>
      <svg width="16" height="12" viewBox="0 0 16 12" aria-hidden>
        {[0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={bar * 6}
            width="4"
            height="12"
            rx="1"
            fill={bar < bars[props.level] ? 'var(--text-2)' : 'var(--outline)'}
          />
        ))}
      </svg>
      {props.level}
    </span>
  );
}
