/** A drawing as an SVG document at the width of a printed page: warning above, legend and caption below; text stays text. */
import type { Area } from '../geometry';
import type { LegendEntry } from '../networkFigure';
import type { Palette } from '../palette';
import { legendMarks, wrapped } from './marks';
import { short, tag, textMark } from './xml';

const margin = 24;
/** 18 cm at 96 pixels per inch: two columns of a journal. */
const pageWidth = 680;
/** Width between the margins. */
export const inner = pageWidth - 2 * margin;

/** The document, with its width and height in pixels (96 per inch). */
export interface Page {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

export function onPage(drawing: {
  readonly title: string;
  /** Markup, and the area that it covers in pixels of its own. */
  readonly content: string;
  readonly area: Area;
  /** null: none. */
  readonly ribbon: string | null;
  readonly legend: readonly LegendEntry[];
  readonly caption: readonly string[];
  readonly palette: Palette;
}): Page {
  const { area, palette } = drawing;
  const width = Math.max(pageWidth, Math.ceil(area.right - area.left) + 2 * margin);
  const ribbon = drawing.ribbon === null ? null : ribbonMark(drawing.ribbon, inner, palette);
  const legend = legendMarks(drawing.legend, inner, palette);
  const caption = drawing.caption.flatMap((line) => wrapped(line, inner, 11));
  const top = margin + (ribbon === null ? 0 : ribbon.height + 14);
  const legendTop = top + area.bottom - area.top + 14;
  const captionTop = legendTop + legend.height + 20;
  const height = captionTop + caption.length * 16 + margin - 8;
  const shift = { x: (width - area.left - area.right) / 2, y: top - area.top };
  const lines = caption.map((line, i) =>
    textMark(line, { x: 0, y: i * 16, 'font-size': 11, fill: palette.text2 }),
  );
  const body = [
    tag('title', {}, drawing.title),
    tag('rect', { width, height, fill: palette.canvas }),
    ribbon && tag('g', { transform: `translate(${margin} ${margin})` }, ribbon.markup),
    tag('g', { transform: `translate(${short(shift.x)} ${short(shift.y)})` }, drawing.content),
    tag('g', { transform: `translate(${margin} ${short(legendTop)})` }, legend.markup),
    tag('g', { transform: `translate(${margin} ${short(captionTop)})` }, lines.join('')),
  ].join('\n');
  const root = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${short(width)} ${short(height)}`,
      'font-family': 'Inter, Helvetica, Arial, sans-serif',
    },
    body,
  );
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`, width, height };
}

/** The warning above the drawing, as many lines as it takes. */
export function ribbonMark(
  text: string,
  width: number,
  palette: Palette,
): { readonly markup: string; readonly height: number } {
  const lines = wrapped(text, width - 28, 12);
  const height = 14 + 16 * lines.length;
  const box = { width, height, rx: 6, fill: palette.warningFill, stroke: palette.warningLine };
  const font = { 'font-size': 12, 'font-weight': 600, fill: palette.warningText };
  const words = lines.map((line, i) => textMark(line, { x: 14, y: 19.4 + 16 * i, ...font }));
  return { markup: tag('rect', box) + words.join(''), height };
}
