/** Marks of a network figure as SVG markup: edges with heads, nodes, badges and the legend. Positions in pixels. */
import { markDashes, textWidth, type FigureEdge, type FigureNode, type LegendEntry } from '../networkFigure';
import type { Badge } from '../labels';
import type { Palette } from '../palette';
import { shortened, type Box, type EdgeCurve, type Point } from '../geometry';
import { short, tag, textMark } from './xml';

export function edgeMark(edge: FigureEdge, curve: EdgeCurve, palette: Palette): string {
  const size = (edge.slim ? 0.75 : 1) * (edge.mark === 'missed' ? 1.2 : 1);
  const line = shortened(curve, edge.head === 'activates' ? 7 * size : 0);
  const stroke = strokeOf(pathOf(line), edge);
  const lines =
    edge.mark === 'missed'
      ? stroke(edge.width + 0.6, edge.color) + stroke(edge.width - 1.8, palette.canvas)
      : stroke(edge.width, edge.color);
  const cross = edge.mark === 'wrong' ? crossMark(middleOf(curve), edge.color, palette.canvas) : '';
  return tag(
    'g',
    { opacity: edge.opacity, 'data-sign': edge.head, 'data-mark': edge.mark },
    lines + headMark(edge, curve, size) + cross,
  );
}

/** A line along `d` in a width and colour, with the dashes of the edge. */
function strokeOf(d: string, { mark, dashed }: Pick<FigureEdge, 'mark' | 'dashed'>) {
  const dashes = markDashes[mark] ?? (dashed ? '6 4' : undefined);
  return (width: number, stroke: string) =>
    tag('path', { d, fill: 'none', stroke, 'stroke-width': width, 'stroke-dasharray': dashes });
}

/** Arrow for activation, bar for repression: the sign without colour. */
function headMark(edge: FigureEdge, { to, arrival }: EdgeCurve, size: number): string {
  const along = (distance: number, aside: number) =>
    `${short(to.x + arrival.x * distance - arrival.y * aside)} ${short(to.y + arrival.y * distance + arrival.x * aside)}`;
  switch (edge.head) {
    case 'activates': {
      const [length, half] = [(8.5 + edge.width) * size, (3.2 + edge.width / 2) * size];
      return tag('path', {
        d: `M${along(0, 0)}L${along(-length, half)}L${along(-length, -half)}Z`,
        fill: edge.color,
      });
    }
    case 'represses': {
      const half = (5.5 + edge.width / 2) * size;
      return tag('path', {
        d: `M${along(-1, half)}L${along(-1, -half)}`,
        fill: 'none',
        stroke: edge.color,
        'stroke-width': edge.slim ? 1.8 : 2.8,
      });
    }
    case 'responds': {
      const radius = 3.4 * size;
      const [x, y] = [to.x - arrival.x * radius, to.y - arrival.y * radius];
      return tag('circle', { cx: x, cy: y, r: radius, fill: edge.color });
    }
    case 'unknown':
      return '';
    default:
      return edge.head satisfies never;
  }
}

function crossMark(at: Point, color: string, ground: string): string {
  const d = `M${short(at.x - 4)} ${short(at.y - 4)}l8 8m0 -8l-8 8`;
  return (
    tag('circle', { cx: at.x, cy: at.y, r: 7, fill: ground }) +
    tag('path', { d, fill: 'none', stroke: color, 'stroke-width': 2 })
  );
}

/** A pill holds its name; names of circles are placed apart (labels.ts). */
export function nodeMark(node: FigureNode, at: Box): string {
  const outline = (inset: number) => ({
    x: at.x - at.halfWidth + inset,
    y: at.y - at.halfHeight + inset,
    width: 2 * (at.halfWidth - inset),
    height: 2 * (at.halfHeight - inset),
    rx: at.halfHeight - inset,
    stroke: node.border,
  });
  const pill = node.shape === 'pill';
  const label = pill
    ? textMark(node.name, {
        x: at.x,
        y: at.y + node.fontSize * 0.36,
        'text-anchor': 'middle',
        'font-size': node.fontSize,
        'font-weight': 600,
        fill: node.ink,
      })
    : '';
  const ring = node.perturbed
    ? tag('rect', {
        ...outline(pill ? 3.6 : 0.3 * at.halfHeight),
        fill: 'none',
        stroke: node.ring,
        'stroke-width': 1,
      })
    : '';
  return tag(
    'g',
    { opacity: node.opacity },
    tag('rect', { ...outline(0), fill: node.fill, 'stroke-width': pill ? 1.3 : 1 }) + ring + label,
  );
}

