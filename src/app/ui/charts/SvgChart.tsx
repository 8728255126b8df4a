/** A chart of present/chart on the page, as React elements in the style of the report. */
import '../../../present/chart/chart.css';
import { createElement, type ReactNode } from 'react';
import type { Chart, SvgElement } from '../../../present/chart/chart';

/** `onPoint`: the `data-source` of the curve under the pointer, or null. */
export function SvgChart({ chart, onPoint }: { chart: Chart; onPoint?: (source: string | null) => void }) {
  const { attributes, children } = chart.svg;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the list of curve names does the same by keyboard
    <svg
      className="chart"
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
    >
      {children.map(asReact)}
    </svg>
  );
}

/** Elements of a chart keep their order, so their index is their key. */
export function asReact(child: SvgElement | string, place: number): ReactNode {
  if (typeof child === 'string') return child;
  const { class: className, ...rest } = child.attributes;
  return createElement(child.name, { ...rest, className, key: place }, ...child.children.map(asReact));
}
