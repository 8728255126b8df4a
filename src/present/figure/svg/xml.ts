/** Writes XML elements; attribute values are escaped, so that no gene or module name can break the markup. */
import { escapeDrawn } from '../../../network/formats/escapeXml';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `content` must be markup (made by this function) or escaped text. Numbers are written with two decimals. */
export function tag(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escapeDrawn(value ?? '')}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export function textMark(content: string, attributes: Attributes): string {
  return tag('text', attributes, escapeDrawn(content));
}

export function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