export function badgeMark({ text, area: { left, right, top, bottom } }: Badge, palette: Palette): string {
  const box = { x: left, y: top, width: right - left, height: bottom - top, rx: (bottom - top) / 2 };
  return (
    tag('rect', { ...box, fill: palette.text }) +
    textMark(text, {
      x: (left + right) / 2,
      y: top + 12.4,
      'text-anchor': 'middle',
      'font-size': 11,
      'font-weight': 600,
      fill: palette.panel,
    })
  );
}

function pathOf(curve: EdgeCurve): string {
  const { from } = curve.before[0] ?? curve;
  const pieces = [...curve.before, curve].map(
    ({ control, to }) => `Q${short(control.x)} ${short(control.y)} ${short(to.x)} ${short(to.y)}`,
  );
  return `M${short(from.x)} ${short(from.y)}${pieces.join('')}`;
}

function middleOf({ from, control, to }: EdgeCurve) {
  return { x: (from.x + 2 * control.x + to.x) / 4, y: (from.y + 2 * control.y + to.y) / 4 };
}

/** Lines of at most `room` pixels, broken between words. */
export function wrapped(text: string, room: number, fontSize: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && textWidth(longer, fontSize) > room) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}

const rowHeight = 22;
const lineHeight = 14;
const markWidth = 36;
const between = 22;

/** The legend wrapped to `width`: markup with its top left corner at 0, 0, and its height. */
export function legendMarks(
  entries: readonly LegendEntry[],
  width: number,
  palette: Palette,
): { readonly markup: string; readonly height: number } {
  let [x, y] = [0, 0];
  const parts: string[] = [];
  for (const entry of entries) {
    const label = entry.kind === 'scale' ? scaleLabel(entry) : entry.label;
    const lead = entry.kind === 'note' ? 0 : entry.kind === 'scale' ? 82 : markWidth + 6;
    const room = lead + 2 + textWidth(label, 12);
    if (x > 0 && x + room > width) [x, y] = [0, y + rowHeight];
    const lines = wrapped(label, width - lead, 12);
    const name = lines.map((line, i) =>
      textMark(line, { x: lead, y: 4.2 + i * lineHeight, 'font-size': 12, fill: palette.text2 }),
    );
    const place = `translate(${x} ${y + rowHeight / 2})`;
    parts.push(tag('g', { transform: place }, markOf(entry, palette) + name.join('')));
    // A label of several lines is wider than the legend: it has a row of its own.
    y += (lines.length - 1) * lineHeight;
    x += Math.ceil(room) + between;
  }
  return { markup: parts.join(''), height: entries.length === 0 ? 0 : y + rowHeight };
}

function scaleLabel({ label, low, high }: Extract<LegendEntry, { readonly kind: 'scale' }>): string {
  return `${label === '' ? '' : `${label}: `}${low} to ${high}`;
}

/** Symbol of a legend entry, centred on y = 0, starting at x = 0. */
function markOf(entry: LegendEntry, palette: Palette): string {
  switch (entry.kind) {
    case 'edge': {
      const line = strokeOf(entry.head === 'activates' ? 'M0 0H22' : 'M0 0H30', entry);
      const lines =
        entry.mark === 'missed'
          ? line(4, entry.color) + line(1.6, palette.canvas)
          : line(entry.head === 'responds' ? 1.6 : 2.4, entry.color);
      const cross = entry.mark === 'wrong' ? crossMark({ x: 15, y: 0 }, entry.color, palette.canvas) : '';
      const head =
        entry.head === 'activates'
          ? tag('path', { d: 'M31 0L20.5 4.5V-4.5Z', fill: entry.color })
          : entry.head === 'represses'
            ? tag('path', { d: 'M30 -6.5V6.5', stroke: entry.color, 'stroke-width': 2.6 })
            : entry.head === 'responds'
              ? tag('circle', { cx: 28, cy: 0, r: 3.4, fill: entry.color })
              : '';
      return lines + cross + head;
    }
    case 'width':
      return tag('path', { d: 'M0 0.6L34 -4V4Z', fill: entry.color });
    case 'note':
      return '';
    case 'fill':
      return tag('circle', { cx: 17, cy: 0, r: 7, fill: entry.color, stroke: palette.outline });
    case 'ring': {
      const width = entry.shape === 'pill' ? 28 : 17;
      return [0, 2.8]
        .map((inset) =>
          tag('rect', {
            x: 16 - width / 2 + inset,
            y: -8.5 + inset,
            width: width - 2 * inset,
            height: 17 - 2 * inset,
            rx: 8.5 - inset,
            fill: 'none',
            stroke: entry.color,
            'stroke-width': 1.3,
          }),
        )
        .join('');
    }
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
        (entry.hasMiddle ? tag('path', { d: 'M37 -6V6', stroke: palette.outline }) : '')
      );
    }
    default:
      return entry satisfies never;
  }
}
