/** A chart of present/chart on the page, as React elements in the style of the report. */
import '../../../present/chart/chart.css';
import { type ReactNode, createElement } from 'react';
import type { Chart, SvgElement } from '../../../present/chart/chart';

/** `onPoint`: the `data-source` of what lies under the pointer, or null. `onPick`: of what is clicked. */
export function SvgChart(props: {
  chart: Chart;
  onPoint?: (source: string | null) => void;
  onPick?: (source: string) => void;
}) {
  const { chart, onPoint, onPick } = props;
  const { attributes, children } = chart.svg;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- lists and tables beside the charts do the same by keyboard
    <svg
      className={onPick ? 'chart picks' : 'chart'}
      viewBox={String(attributes['viewBox'])}
      role="img"
      style={{ maxWidth: `${String(attributes['viewBox']).split(' ')[2]}px` }}
      // oxlint-disable-next-line jsx-a11y/mouse-events-have-key-events -- as above
      onMouseOver={
        onPoint &&
        (({ target }) => {
          onPoint(target instanceof SVGElement ? (target.dataset['source'] ?? null) : null);
        })
      }
      onMouseLeave={onPoint && (() => onPoint(null))}
      onClick={
        onPick &&
        (({ target }) => {
          const source = target instanceof SVGElement ? target.dataset['source'] : undefined;
          if (source !== undefined) onPick(source);
        })
      }
    >
      {children.map(asReact)}
    </svg>
  );
}

/** Elements of a chart keep their order, so their index is their key. */
function asReact(child: SvgElement | string, place: number): ReactNode {
  if (typeof child === 'string') return child;
  const { class: className, ...rest } = child.attributes;
  return createElement(child.name, { ...rest, className, key: place }, ...child.children.map(asReact));
}

/** Frame of drawn charts: as wide as the panel up to a limit, one image for screen readers, with a description. */
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
