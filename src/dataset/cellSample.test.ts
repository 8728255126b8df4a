import { describe, expect, it } from 'vitest';
import { evenShare, sampledCells } from './cellSample';

/** Groups of so many cells each, mixed, with every fifth cell in none. */
function groupsOf(counts: readonly number[]): Int32Array {
  const left = [...counts];
  const groups: number[] = [];
  while (left.some((count) => count > 0))
    left.forEach((count, group) => {
      if (count <= 0) return;
      groups.push(group);
      if (groups.length % 5 === 0) groups.push(-1);
      left[group] = count - 1;
    });
  return Int32Array.from(groups);
}

function countsOf(groups: Int32Array, rows: Int32Array, count: number): number[] {
  const counts = Array.from({ length: count }, () => 0);
  for (const row of rows) {
    const group = groups[row] as number;
    counts[group] = (counts[group] as number) + 1;
  }
  return counts;
}

describe('the sample of cells', () => {
  const counts = [400, 3, 50, 120, 9];
  const groups = groupsOf(counts);

  it('keeps all cells where there are few enough', () => {
    const all = Int32Array.from(groups.keys()).filter((row) => (groups[row] as number) >= 0);
    expect(sampledCells(groups, 5, 582, 1)).toEqual(all);
  });

  it('keeps small groups whole and the same number of each large group', () => {
    const rows = sampledCells(groups, 5, 200, 1);
    expect(countsOf(groups, rows, 5)).toEqual([69, 3, 50, 69, 9]);
    expect(rows).toEqual(rows.toSorted((a, b) => a - b));
  });

  it('keeps one cell of each group where groups exceed the limit', () => {
    expect(countsOf(groups, sampledCells(groups, 5, 2, 1), 5)).toEqual([1, 1, 1, 1, 1]);
  });

  it('draws the same cells for the same seed, others for another, and all equally often', () => {
    expect(sampledCells(groups, 5, 200, 8)).toEqual(sampledCells(groups, 5, 200, 8));
    const seeds = 2000;
    const drawn = new Float64Array(groups.length);
    for (let seed = 0; seed < seeds; seed++)
      for (const row of sampledCells(groups, 5, 100, seed)) drawn[row] = (drawn[row] as number) + 1;
    const share = 29 / 400;
    const largest = Array.from(groups.keys()).filter((row) => groups[row] === 0);
    const deviation = Math.sqrt(seeds * share * (1 - share));
    for (const row of largest)
      expect(Math.abs((drawn[row] as number) - seeds * share)).toBeLessThan(5 * deviation);
  });

  it('uses the room left by smaller groups', () => {
    expect(evenShare([10, 20, 30], 60)).toBe(Infinity);
    expect(evenShare([10, 20, 30], 59)).toBe(29);
    expect(evenShare([10, 20, 30], 45)).toBe(17);
  });
});
