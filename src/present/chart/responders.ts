/** Predicted changes of genes as bars with intervals, and measured changes beside them. */
import { scaleLinear } from 'd3-scale';
import type { Dataset } from '../../dataset/dataset';
import { textWidth } from '../figure/networkFigure';
import { foldOrRatio, isBeyondBar, longestBar } from '../text/format';
import {
  chartSvg,
  commonFrame,
  element,
  round,
  text,
  type Chart,
  type Scale,
  type SvgElement,
} from './chart';

export interface RespondingGene {
  readonly name: string;
  /** log2 fold change, and its 95 % interval; both ends equal: none. */
  readonly log2: number;
  readonly interval: readonly [number, number];
  /** null: not measured. */
  readonly measured: number | null;
}

const rowHeight = 20;
const top = 8;
/** `title`: the finding. `width` in pixels. Genes in the order given. */
export function respondersChart(
  genes: readonly RespondingGene[],
  title: string,
  scale: Dataset['scale'],
  width = commonFrame.width,
): Chart {
  const names = Math.max(...genes.map(({ name }) => textWidth(name, 12)));
  const values = Math.max(...genes.map(({ log2 }) => textWidth(foldOrRatio(log2, scale), 12)));
  const [left, right] = [names + 12, width - values - 12];
  const bottom = top + genes.length * rowHeight;
  const x = scaleLinear([-longestBar, longestBar], [left, right]).clamp(true);
  const ticks = [-2, -1, 0, 1, 2].filter((value) => right - left > 170 || value % 2 === 0);
  const hasMeasured = genes.some(({ measured }) => measured !== null);
  const hasInterval = genes.some(({ interval: [low, high] }) => low < high);
  const hasBeyond = genes.some(({ log2, measured }) => isBeyondBar(log2) || isBeyondBar(measured ?? 0));
  const axisTitle = scale === 'log-ratio' ? 'log2 ratio to control' : 'change relative to control';
  return {
    title,
    svg: chartSvg({ width, height: bottom + 40, left, right, top, bottom }, title, [
      ...ticks.map((value) => element('path', { class: 'grid', d: `M${round(x(value))} ${top}V${bottom}` })),
      element('path', { class: 'axis', d: `M${round(x(0))} ${top}V${bottom}` }),
      ...genes.flatMap((gene, row) => rowMarks(gene, x, top + row * rowHeight, width, scale)),
      ...ticks.map((value) => text(x(value), bottom + 16, foldOrRatio(value, scale), 'tick middle')),
      text((left + right) / 2, bottom + 34, axisTitle, 'axis-title middle'),
    ]),
    note: `Bars: predicted${hasInterval ? ', with 95 % interval' : ''}${hasBeyond ? '; pointed: beyond the scale' : ''}${hasMeasured ? '; diamonds: measured' : ''}.`,
  };
}

function rowMarks(
  gene: RespondingGene,
  x: Scale,
  y: number,
  width: number,
  scale: Dataset['scale'],
): readonly SvgElement[] {
  const middle = y + rowHeight / 2;
  return [
    ...effectMarks(gene, x, middle),
    text(0, middle + 4, gene.name, 'label'),
    text(width, middle + 4, foldOrRatio(gene.log2, scale), 'label end'),
  ];
}

/** Bar from no change, whisker and diamond of one gene around the height `middle`. */
export function effectMarks(
  { log2, interval: [low, high], measured }: Omit<RespondingGene, 'name'>,
  x: Scale,
  middle: number,
): readonly SvgElement[] {
  // A change beyond the scale ends in a point, as on the page.
  const point = isBeyondBar(log2) ? 5 * Math.sign(log2) : 0;
  const side = round(x(log2) - point);
  const bar = `M${round(x(0))} ${middle - 5}H${side}L${round(x(log2))} ${middle}L${side} ${middle + 5}H${round(x(0))}Z`;
  return [
    element('path', { class: log2 < 0 ? 'bar falls' : 'bar rises', d: bar }),
    ...(low < high
      ? [element('path', { class: 'whisker strong', d: `M${round(x(low))} ${middle}H${round(x(high))}` })]
      : []),
    ...(measured === null
      ? []
      : [element('path', { class: 'diamond', d: measuredMark(measured, x(measured), middle) })]),
  ];
}

/** A diamond, or beyond the scale the half of it that points there. */
function measuredMark(log2: number, x: number, middle: number): string {
  const side = -5 * Math.sign(log2);
  return isBeyondBar(log2)
    ? `M${round(x)} ${middle}l${side} -5v10z`
    : `M${round(x)} ${middle - 5}l5 5l-5 5l-5 -5z`;
}
