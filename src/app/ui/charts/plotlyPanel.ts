/** A plotly figure as a panel: drawn anew at the width of the panel, with text of the panel's size. */
import type { Layout } from 'plotly.js-cartesian-dist-min';
import { type Drawable, TEXT } from '../../../present/figure/sheet/drawables';
import { short } from '../../../present/figure/svg/xml';
import type { Figure } from './figure';
import { loadPlotly } from './loadPlotly';

/** In units: least width, and height as a share of the width within these bounds. */
const NARROWEST = 230;
const SHAPE = 0.66;
const [LOWEST, HIGHEST] = [190, 460];
const family = 'Arial, Helvetica, sans-serif';

let drawn = 0;

export function plotlyPanel(figure: Figure): Drawable {
  return async ({ width: room }) => {
    const width = Math.round(Math.max(NARROWEST, room));
    const height = Math.round(Math.min(HIGHEST, Math.max(LOWEST, SHAPE * width)));
    const plotly = await loadPlotly();
    const written = await plotly.toImage(
      { data: figure.traces.map(inOneSize), layout: inOneSize(printed(figure.layout)) },
      { format: 'svg', width, height, scale: 1, imageDataOnly: true },
    );
    drawn += 1;
    return { markup: nested(written, `plot${drawn}-`, width, height), width, height };
  };
}

const INK = '#1A1A1E';

function printed(layout: Layout): Layout {
  return {
    ...layout,
    font: { family, size: TEXT, color: INK },
    paper_bgcolor: '#FFFFFF',
    plot_bgcolor: '#FFFFFF',
  };
}

/** Every font of traces or layout in the family and size of the panel. */
export function inOneSize(part: Layout): Layout {
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, resized(one, name)]));
}

function resized(value: Layout[string], key: string): Layout[string] {
  if (Array.isArray(value)) return value.map((one) => resized(one, ''));
  if (typeof value !== 'object' || value === null) return value;
  const inside = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resized(one, name)]));
  if (key.endsWith('font')) return { ...inside, family, size: TEXT };
  // A title without a font of its own would be larger.
  return key === 'title' ? { font: { color: INK, family, size: TEXT }, ...inside } : inside;
}

/** The document as an element of another, its identifiers apart from those of other plots. */
export function nested(svg: string, prefix: string, width: number, height: number): string {
  const root = svg.replace(/^<\?xml[^>]*\?>/u, '').trim();
  const inside = root.slice(root.indexOf('>') + 1, root.lastIndexOf('</svg>'));
  const own = inside
    .replaceAll(/\sid="([^"]+)"/gu, ` id="${prefix}$1"`)
    .replaceAll(/url\((?:&quot;|['"])?#([^)'"&]+)(?:&quot;|['"])?\)/gu, `url(#${prefix}$1)`)
    .replaceAll(/(href=")#/gu, `$1#${prefix}`);
  return `<svg x="0" y="0" width="${short(width)}" height="${short(height)}" viewBox="0 0 ${short(width)} ${short(height)}" xmlns:xlink="http://www.w3.org/1999/xlink">${own}</svg>`;
}
