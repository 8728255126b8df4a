/**
 * A chart as SVG markup whose style is in attributes: programs that edit figures ignore style sheets and variables. The style is
 * chart.css, in the light colours.
 */
import { tag } from '../figure/svg/xml';
import { designTokens } from '../figure/palette';
import { escapeDrawn } from '../../network/formats/escapeXml';
import type { SvgElement } from './chart';
import sheet from './chart.css?raw';

interface Rule {
  /** 'text', or the classes that an element must have. */
  readonly of: string | readonly string[];
  readonly style: Readonly<Record<string, string>>;
}

/** Properties of a box on a page, which a mark in a figure does not have. */
const ofPages = new Set(['display', 'width', 'height', 'overflow', 'font-family']);

const rules: readonly Rule[] = [
  ...sheet.replaceAll(/\/\*.*?\*\//gsu, '').matchAll(/([^{}]+)\{([^}]*)\}/gu),
].flatMap(([, selectors = '', body = '']) =>
  selectors.split(',').flatMap((selector) => {
    const last = selector.trim().split(' ').at(-1) ?? '';
    const style = Object.fromEntries(
      body.split(';').flatMap((line) => {
        const [name = '', value = ''] = line.split(':').map((part) => part.trim());
        return name === '' || ofPages.has(name) ? [] : [[name, value]];
      }),
    );
    return last === '.chart' ? [] : [{ of: last === 'text' ? last : last.slice(1).split('.'), style }];
  }),
);

/** `tokens`: colours other than those of the design, by variable. */
export function plainMarkup(
  { name, attributes, children }: SvgElement,
  tokens: Readonly<Record<string, string>> = {},
): string {
  const { class: kinds, ...own } = attributes;
  const classes = String(kinds ?? '').split(' ');
  const applying = rules.filter(({ of }) =>
    typeof of === 'string' ? of === name : of.every((one) => classes.includes(one)),
  );
  const style = Object.fromEntries(
    Object.entries(Object.assign({}, ...applying.map((rule) => rule.style)) as Record<string, string>).map(
      ([property, value]) => [property, resolved(value, tokens)],
    ),
  );
  const content = children.map((child) =>
    typeof child === 'string' ? escapeDrawn(child) : plainMarkup(child, tokens),
  );
  return tag(name, { ...style, ...own }, children.length === 0 ? undefined : content.join(''));
}

function resolved(value: string, tokens: Readonly<Record<string, string>>): string {
  if (value === 'inherit') return 'inherit';
  if (value === 'transparent') return 'none';
  return value
    .replaceAll(
      /var\((--[\w-]+)\)/gu,
      (_, name: string) => tokens[name] ?? designTokens.light[name] ?? '#000000',
    )
    .replace(/^(\d+)px$/u, '$1');
}
