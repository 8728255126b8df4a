import { expect, it } from 'vitest';
import { fitsSuit, readFits, writeFits, type SharedFits } from './fitsFile';
import { wholeText } from './typedJson';

const pairs = Float32Array.of(0, -0.5, 1e-30, 0);
const fits: SharedFits = {
  run: 'abc',
  of: 6,
  fits: [
    {
      index: 5,
      weights: pairs,
      modules: [{ name: 'M1', genes: [0], regulators: [1], stability: null }],
      responses: pairs,
    },
  ],
  labels: {
    shuffled: { check: { error: 1.1, stableShare: 0.5 }, chance: { mean: pairs, deviation: pairs } },
  },
};

it('is restored bit for bit, with and without the label check', () => {
  for (const labels of [fits.labels, { shuffled: null }, null]) {
    const written = { ...fits, labels };
    expect(readFits(wholeText(writeFits(written)))).toEqual({ ok: true, value: written });
  }
});

it('is refused if truncated, foreign, of a newer version or inconsistent', () => {
  const text = wholeText(writeFits(fits));
  expect(tagOf(text.slice(0, -4))).toBe('damaged');
  expect(tagOf(text.replace('modulode-fits', 'modulode-run'))).toBe('alien');
  expect(tagOf(text.replace('"version":1', '"version":2'))).toBe('too-new');
  expect(tagOf(text.replace('"index":5', '"index":6'))).toBe('damaged');
  // A list of as many fits would take all memory.
  expect(tagOf(text.replace('"of":6', '"of":9000000000000000'))).toBe('damaged');
  expect(
    tagOf(
      wholeText(
        writeFits({ ...fits, fits: fits.fits.map((fit) => ({ ...fit, responses: Float32Array.of(1) })) }),
      ),
    ),
  ).toBe('damaged');
});

it('suits a network with as many scores and the genes of its modules', () => {
  const network = {
    genes: ['A', 'B'],
    regulators: Int32Array.of(0, 1),
    weights: new Float32Array(4),
    stability: null,
  };
  expect(fitsSuit(fits, network)).toBe(true);
  expect(fitsSuit(fits, { ...network, weights: new Float32Array(6) })).toBe(false);
  expect(fitsSuit({ ...fits, fits: [] }, { ...network, weights: new Float32Array(6) })).toBe(false);
  expect(fitsSuit(fits, { ...network, genes: ['A'] })).toBe(false);
});

function tagOf(text: string): string {
  const read = readFits(text);
  return read.ok ? 'read' : read.error.tag;
}
