import { expect, it } from 'vitest';
import { DrawingPace } from './drawingPace';

/** Draws figures one after the other, each as soon as it is due; the times at which they began. */
function began(works: readonly number[]): number[] {
  const pace = new DrawingPace();
  let now = 0;
  return works.map((work) => {
    now += pace.wait(now);
    pace.begin(now);
    const start = now;
    pace.worked(work / 2);
    pace.worked(work / 2);
    now += work;
    return start;
  });
}

it('draws the first figure at once, and cheap ones four times a second', () => {
  expect(began([1, 1, 1, 1, 1])).toEqual([0, 250, 500, 750, 1000]);
});

it('leaves at least nine tenths of the time to others where figures are expensive', () => {
  const works = Array.from({ length: 40 }, () => 60);
  const starts = began(works).slice(3);
  const span = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  expect((60 * (starts.length - 1)) / span).toBeLessThan(0.1);
});

it('is not slowed by a single expensive figure, nor for longer than three seconds', () => {
  const starts = began([1, 1, 1, 200, 1, 1, 1]);
  expect(Math.max(...starts.slice(1).map((start, i) => start - (starts[i] ?? 0)))).toBe(250);
  const slow = began(Array.from({ length: 6 }, () => 900));
  expect((slow[5] ?? 0) - (slow[4] ?? 0)).toBe(3000);
});
