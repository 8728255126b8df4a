import { describe, expect, it } from 'vitest';
import { Random } from '../numerics/random';
import {
  edgesByRank,
  likenessOf,
  type GeneNumbers,
  readGeneNumbers,
  readNames,
  rowsAmong,
} from './embedding';

function numbersOf(text: string): GeneNumbers {
  const read = readGeneNumbers(text, 'x.csv');
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
}

const same = (name: string) => name;
const error = (text: string) => readGeneNumbers(text, 'x.csv');
const rank = (values: readonly number[], of: number) =>
  values.filter((value) => value < of).length / (values.length - 1);
const group = (name: string) => Number(name.slice(1)) < 6;

describe('numbers of genes', () => {
  const expected = {
    name: 'x.csv',
    genes: ['GATA1', 'SPI1'],
    dimension: 3,
    values: Float32Array.of(1, -2, 0.5, 0, 1e-3, 4),
  };

  it.each([
    ['a table with a header', ',e1,e2,e3\nGATA1,1,-2,0.5\nSPI1,0,1e-3,4\n'],
    ['a header one cell short, as of R', '"e1"\t"e2"\t"e3"\nGATA1\t1\t-2\t0.5\nSPI1\t0\t1e-3\t4\n'],
    ['no header, with blanks', 'GATA1 1 -2 0.5\nSPI1 0 0.001 4\n'],
    ['the two sizes first, as word2vec writes them', '2 3\nGATA1 1 -2 0.5\nSPI1 0 0.001 4\n'],
  ])('are an embedding: %s', (_, text) => {
    expect(numbersOf(text)).toEqual(expected);
  });

  it('are a matrix of pairs where columns are named as rows, in any order', () => {
    const numbers = numbersOf('gene,B,A\nA,2,1\nB,4,3\n');
    expect(numbers).toEqual({ name: 'x.csv', genes: ['A', 'B'], scores: Float32Array.of(1, 2, 3, 4) });
  });

  it('are refused without names, with words for numbers, and with lines of several lengths', () => {
    expect(error('1,2,3\n4,5,6\n')).toMatchObject({ error: { tag: 'numbers-unnamed', rows: 2 } });
    expect(error('A,1,2\nB,high,3\nC,1,1\n')).toMatchObject({
      error: { tag: 'numbers-cell', line: 2, cell: 'high' },
    });
    expect(error('A,1,2\nB,1\nC,1,1\n')).toMatchObject({ error: { tag: 'numbers-format' } });
    expect(error('A,1\n')).toMatchObject({ error: { tag: 'numbers-format' } });
  });

  it('have their names in a list, one a line', () => {
    expect(readNames('\uFEFFGATA1\r\nSPI1\tmore\n\n')).toEqual(['GATA1', 'SPI1']);
  });
});

const geneOf = (name: string) =>
  ['OCT4', 'POU5F1'].includes(name) ? 'POU5F1' : name === 'SOX2' ? name : null;

const rows = (text: string) => rowsAmong(numbersOf(text), geneOf, ['POU5F1', 'SOX2', 'NANOG']);

describe('rows among the genes of a screen', () => {
  it('are those under their own names, then under the first of other names', () => {
    const other = { ok: true, value: new Map([['POU5F1', Float32Array.of(1, 2, 3)]]) };
    expect(rows('OCT4 1 2 3\nGATA1 4 5 6\n')).toEqual(other);
    expect(rows('OCT4 9 9 9\nPOU5F1 1 2 3\n')).toEqual(other);
    expect(rows('POU5F1 1 2 3\nOCT4 9 9 9\n')).toEqual(other);
  });

  it('may be repeated, but not with other numbers', () => {
    expect(rows('SOX2 1 2 3\nSOX2 1 2 3\nSOX2 1 2 3\n')).toMatchObject({ ok: true });
    expect(rows('SOX2 1 2 3\nSOX2 1 2 4\n')).toMatchObject({ error: { tag: 'numbers-twice', gene: 'SOX2' } });
    expect(rows('GATA1 1 2 3\nGATA1 1 2 4\n')).toMatchObject({ error: { tag: 'numbers-other-genes' } });
  });

  it('of a matrix of pairs are its rows', () => {
    const found = rows('gene,X,SOX2\nX,1,2\nSOX2,3,4\n');
    expect(found).toEqual({ ok: true, value: new Map([['SOX2', Float32Array.of(3, 4)]]) });
  });
});

