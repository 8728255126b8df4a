/**
 * How large a gene is drawn, from its name alone, so that worker, canvas and exported figure agree without measuring
 * text. Up to 30 genes: a pill with the name inside; more: a circle with the name beside it.
 */

import { truncateName } from '../../numerics/format';

/** Most genes that are drawn as pills. */
export const mostPills = 30;

export interface NodeSize {
  readonly shape: 'pill' | 'circle';
  readonly width: number;
  readonly height: number;
  readonly fontSize: number;
  /** The node together with its label. */
  readonly boxWidth: number;
  readonly boxHeight: number;
}

/** More letters of a name are not drawn. */
const mostLetters = 24;

/** What is drawn of a name. */
export function nodeLabel(name: string): string {
  return truncateName(name, mostLetters);
}

export function nodeSize(whole: string, genes: number): NodeSize {
  const name = nodeLabel(whole);
  if (genes <= mostPills) {
    const width = Math.max(44, 2 * Math.round(textWidth(name, 12.5) / 2 + 11));
    return { shape: 'pill', width, height: 28, fontSize: 12.5, boxWidth: width, boxHeight: 28 };
  }
  const side = genes <= 120 ? 14 : 11;
  const fontSize = 11;
  return {
    shape: 'circle',
    width: side,
    height: side,
    fontSize,
    boxWidth: side + 4 + textWidth(name, fontSize),
    boxHeight: Math.max(side, fontSize + 3),
  };
}

const narrow = new Set("iIljtfr.,:;'|!()[]-1 ");
const wide = new Set('mwMWOQGCDHNU@%&');

/** Width in pixels of semi-bold Inter within about 6 %, from three widths of letters. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const letter of text) ems += narrow.has(letter) ? 0.36 : wide.has(letter) ? 0.77 : 0.62;
  return ems * fontSize;
}
