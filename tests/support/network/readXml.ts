/** A second, strict reader of the XML files that this project writes. */

export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** An element and all within it. */
export function elementsOf(element: Element): Element[] {
  return [element, ...element.children.flatMap(elementsOf)];
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescaped(text: string): string {
  return text.replaceAll(/&([^;&]*);/g, (_, name: string) => {
    const character = entities[name];
    if (character === undefined) throw new Error(`entity ${name}`);
    return character;
  });
}

/** Supports only the XML of these files; throws if it is not well-formed. */
export function readXml(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  let rest = text.replace(/^(?:<\?xml [^?]*\?>|<!DOCTYPE html>\n)/, '');
  while (rest !== '') {
    const inside = open.at(-1) ?? root;
    const [content = ''] = /^(?:[^<&]|&[\w#]+;)+/u.exec(rest) ?? [];
    if (content !== '') {
      inside.text += unescaped(content);
      rest = rest.slice(content.length);
      continue;
    }
    const match = /^<(\/?)([\w-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>/.exec(rest);
    if (!match) throw new Error(`not well-formed: ${rest.slice(0, 40)}`);
    const [whole, closing, name = '', attributes = '', single] = match;
    rest = rest.slice(whole.length);
    if (closing) {
      if (open.pop()?.name !== name) throw new Error(`unexpected </${name}>`);
      continue;
    }
    const pairs = [...attributes.matchAll(/([\w:.-]+)="([^"]*)"/g)];
    const element: Element = {
      name,
      attributes: Object.fromEntries(pairs.map(([, key = '', value = '']) => [key, unescaped(value)])),
      children: [],
      text: '',
    };
    inside.children.push(element);
    if (!single) open.push(element);
  }
  if (open.length > 1) throw new Error('not closed');
  return root.children[0] ?? root;
}
