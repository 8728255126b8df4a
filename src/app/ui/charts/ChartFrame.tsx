/** Frame of drawn charts: as wide as the panel up to a limit, one image for screen readers, with a description. */
import type { ReactNode } from 'react';

export function ChartFrame(props: {
  /** Size of the drawing, in its own units. */
  width: number;
  height: number;
  /** Maximum width in pixels. */
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
