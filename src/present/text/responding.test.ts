/** Shares of responding cells in words: in part, all, or not told. */
import { describe, expect, it } from 'vitest';
import { aPerturbationLine } from '../../../tests/support/effects/perturbationLine';
import { respondingText, sideBySide } from './responding';

const lineOf = (share: number, low: number) => ({
  ...aPerturbationLine('GATA1', 2),
  cells: 200,
  responding: { share, low, high: 1 },
});
const changes = {
  log2: Float32Array.of(-1, 1),
  p: Float64Array.of(0, 0),
  q: Float64Array.of(0, 0),
  own: Uint8Array.of(1, 0),
  responding: {
    share: 0.5,
    log2: Float32Array.of(-2, 2),
    low: Float32Array.of(-2.2, 1.8),
    high: Float32Array.of(-1.8, 2.2),
  },
};
const rowsOf = (share: number) => sideBySide(lineOf(share, 0.4), changes, ['GATA1', 'KLF1'], 0.05);

describe('where some cells do not respond', () => {
  it('both kinds of cells stand side by side', () => {
    expect(respondingText(lineOf(0.5, 0.4))).toBe(
      'About 50\u00a0% of its cells respond (40\u00a0% to 100\u00a0%).',
    );
    expect(rowsOf(0.5).map(({ what, all, responding }) => [what, all, responding])).toEqual([
      ['Cells', '200', 'about 100 (40\u00a0% to 100\u00a0%)'],
      ['GATA1 (target)', '÷ 2.0', expect.stringMatching(/^÷ 4\.0 \(/)],
      ['KLF1', '× 2.0', expect.stringMatching(/^× 4\.0 \(/)],
    ]);
    expect(rowsOf(0.99)).not.toEqual([]);
  });
});

describe('where all cells respond', () => {
  it('a sentence says so, and no table says the same twice', () => {
    expect(respondingText(lineOf(0.998, 0.9))).toBe('All of its cells seem to respond (at least 90\u00a0%).');
    expect(respondingText(lineOf(0.998, 0.996))).toBe('All of its cells seem to respond.');
    expect(rowsOf(0.998)).toEqual([]);
  });
});

it('where it is not told nothing is said', () => {
  expect(respondingText(aPerturbationLine('GATA1', 2))).toBe('');
  expect(sideBySide(aPerturbationLine('GATA1', 2), changes, ['GATA1', 'KLF1'], 0.05)).toEqual([]);
});
