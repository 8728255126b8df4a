/** Writing XML that cannot be broken by a name: everything that is not markup goes through here. */
import { escapeXml } from '../../../network/formats/escapeXml';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** `content` is markup already: made by this function, or escaped. Numbers are written to two decimals. */
export function tag(name: string, attributes: Attributes, content?: string): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escapeXml(value ?? '')}"`)
    .join('');
  return content === undefined ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

export function short(value: number): string {
  return String(Number(value.toFixed(2)));
}
