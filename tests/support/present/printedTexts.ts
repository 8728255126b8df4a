/** The texts of a printed figure with their places, read anew from its markup, and the areas that they cover in print. */
import type { Area } from '../../../src/present/figure/geometry';

export interface PrintedText {
  readonly text: string;
  /** In points, as printed; viewBox units are points where it and the width agree. */
  readonly size: number;
  readonly x: number;
  readonly y: number;
  readonly bold: boolean;
  readonly turned: boolean;
  readonly weight: number;
  readonly anchor: string;
}

/** Every text of the file with its size and place after all transforms. */
export function textsOf(svg: string): readonly PrintedText[] {
  const stack: { scale: number; x: number; y: number; turned: boolean }[] = [
    { scale: 1, x: 0, y: 0, turned: false },
  ];
  const found: PrintedText[] = [];
  for (const [, close, name = '', written = '', empty] of svg.matchAll(
    /<(\/?)([\w]+)((?:\s[\w:-]+="[^"]*")*)\s*(\/?)>/gu,
  )) {
    if (close) {
      stack.pop();
      continue;
    }
    const own = new Map([...written.matchAll(/([\w:-]+)="([^"]*)"/gu)].map(([, key, value]) => [key, value]));
    const attribute = (key: string) => own.get(key);
    const above = stack.at(-1) ?? { scale: 1, x: 0, y: 0, turned: false };
    let here = above;
    for (const [, kind, values = ''] of (attribute('transform') ?? '').matchAll(/(\w+)\(([^)]*)\)/gu)) {
      const [first = 0, second = 0] = values.split(/[ ,]+/u).map(Number);
      if (kind === 'translate')
        here = { ...here, x: here.x + here.scale * first, y: here.y + here.scale * second };
      if (kind === 'scale') here = { ...here, scale: here.scale * first };
      if (kind === 'rotate') here = { ...here, turned: true };
    }
    if (name === 'text') {
      const weight = Number(attribute('font-weight') ?? 400);
      found.push({
        text: '',
        size: here.scale * Number(attribute('font-size')),
        x: here.x + here.scale * Number(attribute('x') ?? 0),
        y: here.y + here.scale * Number(attribute('y') ?? 0),
        bold: weight >= 700,
        turned: here.turned,
        weight,
        anchor: attribute('text-anchor') ?? 'start',
      });
    }
    if (!empty) stack.push(here);
  }
  const contents = [...svg.matchAll(/<text[^>]*>([^<]*)</gu)].map(([, text = '']) => text);
  return found.map((one, i) => ({ ...one, text: contents[i] ?? '' }));
}

/** Advance widths of Arial and Helvetica from space to tilde, in thousandths of the font size (Adobe Core 14 AFM; read from Liberation Sans). */
const widths = {
  regular:
    '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584',
  bold: '278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584',
};
const tables = {
  regular: widths.regular.split(' ').map(Number),
  bold: widths.bold.split(' ').map(Number),
};
/** Of capitals and of letters below the line, in font sizes. */
const [ASCENT, DESCENT] = [0.72, 0.21];

/** What a text covers, in points; semi-bold is printed bold. Letters beyond ASCII count as wide as a digit. */
export function printedArea({ text, size, x, y, weight, anchor, turned }: PrintedText): Area {
  const table = weight >= 600 ? tables.bold : tables.regular;
  const ems = Array.from(text).reduce((sum, letter) => sum + (table[letter.charCodeAt(0) - 32] ?? 556), 0);
  const width = (ems / 1000) * size;
  const start = anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0;
  return turned
    ? { left: x - ASCENT * size, right: x + DESCENT * size, top: y + start - width, bottom: y + start }
    : { left: x - start, right: x - start + width, top: y - ASCENT * size, bottom: y + DESCENT * size };
}
