/** Elements of the report. Plain text is escaped here; `Markup` is used unchanged. */
import { program } from '../../inference/run/program';
import { escapeDrawn } from '../../network/formats/escapeXml';
import { tag } from '../figure/svg/xml';
import { svgMarkup, type Chart } from '../chart/chart';

/** Escaped, or made by this file or the figures. */
export type Markup = string;

export interface Section {
  readonly id: string;
  /** For the table of contents. */
  readonly name: string;
  readonly title: string;
  readonly body: Markup;
}

export function sectionMarkup({ id, title, body }: Section): Markup {
  return tag(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    `\n${tag('h2', { id: `${id}-title` }, escapeDrawn(title))}\n${body}\n`,
  );
}

/** Plain text or markup. */
export type Cell = string | { readonly markup: Markup };

export function paragraph(text: string, kind?: string): Markup {
  return tag('p', { class: kind }, escapeDrawn(text));
}

export function strong(text: string): Markup {
  return tag('b', {}, escapeDrawn(text));
}

export function list(items: readonly Markup[], kind?: string): Markup {
  return tag('ul', { class: kind }, items.map((item) => tag('li', {}, item)).join(''));
}

/**
 * The first cell is the row header. `numbers`: the right-aligned columns. Scrolls separately on narrow screens; `name` is its accessible
 * name.
 */
export function table(
  name: string,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  numbers: readonly string[] = [],
): Markup {
  const kindOf = (i: number) => (numbers.includes(columns[i] ?? '') ? 'number' : undefined);
  const head = columns.map((column, i) => tag('th', { scope: 'col', class: kindOf(i) }, escapeDrawn(column)));
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => {
      const [kind, scope] = i === 0 ? (['th', 'row'] as const) : (['td'] as const);
      return tag(kind, { scope, class: kindOf(i) }, contentOf(cell));
    });
    return tag('tr', {}, cells.join(''));
  });
  const parts = tag('thead', {}, tag('tr', {}, head.join(''))) + tag('tbody', {}, body.join('\n'));
  return scrolling(name, tag('table', {}, tag('caption', { class: 'unseen' }, escapeDrawn(name)) + parts));
}

/** A definition list. */
export function facts(rows: readonly (readonly [name: string, value: Cell])[], kind: string): Markup {
  const parts = rows.map(([name, value]) =>
    tag('div', {}, tag('dt', {}, escapeDrawn(name)) + tag('dd', {}, contentOf(value))),
  );
  return tag('dl', { class: kind }, parts.join(''));
}

export function chartFigure({ title, svg, note }: Chart): Markup {
  const caption = tag('figcaption', {}, escapeDrawn(note));
  return tag('figure', {}, tag('h3', {}, escapeDrawn(title)) + svgMarkup(svg) + caption);
}

/** Charts side by side on wide screens. */
export function charts(figures: readonly (Chart | null)[], kind = 'pair'): Markup {
  const drawn = figures.filter((figure) => figure !== null).map(chartFigure);
  return drawn.length === 0 ? '' : tag('div', { class: kind }, drawn.join('\n'));
}

/** A scrollable part that can be wider than the page and takes keyboard focus. */
export function scrolling(name: string, content: Markup): Markup {
  return tag('div', { class: 'scroll', role: 'region', tabindex: 0, 'aria-label': name }, content);
}

function contentOf(cell: Cell): Markup {
  return typeof cell === 'string' ? escapeDrawn(cell) : cell.markup;
}

/** No requests, whatever names the data contain. */
const policy = "default-src 'none'; style-src 'unsafe-inline'";

/** A whole page without scripts or requests. `title`: plain text; */
export function htmlPage(page: {
  readonly title: string;
  readonly style: string;
  readonly body: Markup;
}): string {
  const head = [
    '<meta charset="utf-8"/>',
    tag('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    '<meta name="viewport" content="width=device-width, initial-scale=1"/>',
    tag('meta', { name: 'generator', content: `Modulode ${program}` }),
    tag('title', {}, escapeDrawn(page.title)),
    tag('style', {}, page.style),
  ].join('\n');
  const html = tag(
    'html',
    { lang: 'en' },
    `\n${tag('head', {}, `\n${head}\n`)}\n${tag('body', {}, `\n${page.body}\n`)}\n`,
  );
  return `<!DOCTYPE html>\n${html}\n`;
}
