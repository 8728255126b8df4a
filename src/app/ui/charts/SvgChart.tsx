/** A chart of present/chart on the page, as React elements in the style of the report. */
import '../../../present/chart/chart.css';
import { type ReactNode, type RefObject, createElement, memo, useEffect, useRef, useState } from 'react';
import type { Chart, SvgElement } from '../../../present/chart/chart';

interface Shown {
  readonly chart: Chart;
  /** The `data-source` of the mark under the pointer, or null. */
  readonly onPoint?: (source: string | null) => void;
  /** Of the mark that is clicked. */
  readonly onPick?: (source: string) => void;
  /** Where the panel is narrower it keeps nine tenths of its size, and the panel scrolls. */
  readonly isFullSize?: boolean;
}

export const SvgChart = memo(({ chart, onPoint, onPick, isFullSize = false }: Shown) => {
  const { attributes, children } = chart.svg;
  const width = `${String(attributes['viewBox']).split(' ')[2]}px`;
  // As a title it would also appear beside the pointer.
  const [words, ...marks] = children;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events -- lists and tables beside the charts do the same by keyboard
    <svg
      className={onPick ? 'chart picks' : 'chart'}
      viewBox={String(attributes['viewBox'])}
      role="img"
      aria-label={
        typeof words === 'object' ? words.children.filter((word) => typeof word === 'string').join('') : words
      }
      style={{ maxWidth: width, minWidth: isFullSize ? `calc(0.9 * ${width})` : undefined }}
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
      {marks.map(asReact)}
    </svg>
  );
});

/** An element, and its width in pixels, at least `least`. */
export function useWidth(least: number): readonly [RefObject<HTMLDivElement | null>, number] {
  const measured = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(least);
  useEffect(() => {
    const element = measured.current;
    if (!element) return undefined;
    const watcher = new ResizeObserver(() => setWidth(Math.max(least, element.clientWidth)));
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [least]);
  return [measured, width];
}

/** Elements of a chart keep their order, so their index is their key. */
function asReact(child: SvgElement | string, place: number): ReactNode {
  if (typeof child === 'string') return child;
  const attributes = Object.entries(child.attributes).map(([name, value]) => [reactName(name), value]);
  return createElement(
    child.name,
    { ...Object.fromEntries(attributes), key: place },
    ...child.children.map(asReact),
  );
}

/** The name by which React knows an attribute of SVG. */
function reactName(name: string): string {
  if (name === 'class') return 'className';
  return name.startsWith('data-')
    ? name
    : name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
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
