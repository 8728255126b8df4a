/** Two compared networks side by side as one SVG document. */
import type { PairFigure } from '../pair';
import type { Palette } from '../palette';
import { onPage, type Page } from './page';
import { drawNetwork } from './svg';
import { short, tag, textMark } from './xml';

const room = { width: 480, height: 560 };
const between = 36;
const headed = 26;

export function pairSvg({
  figure,
  titles,
  ribbon,
  caption,
  palette,
}: {
  readonly figure: PairFigure;
  readonly titles: readonly [first: string, second: string];
  /** Warning against reading it as a result; null: none. */
  readonly ribbon: string | null;
  readonly caption: readonly string[];
  readonly palette: Palette;
}): Page {
  const { places, legend, sides } = figure;
  const drawn = sides.map((side) => drawNetwork({ figure: side, places, palette }, room));
  // Both have the same genes at the same places, so one frame fits both.
  const left = Math.min(...drawn.map(({ area }) => area.left));
  const right = Math.max(...drawn.map(({ area }) => area.right));
  const top = Math.min(...drawn.map(({ area }) => area.top));
  const bottom = Math.max(...drawn.map(({ area }) => area.bottom));
  const shift = right - left + between;
  const content = drawn.map((side, at) => {
    const title = textMark(titles[at] ?? '', {
      x: left,
      y: top - 10,
      'font-size': 13,
      'font-weight': 600,
      fill: palette.text,
    });
    return tag('g', { transform: `translate(${short(at * shift)} 0)` }, title + side.content);
  });
  return onPage({
    title: 'Two gene networks compared',
    content: content.join('\n'),
    area: { left, right: right + shift, top: top - headed, bottom },
    ribbon,
    legend,
    caption,
    palette,
  });
}
