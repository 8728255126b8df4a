import { describe, expect, it } from 'vitest';
import { paletteOf } from '../../../present/figure/palette';
import { coloursOfAmounts, coloursOfGroups, drawingOrder, MAX_GROUPS } from './cellColours';

const palette = paletteOf('light');

describe('groups', () => {
  it('have colours of their own, largest first; controls are grey and take none', () => {
    const { table, of, legend } = coloursOfGroups(
      Int32Array.of(0, 0, 0, 1, 2, 2, -1),
      ['control', 'A', 'B'],
      palette,
      (code) => code === 0,
    );
    if (legend.kind !== 'groups') throw new Error('groups expected');
    expect(legend.groups.map(({ name, cells }) => [name, cells])).toEqual([
      ['control', 3],
      ['B', 2],
      ['A', 1],
    ]);
    expect(legend.missing).toBe(1);
    const colours = Array.from(of, (index) => table[index]);
    expect(new Set(colours).size).toBe(4);
    expect(colours[4]).toBe(palette.represses);
    expect(colours[3]).toBe(palette.activates);
    const [r, g, b] = [1, 3, 5].map((at) => Number.parseInt((colours[0] ?? '').slice(at, at + 2), 16));
    expect(Math.max(r ?? 0, g ?? 0, b ?? 0) - Math.min(r ?? 0, g ?? 0, b ?? 0)).toBeLessThan(12);
  });

  it('beyond the colours are drawn as other, and stay listed', () => {
    const names = Array.from({ length: MAX_GROUPS + 3 }, (_, i) => `g${i}`);
    const codes = Int32Array.from(names.flatMap((_, code) => Array.from({ length: 40 - code }, () => code)));
    const { table, of, legend } = coloursOfGroups(codes, names, palette);
    if (legend.kind !== 'groups') throw new Error('groups expected');
    expect(legend.groups.map(({ name }) => name)).toEqual(names.slice(0, MAX_GROUPS));
    expect(legend.others.map(({ name }) => name)).toEqual(names.slice(MAX_GROUPS));
    expect(new Set(legend.groups.map(({ color }) => color)).size).toBe(MAX_GROUPS);
    expect(table[of.at(-1) ?? 0]).toBe(legend.others[0]?.color);
  });
});

describe('amounts', () => {
  it('lie on a scale without the outermost hundredth at each end', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => (i === 1000 ? 1e6 : i));
    const { of, legend } = coloursOfAmounts(values, palette, null);
    expect(legend).toMatchObject({ kind: 'scale', low: 10, high: 990, missing: 0 });
    expect([of[0], of[10], of[500], of[990], of[1000]]).toEqual([0, 0, 16, 31, 31]);
  });

  it('are even around a middle, and tell cells without a value apart', () => {
    const { of, legend, table } = coloursOfAmounts(Float32Array.of(-1, 0, 3, NaN), palette, 0);
    if (legend.kind !== 'scale') throw new Error('a scale expected');
    expect(legend.low).toBeCloseTo(-legend.high, 6);
    expect(legend.missing).toBe(1);
    expect(of[3]).toBe(table.length - 1);
    expect(of[2]).toBe(31);
  });

  it('that most cells lack still have a scale', () => {
    const values = new Float32Array(1000);
    values[7] = 2;
    expect(coloursOfAmounts(values, palette, null).legend).toMatchObject({ low: 0, high: 2 });
  });
});

describe('the order of drawing', () => {
  const shown = Int32Array.from({ length: 500 }, (_, i) => i);

  it('puts high amounts last and cells without a value first', () => {
    const values = Float32Array.from(shown, (i) => (i === 3 ? NaN : (i * 37) % 500));
    const colours = coloursOfAmounts(values, palette, null);
    const order = drawingOrder(colours, shown);
    expect([...order].toSorted((a, b) => a - b)).toEqual([...shown]);
    expect(order[0]).toBe(3);
    const steps = Array.from(order.subarray(1), (cell) => colours.of[cell] ?? 0);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  });

  it('mixes groups, so that none lies above another', () => {
    const codes = Int32Array.from(shown, (i) => Math.floor(i / 250));
    const order = drawingOrder(coloursOfGroups(codes, ['a', 'b'], palette), shown);
    expect([...order].toSorted((a, b) => a - b)).toEqual([...shown]);
    const ofFirst = Array.from(order.subarray(0, 250)).filter((cell) => cell < 250).length;
    expect(ofFirst).toBeGreaterThan(90);
    expect(ofFirst).toBeLessThan(160);
  });
});