describe('edges by rank', () => {
  const count = 30;
  const genes = Array.from({ length: count }, (_, gene) => `G${gene}`);
  const random = new Random(1);
  const matrix = {
    name: 'm',
    genes,
    scores: Float32Array.from({ length: count * count }, () => random.uniform()),
  };

  it('are the pairs with the highest mean rank in row and column', () => {
    const at = (row: number, column: number) => matrix.scores[row * count + column] ?? NaN;
    const others = (gene: number) => [...genes.keys()].filter((one) => one !== gene);
    const ranked = [...genes.keys()]
      .flatMap((row) =>
        others(row).map((column) => ({
          pair: `G${row} G${column}`,
          rank:
            (rank(
              others(row).map((other) => at(row, other)),
              at(row, column),
            ) +
              rank(
                others(column).map((other) => at(other, column)),
                at(row, column),
              )) /
            2,
        })),
      )
      .toSorted((a, b) => b.rank - a.rank);
    const edges = edgesByRank(matrix, same);
    expect(edges).toHaveLength(Math.round(0.05 * count * (count - 1)));
    const least = ranked[edges.length - 1]?.rank ?? NaN;
    for (const { source, target, confidence } of edges) {
      const own = ranked.find(({ pair }) => pair === `${source} ${target}`);
      expect(confidence).toBeCloseTo(own?.rank ?? NaN);
      expect(own?.rank).toBeGreaterThanOrEqual(least - 1e-9);
    }
  });

  it('do not change where scores are scaled within the matrix', () => {
    const scaled = { ...matrix, scores: matrix.scores.map((value) => Math.exp(5 * value)) };
    expect(edgesByRank(scaled, same)).toEqual(edgesByRank(matrix, same));
  });

  it('say how alike candidates are: cosines of their rows, nothing where one has none', () => {
    const embedding = {
      name: 'e',
      genes: ['A', 'B', 'Z'],
      values: Float32Array.of(3, 4, 8, -6, 0, 0),
      dimension: 2,
    };
    const found = likenessOf(embedding, (name) => name.toLowerCase(), ['b', 'x', 'a', 'z']);
    expect(Array.from(found ?? [])).toEqual(
      [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0].map((value) => expect.closeTo(value, 6) as number),
    );
    const like = { ...embedding, values: Float32Array.of(1, 0, 3, 4, 1, 1) };
    expect(likenessOf(like, (name) => name.toLowerCase(), ['a', 'b'])?.[1]).toBeCloseTo(0.6);
    expect(likenessOf(matrix, same, ['a'])).toBeNull();
    // More columns than a call takes arguments.
    const wide = {
      name: 'e',
      genes: ['a', 'b'],
      values: new Float32Array(600_000).fill(1),
      dimension: 300_000,
    };
    expect(likenessOf(wide, same, ['a', 'b'])?.[1]).toBeCloseTo(1);
  });

  it('of an embedding are between genes with similar directions, and among wanted genes alone', () => {
    // Two groups of directions; GX is no gene of the screen.
    const values = genes.flatMap((_, gene) =>
      gene < 6 ? [2 + gene, 0.01 * gene] : [Math.cos(gene), 5 + gene],
    );
    const embedding = {
      name: 'e',
      genes: [...genes, 'GX'],
      values: Float32Array.from([...values, 1, 0]),
      dimension: 2,
    };
    const edges = edgesByRank(embedding, (name) => (name === 'GX' ? null : name.toLowerCase()));
    expect(edges.length).toBeGreaterThan(20);
    expect(edges.filter(({ source, target }) => group(source) !== group(target))).toEqual([]);
    expect(edges.every(({ source }) => /^g\d/u.test(source))).toBe(true);
  });
});
