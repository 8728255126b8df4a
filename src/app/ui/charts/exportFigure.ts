/** Saves a figure as a file: on white, with title, legend and a caption that tells how to reproduce it. */
import type { Layout } from 'plotly.js-cartesian-dist-min';
import { version } from '../../../../package.json';
import { downloadName, saveFile } from '../../session/actions/exports';
import { useNextTraining, useRun } from '../../session/stores';
import { withResolution } from '../kit/pngResolution';
import { paletteOf } from '../../../present/figure/palette';
import { figureText } from '../text/figures';
import { escapeText, type Figure, type FigureOf } from './figure';
import { loadPlotly } from './loadPlotly';

const [width, height] = [960, 660];
const dpi = 300;
const cssDpi = 96;
/** Characters per line of the caption. */
const lineLength = 140;

/** `name`: end of the file name, before the extension. */
export async function exportFigure(of: FigureOf, name: string, format: 'svg' | 'png'): Promise<void> {
  const figure = of(paletteOf('light'));
  const plotly = await loadPlotly();
  const written = await plotly.toImage(
    { data: figure.traces, layout: paperLayout(figure, captionOf(figure)) },
    { format, width, height, scale: format === 'png' ? dpi / cssDpi : 1, imageDataOnly: true },
  );
  const content =
    format === 'svg'
      ? new Blob([written], { type: 'image/svg+xml' })
      : new Blob(
          [
            withResolution(
              Uint8Array.from(atob(written), (byte) => byte.codePointAt(0) ?? 0),
              dpi,
            ),
          ],
          { type: 'image/png' },
        );
  saveFile(content, downloadName(`${name}.${format}`));
}

/** The layout on screen with space for title and caption. */
export function paperLayout(figure: Figure, caption: readonly string[]): Layout {
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
      {
        text: caption.map(escapeText).join('<br>'),
        x: 0,
        xref: 'paper',
        xanchor: 'left',
        align: 'left',
        y: 0,
        yref: 'paper',
        yanchor: 'top',
        yshift: -72,
        showarrow: false,
        font: { size: 10, color: '#55555C' },
      },
    ],
  };
}

function isRecord(value: Layout[string]): value is Layout {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function captionOf({ note }: Figure): readonly string[] {
  const { trainedWith, dataset } = useRun.getState();
  const { seed } = trainedWith ?? useNextTraining.getState().settings;
  return [
    ...linesOf(note),
    figureText.origin(version, seed, dataset?.name ?? '', dataset?.fingerprint ?? 'unknown'),
  ];
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
