/**
 * What the report's own figures share: a plot with axes, grid and titles as SVG markup. Colours come from the report's
 * style, so that one figure serves light, dark and paper. Not the network: that is src/present/figure.
 */
import { escapeXml } from '../../../network/formats/escapeXml';
import { tag } from '../../figure/svg/xml';

export interface Chart {
  /** The finding, as a sentence without a full stop. */
  readonly title: string;
  readonly svg: string;
  /** What is drawn and how to read it. */
  readonly note: string;
}

interface Tick {
  /** In pixels. */
  readonly at: number;
  readonly label: string;
}

export interface AxisMarks {
  readonly ticks: readonly Tick[];
  readonly title: string;
}

/** Pixels; the box is what the data are drawn in. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** As wide as a telephone, so that 12 px text stays that large there. */
export const commonFrame: Frame = { width: 358, height: 264, left: 48, right: 346, top: 14, bottom: 214 };

/** A figure may grow by so much where there is room: its text stays near that of the page. */
const most = 1.15;

/** `words`: the figure for those who cannot see it. `marks` are drawn over the axes. */
export function chartSvg({ width, height }: Frame, words: string, marks: string): string {
  return tag(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      style: `max-width:${Math.round(most * width)}px`,
    },
    tag('title', {}, escapeXml(words)) + marks,
  );
}

export function axes(frame: Frame, x: AxisMarks, y: AxisMarks): string {
  const { left, right, top, bottom } = frame;
  return [
    ...y.ticks.map(
      ({ at, label }) =>
        tag('path', { class: 'grid', d: path(`M${left} `, at, `H${right}`) }) +
        text(left - 7, at + 4, label, 'tick end'),
    ),
    ...x.ticks.map(
      ({ at, label }) =>
        tag('path', { class: 'grid', d: `M${round(at)} ${bottom}v4` }) +
        text(at, bottom + 18, label, 'tick middle'),
    ),
    tag('path', { class: 'axis', d: `M${left} ${bottom}H${right}` }),
    text((left + right) / 2, bottom + 38, x.title, 'axis-title middle'),
    tag(
      'text',
      { class: 'axis-title middle', transform: `translate(12 ${round((top + bottom) / 2)}) rotate(-90)` },
      escapeXml(y.title),
    ),
  ].join('');
}

export function text(x: number, y: number, content: string, kind: string): string {
  return tag('text', { x, y, class: kind }, escapeXml(content));
}

export function round(value: number): string {
  return String(Number(value.toFixed(1)));
}

function path(before: string, at: number, after: string): string {
  return `${before}${round(at)}${after}`;
}

/** '0.5', '10', '12,000': as short as it can be said. */
export function tickLabel(value: number): string {
  return Math.abs(value) >= 1000 ? value.toLocaleString('en-US') : String(Number(value.toPrecision(3)));
}
