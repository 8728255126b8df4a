import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { isDoubtDashed } from '../../../present/figure/palette';
import { EffectBar } from './marks';

const markupOf = (log2: number, interval: readonly [number, number] = [log2, log2]) =>
  renderToStaticMarkup(<EffectBar log2={log2} interval={interval} />);
const measuredMarkup = (measured: number) =>
  renderToStaticMarkup(<EffectBar log2={1} interval={[1, 1]} measured={measured} />);
const arrows = (markup: string) => markup.match(/d="M66 4H[\d.]+L/g)?.length ?? 0;
const caps = (markup: string) => markup.match(/ 5V13/g)?.length ?? 0;

it('a bar within the scale ends straight, one beyond × 4 or ÷ 4 in an arrow that reaches the edge', () => {
  expect([1.9, 2, -2].map((log2) => arrows(markupOf(log2)))).toEqual([0, 0, 0]);
  expect([2.1, 5, -2.1].map((log2) => arrows(markupOf(log2)))).toEqual([1, 1, 1]);
  expect(markupOf(3)).toContain('L132 9');
  expect(markupOf(-3)).toContain('L0 9');
});

it('an interval has no end where it goes on beyond the scale', () => {
  expect(caps(markupOf(1, [0.5, 1.5]))).toBe(2);
  expect(caps(markupOf(1.5, [0.5, 2.5]))).toBe(1);
  expect(caps(markupOf(3, [2.5, 3.5]))).toBe(0);
});

it('a measured change is a diamond within the scale and points to the edge beyond it', () => {
  for (const within of [-2, 0.5, 2]) expect(measuredMarkup(within)).toMatch(/ 3\.5l5 5\.5l-5 5\.5l-5 -5\.5z/);
  expect(measuredMarkup(3)).toContain('d="M131 9l-7 -5.5v11z"');
  expect(measuredMarkup(-3)).toContain('d="M1 9l7 -5.5v11z"');
});

it('edges of a doubtful run are dashed among few genes, and only grey among many, as in the network', () => {
  expect([30, 31].map(isDoubtDashed)).toEqual([true, false]);
});
