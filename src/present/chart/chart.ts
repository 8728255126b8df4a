/**
 * A static chart as a tree of SVG elements: the report writes it as markup, the page as React elements. Colours come from
 * chart.css, so that one chart serves light, dark and print. Networks are drawn by present/figure.
 */
import { scaleLinear } from 'd3-scale';
import { escapeDrawn } from '../../network/formats/escapeXml';
import { tag } from '../figure/svg/xml';

export interface SvgElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: readonly (SvgElement | string)[];
}

export function element(
  name: string,
  attributes: SvgElement['attributes'],
  ...children: SvgElement['children']
): SvgElement {
  return { name, attributes, children };
}

/** The element as markup; text is escaped. */
export function svgMarkup({ name, attributes, children }: SvgElement): string {
  const content = children.map((child) =>
    typeof child === 'string' ? escapeDrawn(child) : svgMarkup(child),
  );
  return tag(name, attributes, children.length === 0 ? undefined : content.join(''));
}

export interface Chart {
  /** The finding, as a sentence without a full stop. */
  readonly title: string;
  readonly svg: SvgElement;
  /** Description of the content and how to read it. */
  readonly note: string;
}

interface AxisMarks {
  /** `at` in pixels. */
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly title: string;
}

export type Scale = (value: number) => number;

export function axisMarks(
  title: string,
  values: readonly number[],
  scale: Scale,
  label: (value: number) => string = tickLabel,
): AxisMarks {
  return { title, ticks: values.map((value) => ({ at: scale(value), label: label(value) })) };
}

/** Box of the data area, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Width of a phone, so that 12 px text keeps its size there. */
export const commonFrame: Frame = { width: 358, height: 264, left: 48, right: 346, top: 14, bottom: 214 };

/** The frame at another width; its margins stay. */
export function widened(frame: Frame, width: number): Frame {
  return { ...frame, width, right: frame.right + width - frame.width };
}

/** Maximum magnification on wide screens, so that text stays close to the page's text size. */
const MAX_GROWTH = 1.15;

/** `words`: text alternative of the chart. `marks` are drawn above the axes. */
export function chartSvg({ width, height }: Frame, words: string, marks: readonly SvgElement[]): SvgElement {
  return element(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      style: `max-width:${Math.round(MAX_GROWTH * width)}px`,
    },
    element('title', {}, words),
    ...marks,
  );
}

/** Titles of axes stand where the frame has room below. */
export function axes(frame: Frame, x: AxisMarks, y: AxisMarks): readonly SvgElement[] {
  const { left, right, top, bottom, height } = frame;
  const titles = [
    text((left + right) / 2, bottom + 38, x.title, 'axis-title middle'),
    element(
      'text',
      { class: 'axis-title middle', transform: `translate(12 ${round((top + bottom) / 2)}) rotate(-90)` },
      y.title,
    ),
  ];
  return [
    ...y.ticks.flatMap(({ at, label }) => [
      element('path', { class: 'grid', d: `M${left} ${round(at)}H${right}` }),
      text(left - 7, at + 4, label, 'tick end'),
    ]),
    ...x.ticks.flatMap(({ at, label }) => [
      element('path', { class: 'grid', d: `M${round(at)} ${bottom}v4` }),
      text(at, bottom + 18, label, 'tick middle'),
    ]),
    element('path', { class: 'axis', d: `M${left} ${bottom}H${right}` }),
    ...(bottom + 38 < height ? titles : []),
  ];
}

/** Ranges of both axes. */
export interface View {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** From −`reach` to `reach`. */
export function symmetricView(reach: number): View {
  return { x: [-reach, reach], y: [-reach, reach] };
}

/** Both axes, with the diagonal on which a prediction equals its measurement; `ticks` within a range. */
export function diagonalPlot(
  frame: Frame,
  view: View,
  ticks: (range: View['x']) => readonly number[],
  label: (value: number) => string,
  [xTitle, yTitle]: readonly [string, string],
): { readonly x: Scale; readonly y: Scale; readonly marks: readonly SvgElement[] } {
  const { left, right, top, bottom } = frame;
  const x = scaleLinear(view.x, [left, right]).clamp(true);
  const y = scaleLinear(view.y, [bottom, top]).clamp(true);
  const [from, to] = [Math.max(view.x[0], view.y[0]), Math.min(view.x[1], view.y[1])];
  const diagonal = `M${round(x(from))} ${round(y(from))}L${round(x(to))} ${round(y(to))}`;
  const marks = [
    ...axes(frame, axisMarks(xTitle, ticks(view.x), x, label), axisMarks(yTitle, ticks(view.y), y, label)),
    ...(from < to ? [element('path', { class: 'reference', d: diagonal })] : []),
  ];
  return { x, y, marks };
}

export function text(x: number, y: number, content: string, kind: string): SvgElement {
  return element('text', { x, y, class: kind }, content);
}

/** A coordinate; a scale gives none for a value that is not finite, as of a stranger's run file: 0. */
export function round(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '0' : String(Number(value.toFixed(1)));
}

/** Short number: '0.5', '10', '12,000'. */
export function tickLabel(value: number): string {
  return Math.abs(value) >= 1000 ? value.toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}
