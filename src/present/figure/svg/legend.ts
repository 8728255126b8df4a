/** The legend of a figure as SVG markup: the same entries as on the screen, wrapped to a width. */
import { escapeXml } from '../../../network/formats/escapeXml';
import { textWidth } from '../nodeSize';
import type { Palette } from '../palette';
import type { LegendEntry } from '../networkFigure';
import { crossMark } from './marks';
import { tag } from './xml';

const rowHeight = 22;
const markWidth = 36;
const between = 22;

/** Markup with its top left corner at 0, 0, and its height. */
export function legendMarks(
  entries: readonly LegendEntry[],
  width: number,
  palette: Palette,
): { readonly markup: string; readonly height: number } {
  let [x, y] = [0, 0];
  const parts: string[] = [];
  for (const entry of entries) {
    const label = entry.kind === 'scale' ? `${entry.low} to ${entry.high}` : entry.label;
    const room = (entry.kind === 'scale' ? 78 : markWidth) + 8 + textWidth(label, 12);
    if (x > 0 && x + room > width) [x, y] = [0, y + rowHeight];
    parts.push(
      tag(
        'g',
        { transform: `translate(${x} ${y + rowHeight / 2})` },
        markOf(entry, palette) +
          tag(
            'text',
            { x: entry.kind === 'scale' ? 82 : markWidth + 6, y: 4.2, 'font-size': 12, fill: palette.text2 },
            escapeXml(label),
          ),
      ),
    );
    x += Math.ceil(room) + between;
  }
  return { markup: parts.join(''), height: entries.length === 0 ? 0 : y + rowHeight };
}

/** Around the middle line y = 0, from x = 0. */
function markOf(entry: LegendEntry, palette: Palette): string {
  switch (entry.kind) {
    case 'edge': {
      const line = (width: number, stroke: string) =>
        tag('path', {
          d: entry.head === 'activates' ? 'M0 0H22' : 'M0 0H30',
          fill: 'none',
          stroke,
          'stroke-width': width,
          'stroke-dasharray': entry.mark === 'wrong' ? '2 5' : entry.dashed ? '6 4' : undefined,
        });
      const lines =
        entry.mark === 'missed' ? line(4, entry.color) + line(1.6, palette.canvas) : line(2.4, entry.color);
      const cross = entry.mark === 'wrong' ? crossMark({ x: 15, y: 0 }, entry.color, palette.canvas) : '';
      const head =
        entry.head === 'activates'
          ? tag('path', { d: 'M31 0L20.5 4.5V-4.5Z', fill: entry.color })
          : entry.head === 'represses'
            ? tag('path', { d: 'M30 -6.5V6.5', stroke: entry.color, 'stroke-width': 2.6 })
            : '';
      return lines + cross + head;
    }
    case 'width':
      return tag('path', { d: 'M0 0.6L34 -4V4Z', fill: entry.color });
    case 'note':
      return '';
    case 'ring':
      return [0, 2.8]
        .map((inset) =>
          tag('rect', {
            x: 2 + inset,
            y: -8.5 + inset,
            width: 28 - 2 * inset,
            height: 17 - 2 * inset,
            rx: 8.5 - inset,
            fill: 'none',
            stroke: entry.color,
            'stroke-width': 1.3,
          }),
        )
        .join('');
    case 'scale': {
      const stops = entry.colors
        .map((color, i) => tag('stop', { offset: i / (entry.colors.length - 1), 'stop-color': color }))
        .join('');
      return (
        tag('defs', {}, tag('linearGradient', { id: 'change' }, stops)) +
        tag('rect', {
          x: 0,
          y: -6,
          width: 74,
          height: 12,
          rx: 3,
          fill: 'url(#change)',
          stroke: palette.outline,
        }) +
        tag('path', { d: 'M37 -6V6', stroke: palette.outline })
      );
    }
    default:
      return entry satisfies never;
  }
}
