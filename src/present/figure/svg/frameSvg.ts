/** The pictures of a time-lapse: networks in the same places under the same camera, each with what it shows and how far it is. */
import type { Point } from '../geometry';
import type { NetworkFigure } from '../networkFigure';
import type { Palette } from '../palette';
import { legendMarks, wrapped } from './marks';
import type { Page } from './page';
import { cameraOf, drawNetwork } from './svg';
import { short, tag, textMark } from './xml';

const width = 720;
const margin = 20;
const inner = width - 2 * margin;
/** Room for the title, and for outlines of modules beyond their genes. */
const top = 46;
const around = 16;

export interface FramePicture {
  readonly figure: NetworkFigure;
  readonly title: string;
  /** At the right of the title. */
  readonly note: string;
  /** In [0, 1]: how far the run was. */
  readonly share: number;
}

/** Writes pictures of one size. `whole`: a figure with every gene that one of them draws, and their legend. */
export function frameWriter({
  whole,
  places,
  palette,
  caption,
}: {
  readonly whole: NetworkFigure;
  /** World coordinates. */
  readonly places: ReadonlyMap<number, Point>;
  readonly palette: Palette;
  readonly caption: string;
}): (picture: FramePicture) => Page {
  const room = { width: inner, height: heightFor(whole, places) };
  const camera = cameraOf({ figure: whole, places }, room);
  const legend = legendMarks(
    whole.legend.filter(({ kind }) => kind !== 'note'),
    inner,
    palette,
  );
  const barTop = top + room.height + 2 * around;
  const legendTop = barTop + 16;
  const captionTop = legendTop + legend.height + 18;
  const lines = wrapped(caption, inner, 10.5);
  const height = 2 * Math.ceil((captionTop + lines.length * 15) / 2);
  const small = { 'font-size': 10.5, fill: palette.text2 };
  const below = [
    at(margin, legendTop, legend.markup),
    ...lines.map((line, i) => textMark(line, { x: margin, y: captionTop + 15 * i, ...small })),
  ].join('');
  return ({ figure, title, note, share }) => {
    const { content } = drawNetwork({ figure, places, palette }, room, camera);
    const text = { y: 28, fill: palette.text, 'font-weight': 600 };
    const body = [
      tag('rect', { width, height, fill: palette.canvas }),
      at(margin, top + around, content),
      textMark(title, { ...text, x: margin, 'font-size': 16 }),
      textMark(note, { ...text, x: width - margin, 'font-size': 12.5, 'text-anchor': 'end' }),
      tag('rect', { x: margin, y: barTop, width: inner, height: 4, rx: 2, fill: palette.line }),
      tag('rect', { x: margin, y: barTop, width: share * inner, height: 4, rx: 2, fill: palette.accent }),
      below,
    ].join('\n');
    const root = {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': 'Inter, Helvetica, Arial, sans-serif',
    };
    return { svg: tag('svg', root, body), width, height };
  };
}

function at(x: number, y: number, content: string): string {
  return tag('g', { transform: `translate(${short(x)} ${short(y)})` }, content);
}

/** As high as the arrangement is, within bounds. */
function heightFor({ nodes }: NetworkFigure, places: ReadonlyMap<number, Point>): number {
  const drawn = nodes.flatMap(({ gene }) => places.get(gene) ?? []);
  const [across, down] = [extent(drawn.map(({ x }) => x)), extent(drawn.map(({ y }) => y))];
  const ratio = across > 0 ? down / across : 1;
  return Math.round(inner * Math.min(0.8, Math.max(0.5, ratio)));
}

function extent(values: readonly number[]): number {
  return Math.max(...values) - Math.min(...values);
}
