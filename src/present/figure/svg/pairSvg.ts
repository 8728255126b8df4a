/** Two compared networks as one SVG document: side by side, large ones one above the other. */
import type { PairFigure } from '../pair';
import type { Palette } from '../palette';
import { inner, onPage, type Page } from './page';
import { type DrawnNetwork, drawNetwork, type Room } from './svg';
import { short, tag, textMark } from './xml';

const room = { width: 480, height: 560 };
/** One above the other, where names beside circles would be too small side by side. */
const stackedRoom = { width: inner, height: inner };
const between = 36;
const headed = 26;

export type PairTitles = readonly [first: string, second: string];

export function pairSvg({
  figure,
  titles,
  ribbon,
  caption,
  palette,
}: {
  readonly figure: PairFigure;
  readonly titles: PairTitles;
  /** Warning against reading it as a result; null: none. */
  readonly ribbon: string | null;
  readonly caption: readonly string[];
  readonly palette: Palette;
}): Page {
  const isStacked = figure.sides[0].nodes.some(({ shape }) => shape === 'circle');
  const { notes, ...drawn } = pairDrawing(figure, titles, palette, {
    room: isStacked ? stackedRoom : room,
    isStacked,
  });
  return onPage({
    title: 'Two gene networks compared',
    ...drawn,
    ribbon,
    legend: [...figure.legend, ...notes],
    caption,
    palette,
  });
}

/** Markup of both, each in that room, and the area that they cover; one above the other where they are stacked. */
export function pairDrawing(
  { places, sides }: Pick<PairFigure, 'places' | 'sides'>,
  titles: PairTitles,
  palette: Palette,
  { room: each, isStacked }: { readonly room: Room; readonly isStacked: boolean },
): DrawnNetwork {
  const drawn = sides.map((side) => drawNetwork({ figure: side, places, palette }, each));
  // Both have the same genes at the same places, so one frame fits both.
  const left = Math.min(...drawn.map(({ area }) => area.left));
  const right = Math.max(...drawn.map(({ area }) => area.right));
  const top = Math.min(...drawn.map(({ area }) => area.top));
  const bottom = Math.max(...drawn.map(({ area }) => area.bottom));
  const [aside, down] = isStacked ? [0, bottom - top + between + headed] : [right - left + between, 0];
  const content = drawn.map((side, at) => {
    const title = textMark(titles[at] ?? '', {
      x: left,
      y: top - 10,
      'font-size': 13,
      'font-weight': 600,
      fill: palette.text,
    });
    return tag(
      'g',
      { transform: `translate(${short(at * aside)} ${short(at * down)})` },
      title + side.content,
    );
  });
  return {
    content: content.join('\n'),
    notes: drawn.find(({ notes }) => notes.length > 0)?.notes ?? [],
    area: { left, right: right + aside, top: top - headed, bottom: bottom + down },
  };
}
