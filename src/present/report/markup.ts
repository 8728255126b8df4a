/** Elements of the report. Plain text is escaped here; `Markup` is used unchanged. */
import { escapeXml } from '../../network/formats/escapeXml';
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

/** Plain text or markup. */
export type Cell = string | { readonly markup: Markup };

export function paragraph(text: string, kind?: string): Markup {
  return tag('p', { class: kind }, escapeXml(text));
}

export function strong(text: string): Markup {
  return tag('b', {}, escapeXml(text));
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
  const head = columns.map((column, i) => tag('th', { scope: 'col', class: kindOf(i) }, escapeXml(column)));
  const body = rows.map((row) => {
    const cells = row.map((cell, i) => {
      const [kind, scope] = i === 0 ? (['th', 'row'] as const) : (['td'] as const);
      return tag(kind, { scope, class: kindOf(i) }, contentOf(cell));
    });
    return tag('tr', {}, cells.join(''));
  });
  const parts = tag('thead', {}, tag('tr', {}, head.join(''))) + tag('tbody', {}, body.join('\n'));
  return scrolling(name, tag('table', {}, tag('caption', { class: 'unseen' }, escapeXml(name)) + parts));
}

/** A definition list. */
export function facts(rows: readonly (readonly [name: string, value: Cell])[], kind: string): Markup {
  const parts = rows.map(([name, value]) =>
    tag('div', {}, tag('dt', {}, escapeXml(name)) + tag('dd', {}, contentOf(value))),
  );
  return tag('dl', { class: kind }, parts.join(''));
}

export function chartFigure({ title, svg, note }: Chart): Markup {
  const caption = tag('figcaption', {}, escapeXml(note));
  return tag('figure', {}, tag('h3', {}, escapeXml(title)) + svgMarkup(svg) + caption);
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
  return typeof cell === 'string' ? escapeXml(cell) : cell.markup;
}
