/** What each guide of a perturbation does to one gene, beside the control guides. */
import { scaleLinear } from 'd3-scale';
import type { GuideChange } from '../../effects/changes';
import { truncateName } from '../../numerics/format';
import { textWidth } from '../figure/networkFigure';
import { fold } from '../text/format';
import { chartSvg, element, round, text, type Chart, type Frame, type SvgElement } from './chart';

const rowHeight = 20;
/** Folds beyond these lie at the edge. */
const [LEAST_REACH, LARGEST_REACH] = [Math.log2(1.5), 6];

/** A row for each guide, and one in which all control guides lie. */
export function guideDots(
  own: readonly GuideChange[],
  controls: readonly GuideChange[],
  { label, gene }: { readonly label: string; readonly gene: string },
): Chart {
  const names = own.map(({ name }) => truncateName(name));
  const hasControls = controls.length > 1;
  const rows = names.length + Number(hasControls);
  const left = Math.max(...[...names, 'controls'].map((name) => textWidth(name, 12))) + 12;
  const bottom = 10 + rows * rowHeight;
  const frame: Frame = { width: 338, height: bottom + 22, left, right: 322, top: 10, bottom };
  const most = [...own, ...controls].reduce((reach, { log2 }) => Math.max(reach, Math.abs(log2)), 0);
  const reach = Math.min(Math.max(LEAST_REACH, 1.2 * most), LARGEST_REACH);
  const x = scaleLinear([-reach, reach], [left + 4, frame.right]).clamp(true);
  const middle = (row: number) => frame.top + (row + 0.5) * rowHeight;
  const title = `${gene} in cells of each guide of ${label}`;
  const marks: SvgElement[] = own.flatMap(({ log2, low, high, verdict }, row) => [
    text(left - 8, middle(row) + 4, names[row] ?? '', 'tick end strong'),
    element('path', { class: 'whisker strong', d: `M${round(x(low))} ${middle(row)}H${round(x(high))}` }),
    element(
      'circle',
      { class: 'dot', cx: round(x(log2)), cy: middle(row), r: 4 },
      element('title', {}, `${names[row]}: ${fold(log2)}${verdict === 'agrees' ? '' : `, ${verdict}`}`),
    ),
  ]);
  const beside = controls.map(({ log2 }) => `M${round(x(log2))} ${middle(own.length)}h0`).join('');
  const ticks = [-Math.min(reach, 1), 0, Math.min(reach, 1)];
  return {
    title,
    svg: chartSvg(frame, title, [
      ...ticks.map((tick) =>
        element('path', { class: 'grid', d: `M${round(x(tick))} ${frame.top}V${bottom}` }),
      ),
      ...ticks.map((tick) => text(x(tick), bottom + 16, fold(tick), 'tick middle')),
      ...marks,
      ...(hasControls
        ? [
            text(left - 8, middle(own.length) + 4, 'controls', 'tick end'),
            element('path', { class: 'points', d: beside }),
          ]
        : []),
    ]),
    note: `Lines: 95 % intervals by the cells of a guide.${hasControls ? ' Grey: control guides.' : ''}`,
  };
}
