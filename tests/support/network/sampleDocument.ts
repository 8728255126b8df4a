/** Random networks, and names with special characters of the file formats. */
import * as fc from 'fast-check';
import { Random } from '../../../src/numerics/random';
import { rankEdges } from '../../../src/network/ranking';
import type { NetworkDocument } from '../../../src/network/formats/document';

/** A network of these genes, drawn from a seed; the first ones (four at most) are the regulators. */
export function sampleDocument(
  genes: readonly string[],
  change: Partial<NetworkDocument> = {},
): NetworkDocument {
  const random = new Random(11);
  const regulators = Int32Array.from({ length: Math.min(4, genes.length) }, (_, r) => r);
  const drawn = () => Float32Array.from({ length: regulators.length * genes.length }, () => random.normal());
  const weights = drawn().map((weight) => weight ** 3 / 10);
  const stability = drawn().map((value) => Math.round(3 * Math.min(1, Math.abs(value))) / 3);
  const network = { genes, regulators, weights, stability };
  return {
    name: 'screen',
    doubt: null,
    genes,
    edges: rankEdges(network, 2 * genes.length),
    modules: [{ name: 'M1', genes: [0, genes.length - 1], regulators: [0], stability: 0.75 }],
    moduleNames: {},
    perturbed: new Set([0]),
    positions: Float32Array.from({ length: 2 * genes.length }, () => 100 * random.normal()),
    colors: { activates: '#D55E00', represses: '#0072B2' },
    ...change,
  };
}

/** Three to five distinct names, some with special characters. */
export const hostileNames = fc.uniqueArray(
  fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
    fc.constantFrom(
      'a\tb',
      'a\nb',
      'a\r\nb',
      'x,"y"',
      '"',
      '</data>',
      ']]>',
      '&amp;',
      "O'Neil",
      'NKX2-1',
      'γ-globin',
      '遺伝子',
      '\u0000',
      '\uD800',
      '=1+1',
      '@SUM(1)',
      '-2+3',
      '-2',
      '-',
      '\u202EATAG',
      '__proto__',
    ),
  ),
  { minLength: 3, maxLength: 5 },
);

/** A name in a table: characters that end a line or a cell become spaces, and a formula is text. An independent copy of the rule. */
export function onOneLine(name: string): string {
  const line = withoutEnds(name);
  const [first = '', ...rest] = Array.from(line.trimStart());
  const isFormula = '=+-@＝＋－＠'.split('').includes(first) && rest.length > 0 && Number.isNaN(Number(line));
  return isFormula ? `'${line}` : line;
}

function withoutEnds(name: string): string {
  const ending = new Set(['\t', '\n', '\v', '\f', '\r', '\u0085', '\u2028', '\u2029']);
  return Array.from(name)
    .map((character) => (ending.has(character) ? '\t' : character))
    .join('')
    .replaceAll(/\t+/g, ' ');
}
