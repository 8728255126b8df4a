/** A figure before plotly draws it: a finding, traces, and the same numbers as a table. Pure. */
import type { Layout, Trace } from 'plotly.js-cartesian-dist-min';
import type { Palette } from '../../../present/figure/palette';

export interface Figure {
  /** The finding that the figure shows. */
  readonly title: string;
  /** Text alternative of the figure. */
  readonly words: string;
  /** Description of the content; part of the caption of an exported figure. */
  readonly note: string;
  readonly traces: readonly Trace[];
  readonly layout: Layout;
  /** A new value resets the zoom. */
  readonly revision: string;
  readonly table: NumberTable;
}

export interface NumberTable {
  readonly columns: readonly string[];
  /** The first cell of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

/** Drawn with the colours of the screen or of the exported file. */
export type FigureOf = (palette: Palette) => Figure;

const maxTicks = 6;

/** Ticks of an axis of log2 fold changes between `low` and `high`: whole factors of two, few. */
export function foldTicks(low: number, high: number) {
  const reach = Math.max(Math.abs(low), Math.abs(high));
  const every = Math.max(1, Math.ceil((high - low) / maxTicks));
  const steps = Array.from({ length: 2 * Math.ceil(reach) + 1 }, (_, i) => i - Math.ceil(reach)).filter(
    (log2) => log2 % every === 0 && log2 >= low && log2 <= high,
  );
  return {
    tickvals: steps,
    ticktext: steps.map(foldLabel),
  };
}

export function foldLabel(log2: number): string {
  return log2 === 0 ? 'same' : `${log2 > 0 ? '×' : '÷'} ${2 ** Math.abs(log2)}`;
}

/** Text placed by shares of the plot's width and height. */
export function paperText(text: string, size: number, color: string, place: Layout): Layout {
  const font = { size, color };
  return { text, font, xref: 'paper', xanchor: 'left', yref: 'paper', showarrow: false, ...place };
}

/** Layout shared by all figures. */
export function layoutFor(palette: Palette): Layout {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    font: { family: '"Inter Variable", system-ui, sans-serif', size: 11, color: palette.text2 },
    margin: { l: 52, r: 14, t: 8, b: 40 },
    hovermode: 'closest',
    modebar: { bgcolor: 'rgba(0,0,0,0)', color: palette.text2, activecolor: palette.text },
    showlegend: false,
  };
}

export function axisFor(palette: Palette) {
  return {
    gridcolor: palette.line,
    zerolinecolor: palette.outline,
    linecolor: palette.line,
    mirror: true,
  } as const;
}

/** Escapes text, because plotly interprets some HTML in it. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
