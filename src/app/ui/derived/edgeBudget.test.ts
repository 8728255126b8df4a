import { expect, it } from 'vitest';
import { edgesAt, positionOf, POSITIONS } from './edgeBudget';

const possibles = [2, 12, 56, 110, 156, 3876, 249_500];

/** Numbers of edges while one arrow key is pressed until the end, with the browser's two events for each press. */
function pressed(step: 1 | -1, from: number, possible: number): number[] {
  const numbers = [from];
  for (let edges = from; ; numbers.push(edges)) {
    const at = positionOf(edges, possible) + step;
    if (at < 0 || at > POSITIONS) return numbers;
    edges = edgesAt(at, edges, possible);
    // The browser reports a key press as input and as change, by then with the position that the page has set.
    edges = edgesAt(positionOf(edges, possible), edges, possible);
  }
}

it('each arrow key changes the number of edges by at least one, down to one and up to all', () => {
  for (const possible of possibles) {
    const down = pressed(-1, possible, possible);
    expect(down.at(-1)).toBe(1);
    const up = pressed(1, 1, possible);
    expect(up.at(-1)).toBe(possible);
    for (const [place, edges] of up.slice(1).entries()) expect(edges).toBeGreaterThan(up[place] ?? Infinity);
    for (const [place, edges] of down.slice(1).entries()) expect(edges).toBeLessThan(down[place] ?? 0);
  }
});

it('positions are whole, as the browser reports them, and a position that does not move changes nothing', () => {
  for (const possible of possibles)
    for (let edges = 1; edges <= Math.min(possible, 400); edges++) {
      const at = positionOf(edges, possible);
      expect(Number.isInteger(at)).toBe(true);
      expect(edgesAt(at, edges, possible)).toBe(edges);
    }
});
