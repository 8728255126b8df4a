/** The learning curve as SVG: training loss, its smoothed curve, the cross-validated error, and "no change". Pure. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { line } from 'd3-shape';
import { element, round, text, type SvgElement } from '../../../present/chart/chart';
import { apart, latest, logTicks, type Curves } from './curves';

/** Room for tick labels below and at the left, and for the names of lines at the right, in pixels. */
const margin = { left: 36, right: 96, top: 8, bottom: 24 };

/** Elements of a drawing of `width` × `height` pixels; `marked`: a step with a line at it. */
export function lossPlot(
  curves: Curves,
  {
    width,
    height,
    marked,
  }: { readonly width: number; readonly height: number; readonly marked: number | null },
): readonly SvgElement[] {
  const [left, right] = [margin.left, width - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  const { steps } = curves;
  const values = [curves.training, curves.heldOut].flat().flatMap((value) => value ?? []);
  const low = Math.max(
    1e-4,
    Math.min(
      0.9,
      values.reduce((least, value) => Math.min(least, value), 0.9),
    ) * 0.85,
  );
  const high = values.reduce((most, value) => Math.max(most, value), 1) * 1.15;
  const x = scaleLinear([0, Math.max(1, steps.at(-1) ?? 1)], [left, right]);
  const y = scaleLog([low, high], [bottom, top]).clamp(true);
  const path = (column: readonly (number | null)[]) =>
    line<readonly [number, number]>(
      ([step]) => x(step),
      ([, value]) => y(value),
    ).digits(1)(column.flatMap((value, i) => (value === null ? [] : [[steps[i] ?? 0, value] as const]))) ??
    '';
  const newest = curves.heldOut.findLastIndex((value) => value !== null);
  const ends = [
    { name: 'no change', value: steps.length > 0 ? 1 : null, kind: 'start' },
    { name: 'cross-val.', value: curves.stated, kind: 'start accent' },
    { name: 'training', value: latest(curves.smoothed), kind: 'start' },
  ].flatMap(({ value, ...end }) => (value === null ? [] : [{ ...end, value }]));
  const heights = apart(
    ends.map(({ value }) => y(value)),
    13,
  );
  return [
    ...logTicks(low, high).flatMap((tick) => [
      element('path', { class: 'grid', d: `M${left} ${round(y(tick))}H${right}` }),
      text(left - 6, y(tick) + 4, String(Number(tick.toPrecision(2))), 'tick end'),
    ]),
    ...x
      .ticks(Math.max(2, Math.floor((right - left) / 50)))
      .map((tick) => text(x(tick), height - 6, String(tick), 'tick middle')),
    element('path', { class: 'line loss thin', d: path(curves.training) }),
    element('path', { class: 'line loss', d: path(curves.smoothed) }),
    ...(steps.length > 0
      ? [element('path', { class: 'reference', d: `M${left} ${round(y(1))}H${right}` })]
      : []),
    element('path', { class: 'line', d: path(curves.heldOut) }),
    ...(newest < 0
      ? []
      : [
          element('circle', {
            class: 'dot',
            cx: x(steps[newest] ?? 0),
            cy: y(curves.heldOut[newest] ?? 1),
            r: 3.5,
          }),
        ]),
    ...(marked === null || marked > (steps.at(-1) ?? 0)
      ? []
      : [element('path', { class: 'axis', d: `M${round(x(marked))} ${top}V${bottom}` })]),
    ...ends.map(({ name, value, kind }, i) =>
      text(
        right + 9,
        (heights[i] ?? y(value)) + 4,
        `${name} ${name === 'no change' ? '1' : value.toFixed(2)}`,
        kind,
      ),
    ),
  ];
}
