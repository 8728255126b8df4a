/**
 * A printed figure: panels in rows on a sheet of a width in millimetres, each with a bold letter, text of one family and size, and a
 * caption. Text stays text. The unit of the file is the point, so that a size in the file is the size in print.
 */
import { paletteOf } from '../palette';
import { ribbonMark } from '../svg/page';
import { wrapped } from '../svg/marks';
import { tag, textMark } from '../svg/xml';
import { type Drawable, type Drawing, TEXT } from './drawables';

const POINTS_PER_MM = 72 / 25.4;
/** Smallest text that journals print. */
const SMALLEST_TEXT = 5;
/** Font sizes that can be chosen, in points. */
export const fontSizes = [5, 6, 7, 8, 9] as const;
/** Widths of journals: one column, one and a half, two; in millimetres. */
export const sheetWidths = [85, 114, 174] as const;
/** In millimetres. */
export const [NARROWEST, WIDEST] = [60, 400];
/** A page of a journal leaves no more, in millimetres. */
export const TALLEST_SHEET = 235;
/** Shares of the width of the sheet that a panel can take. */
export const spans = [1, 2 / 3, 1 / 2, 1 / 3] as const;

export interface SheetPanel {
  readonly draw: Drawable;
  /** Share of the width. */
  readonly span: number;
  /** What it shows, for the caption; ends with a full stop. */
  readonly text: string;
  /** What reproduces it: program, seed, data, settings. */
  readonly origin: string;
  /** Why it must not be interpreted; null: it may. */
  readonly doubt: string | null;
}

export interface Sheet {
  /** In millimetres. */
  readonly width: number;
  /** In points. */
  readonly fontSize: number;
  readonly panels: readonly SheetPanel[];
  readonly hasCaption: boolean;
}

/** In millimetres. */
interface PlacedPanel {
  readonly letter: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** It is wider than chosen, because its text has no room at that width. */
  readonly isWidened: boolean;
}

export interface PrintedSheet {
  readonly svg: string;
  /** In millimetres. */
  readonly width: number;
  readonly height: number;
  readonly panels: readonly PlacedPanel[];
}

/** In millimetres: between panels, between rows, and from a letter to its panel. */
const [GAP, ROW_GAP, LETTER_GAP] = [4, 4, 1];
const fonts = 'Arial, Helvetica, sans-serif';

export function letterOf(place: number): string {
  return 'abcdefghijklmnopqrstuvwxyz'.charAt(place);
}

/** Rows of panels by place: a panel that has no room in a row begins another. */
export function rowsOf(shares: readonly number[]): readonly (readonly number[])[] {
  const rows: number[][] = [];
  let filled = Infinity;
  for (const [place, share] of shares.entries()) {
    if (filled + share > 1 + 1e-6) {
      rows.push([]);
      filled = 0;
    }
    rows.at(-1)?.push(place);
    filled += share;
  }
  return rows;
}

/** Lines of the caption: each panel by its letter, then what reproduces them. */
export function captionOf(panels: readonly Pick<SheetPanel, 'text' | 'origin'>[]): readonly string[] {
  const origins = [...new Set(panels.map(({ origin }) => origin))];
  return [
    panels.map(({ text }, place) => `${letterOf(place)}, ${text}`).join(' '),
    ...origins.map((origin) => {
      const letters = panels.flatMap((panel, place) => (panel.origin === origin ? [letterOf(place)] : []));
      return origins.length === 1 ? `${origin}.` : `${letters.join(', ')}: ${origin}.`;
    }),
  ].filter((line) => line !== '');
}

export async function printSheet({ width, fontSize, panels, hasCaption }: Sheet): Promise<PrintedSheet> {
  /** Millimetres of a unit of a drawing. */
  const unit = fontSize / TEXT / POINTS_PER_MM;
  const smallest = (TEXT * SMALLEST_TEXT) / fontSize;
  const letterHeight = (fontSize + 1) / POINTS_PER_MM;
  const widthOf = (span: number) => span * (width + GAP) - GAP;
  const drawn = await Promise.all(
    panels.map(async ({ draw, span: chosen, doubt }) => {
      const wider = spans.toReversed().filter((span) => span > chosen + 1e-6);
      for (const span of [chosen, ...wider]) {
        const room = widthOf(span) / unit;
        const drawing = warned(await draw({ width: room, smallest }), doubt, room);
        const scale = Math.min(1, room / drawing.width);
        if (scale * TEXT >= smallest - 1e-9 || span === 1) return { ...drawing, span, scale };
      }
      throw new Error('The whole width of the sheet is among the widths that are tried.');
    }),
  );
  const placed: PlacedPanel[] = [];
  let y = 0;
  for (const row of rowsOf(drawn.map(({ span }) => span))) {
    let x = 0;
    let tallest = 0;
    for (const place of row) {
      const [panel, drawing] = [panels[place], drawn[place]];
      if (!panel || !drawing) continue;
      const height = letterHeight + LETTER_GAP + drawing.height * drawing.scale * unit;
      const across = widthOf(drawing.span);
      const isWidened = drawing.span > panel.span + 1e-6;
      placed.push({ letter: letterOf(place), x, y, width: across, height, isWidened });
      x += across + GAP;
      tallest = Math.max(tallest, height);
    }
    y += tallest + ROW_GAP;
  }
  const captionTop = placed.length === 0 ? 0 : y;
  const caption = hasCaption ? captionOf(panels).flatMap((line) => wrapped(line, width / unit, TEXT)) : [];
  const lineHeight = (1.3 * fontSize) / POINTS_PER_MM;
  const height = Math.max(
    20,
    caption.length > 0 ? captionTop + caption.length * lineHeight : captionTop - ROW_GAP,
  );
  const palette = paletteOf('light');
  const at = (mm: number) => Number((mm * POINTS_PER_MM).toFixed(3));
  const body = [
    tag('title', {}, 'Figure'),
    tag('rect', { width: at(width), height: at(height), fill: '#FFFFFF' }),
    ...placed.map((panel, place) => {
      const scale = ((drawn[place]?.scale ?? 1) * fontSize) / TEXT;
      const top = panel.y + letterHeight + LETTER_GAP;
      return tag(
        'g',
        { 'data-panel': panel.letter },
        textMark(panel.letter, {
          x: at(panel.x),
          y: at(panel.y + 0.8 * letterHeight),
          'font-size': fontSize + 1,
          'font-weight': 700,
          fill: '#000000',
        }) +
          tag(
            'g',
            { transform: `translate(${at(panel.x)} ${at(top)}) scale(${scale.toFixed(5)})` },
            drawn[place]?.markup,
          ),
      );
    }),
    ...caption.map((line, i) =>
      textMark(line, {
        x: 0,
        y: at(captionTop + (i + 0.8) * lineHeight),
        'font-size': fontSize,
        fill: palette.text,
      }),
    ),
  ].join('\n');
  const root = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: `${width}mm`,
      height: `${Number(height.toFixed(3))}mm`,
      viewBox: `0 0 ${at(width)} ${at(height)}`,
      'font-family': fonts,
    },
    body,
  );
  return { svg: `<?xml version="1.0" encoding="UTF-8"?>\n${root}\n`, width, height, panels: placed };
}

/** With the warning of its run above it. */
function warned(drawing: Drawing, doubt: string | null, width: number): Drawing {
  if (doubt === null) return drawing;
  const ribbon = ribbonMark(doubt, width, paletteOf('light'));
  const shift = ribbon.height + 8;
  return {
    ...drawing,
    markup: ribbon.markup + tag('g', { transform: `translate(0 ${shift})` }, drawing.markup),
    height: drawing.height + shift,
  };
}
