import { expect, it } from 'vitest';
import type { Told } from '../../effects/pairs';
import { pairLines, pairSentence, pairSentences, pairsHeadline, pairTables } from './pairs';

const around = (value: number): Told => ({ value, low: value - 0.1, high: value + 0.1 });
const labels = ['control', 'A', 'B', 'A+B', 'C', 'B+C'];
const masked = {
  ofFirst: around(0.05),
  ofSecond: around(0.95),
  together: around(0.5),
  difference: around(-0.9),
};
const unknown = { value: NaN, low: NaN, high: NaN };
const effects = {
  genes: ['X', 'Y'],
  pairs: {
    pairs: [
      { pair: 3, first: 1, second: 2, ...masked },
      {
        pair: 5,
        first: 2,
        second: 4,
        ofFirst: around(1),
        ofSecond: unknown,
        together: unknown,
        difference: unknown,
      },
    ],
    observed: Float32Array.of(2, 0.25, NaN, 0),
    log2: Float32Array.of(-1, 0, NaN, 0.5),
    error: Float32Array.of(0.25, 0.5, NaN, 0.5),
    p: Float64Array.of(1e-5, 0.9, NaN, 0.3),
    q: Float64Array.of(3e-5, 0.9, NaN, 0.45),
  },
};

it('pairs are told with what masks what, and with the genes that interact', () => {
  const lines = pairLines(effects, labels, 0.05);
  expect(lines.map(({ interacting, tested }) => [interacting, tested])).toEqual([
    [1, 2],
    [0, 1],
  ]);
  expect(pairSentences(lines, 1)).toEqual([
    '2 pairs compared with the sum of their single effects; for 1 it is unclear whether effects add up.',
    '  A+B: epistasis: B masks A, c₁ (A) 0.05 (−0.05 to 0.15), c₂ (B) 0.95 (0.85–1.05), 1 interacting gene',
    'Only pairs are judged, not 1 larger combination.',
  ]);
  expect(pairSentences([], 0)).toEqual([]);
  const unclear = lines.map((line) => ({ ...line, kind: null }));
  expect(pairsHeadline(unclear)).toContain(
    'for 2 it is unclear whether effects add up, which takes at least 40 tested genes.',
  );
  expect(pairsHeadline(unclear.map((line) => ({ ...line, tested: 90 })))).toContain(
    'because the effects are weak or vary too much between genes.',
  );
  expect(lines.map(pairSentence)).toEqual([
    'Epistasis: B masks A. It has 0.05 (−0.05 to 0.15) of the effect of A and 0.95 (0.85–1.05) of the effect of B. 1 gene of 2 differs from the sum of both.',
    'It is unclear whether the two effects add up. It has 1.00 (0.90–1.10) of the effect of B. 0 genes of 1 differ from the sum of both.',
  ]);
});

it('tables have every pair and the significant interactions', () => {
  const [pairs, interactions] = pairTables(effects, pairLines(effects, labels, 0.05), 0.05);
  expect(pairs?.[1].split('\n')[2]).toBe(
    ['B+C', 'B', 'C', '', '1', '0.9', '1.1', ...Array.from({ length: 9 }, () => ''), '0', '1'].join('\t'),
  );
  expect(interactions?.[1].split('\n').slice(1)).toEqual(['A+B\tX\t2\t3\t-1\t0.25\t0.00001\t0.00003', '']);
});
