/** Saves a figure as a file: on white, with title, the doubt about its run, legend and a caption that tells how to reproduce it. */
import type { Layout } from 'plotly.js-cartesian-dist-min';
import { designTokens } from '../../../present/figure/palette';
import type { Chart } from '../../../present/chart/chart';
import { chartPanel } from '../../../present/figure/sheet/drawables';
import { tag, textMark } from '../../../present/figure/svg/xml';
import { originText, printScale, savePng, saveSvg, saveSvgAsPng } from '../kit/savedPicture';
import { escapeText, type Figure, paperText } from './figure';
import { loadPlotly } from './loadPlotly';

const [width, height] = [960, 660];
/** Characters per line of the caption. */
const lineLength = 140;

/** `figure` in light colours; `doubt`: why it must not be interpreted, or null; `name`: end of the file name, before the extension. */
export async function exportFigure(
  figure: Figure,
  doubt: string | null,
  name: string,
  format: 'svg' | 'png',
): Promise<void> {
  const layout = paperLayout(figure, [...linesOf(figure.note), originText()], doubt);
  const plotly = await loadPlotly();
  const written = await plotly.toImage(
    { data: figure.traces, layout },
    { format, width, height, scale: format === 'png' ? printScale : 1, imageDataOnly: true },
  );
  if (format === 'svg') saveSvg(written, `${name}.svg`);
  else
    savePng(
      Uint8Array.from(atob(written), (byte) => byte.codePointAt(0) ?? 0),
      `${name}.png`,
    );
}

/** `chart`: drawn at a size in pixels. The file has its title, the doubt about its run, and a caption. */
export async function exportChart(
  chart: (size: { readonly width: number; readonly height: number }) => Chart,
  doubt: string | null,
  name: string,
  format: 'svg' | 'png',
): Promise<void> {
  const { svg, title, note } = chart({ width, height: height - 150 });
  const draw = chartPanel(() => [{ title, note, svg }], doubt !== null);
  const { markup } = await draw({ width, smallest: 12 });
  const lines = [...linesOf(note), originText()];
  const content = [
    tag('rect', { width, height, fill: '#FFFFFF' }),
    textMark(title, { x: 20, y: 36, 'font-size': 15, fill: '#1A1A1E' }),
    doubt === null
      ? ''
      : textMark(`${doubt}.`, { x: 20, y: 58, 'font-size': 12, 'font-weight': 700, fill: warningColor }),
    tag('g', { transform: 'translate(0 66)' }, markup),
    ...lines.map((line, i) =>
      textMark(line, { x: 20, y: height - 60 + 14 * i, 'font-size': 10, fill: '#55555C' }),
    ),
  ].join('');
  const file = tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': 'Arial, Helvetica, sans-serif',
    },
    content,
  );
  if (format === 'svg') saveSvg(file, `${name}.svg`);
  else await saveSvgAsPng({ svg: file, width, height }, `${name}.png`);
}

const warningColor = designTokens.light['--warning-text'] ?? '#000000';

/** The layout on screen with space for title and caption. */
export function paperLayout(figure: Figure, caption: readonly string[], doubt: string | null): Layout {
  const annotations = figure.layout['annotations'];
  const margin = figure.layout['margin'];
  const sides = isRecord(margin) ? margin : {};
  return {
    ...figure.layout,
    paper_bgcolor: '#FFFFFF',
    plot_bgcolor: '#FFFFFF',
    margin: { ...sides, t: 84, b: 130 },
    title: {
      text: escapeText(figure.title),
      x: 0.02,
      xanchor: 'left',
      y: 0.96,
      yanchor: 'top',
      font: { size: 15, color: '#1A1A1E' },
    },
    annotations: [
      ...(Array.isArray(annotations) ? annotations : []),
      ...(doubt === null ? [] : [warning(doubt)]),
      paperText(caption.map(escapeText).join('<br>'), 10, '#55555C', {
        x: 0,
        align: 'left',
        y: 0,
        yanchor: 'top',
        yshift: -72,
      }),
    ],
  };
}

/** Between the title and the plot. */
function warning(doubt: string): Layout {
  return paperText(`<b>${escapeText(doubt)}.</b>`, 12, warningColor, {
    x: 0,
    y: 1,
    yanchor: 'bottom',
    yshift: 22,
  });
}

function isRecord(value: Layout[string]): value is Layout {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Lines broken between words. */
export function linesOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && line.length + word.length < lineLength)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines;
}
