/** Two compared networks side by side as one SVG document. */
import type { Area } from '../geometry';
import type { PairFigure } from '../pair';
import type { Palette } from '../palette';
import { onPage, type Page } from './page';
import { drawNetwork, type Room } from './svg';
import { short, tag, textMark } from './xml';

const room = { width: 480, height: 560 };
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
  return onPage({
    title: 'Two gene networks compared',
    ...pairDrawing(figure, titles, palette, { room, isStacked: false }),
    ribbon,
    legend: figure.legend,
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
): { readonly content: string; readonly area: Area } {
  const drawn = sides.map((side) => drawNetwork({ figure: side, places, palette }, each));
  // Both have the same genes at the same places, so one frame fits both.
  const left = Math.min(...drawn.map(({ area }) => area.left));
  const right = Math.max(...drawn.map(({ area }) => area.right));
  const top = Math.min(...drawn.map(({ area }) => area.top));
  const bottom = Math.max(...drawn.map(({ area }) => area.bottom));
  const [across, down] = isStacked ? [0, bottom - top + between + headed] : [right - left + between, 0];
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
      { transform: `translate(${short(at * across)} ${short(at * down)})` },
      title + side.content,
    );
  });
  return {
    content: content.join('\n'),
    area: { left, right: right + across, top: top - headed, bottom: bottom + down },
  };
}
