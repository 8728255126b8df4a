/** What the drawn charts of the report card stand in: as wide as there is room up to a limit, read as one picture, with quiet words. */
import type { ReactNode } from 'react';

export function ChartFrame(props: {
  /** Of the drawing, in its own units. */
  width: number;
  height: number;
  /** Pixels it is at most drawn over. */
  maxWidth: number;
  label: string;
  children: ReactNode;
}) {
  const { width, height, maxWidth, label, children } = props;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      style={{ maxWidth }}
      role="img"
      aria-label={label}
      fontSize="11"
      fill="var(--text-2)"
    >
      {children}
    </svg>
  );
}
