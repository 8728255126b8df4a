import { expect, test } from 'vitest';
import { overlaps } from '../../../../present/figure/geometry';
import { textWidth } from '../../../../present/figure/networkFigure';
import { agreedMarks } from './agreedMarks';

const edges = [
  { source: 0, target: 2, sign: 1, families: 3, score: 1 },
  { source: 2, target: 0, sign: -1, families: 2, score: 0.5 },
] as const;
const positions = Float32Array.of(0, 0, 9, 9, 10, 0);
const size = { width: 200, height: 100 };

/** Of the beginning of a path. */
function height(d: string | undefined): number {
  return Number(/^M\S+ ([\d.]+)/u.exec(d ?? '')?.[1]);
}

test('only genes with an agreed edge are drawn, within the picture; the surest edge is drawn last, widest and darkest', () => {
  const marks = agreedMarks(edges, ['A', 'B', 'C'], positions, 3, size);
  expect(marks.genes.map(({ name }) => name)).toEqual(['A', 'C']);
  for (const { x, y } of marks.genes) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(size.width);
    expect(y).toBe(50);
  }
  const [weaker, surest] = marks.edges;
  expect(surest?.key).toBe('0 2');
  expect(surest?.opacity).toBe(1);
  expect(surest?.width).toBeGreaterThan(weaker?.width ?? Infinity);
});

test('opposite edges do not cover each other, and repression ends in a bar, activation in an arrow', () => {
  const [repressing, activating] = agreedMarks(edges, ['A', 'B', 'C'], positions, 3, size).edges;
  expect(Math.abs(height(repressing?.d) - height(activating?.d))).toBeGreaterThan(2);
  expect(repressing?.head.match(/L/gu)).toHaveLength(1);
  expect(activating?.head.match(/L/gu)).toHaveLength(2);
});

test('names do not overlap and stay in the picture; the gene with most edges keeps its name', () => {
  // A hub amid forty genes in a small square.
  const spokes = Array.from({ length: 40 }, (_, i) => i + 1);
  const names = ['HUB', ...spokes.map((gene) => `TARGET${gene}`)];
  const crowded = spokes.map(
    (target) => ({ source: 0, target, sign: 1, families: 2, score: 1 / target }) as const,
  );
  const places = Float32Array.from([3.2, 2.9, ...spokes.flatMap((gene) => [(gene * 7) % 8, (gene * 3) % 5])]);
  const { genes, labels } = agreedMarks(crowded, names, places, 2, size);
  expect(labels.map(({ text }) => text)).toContain('HUB');
  expect(labels.length).toBeLessThan(names.length);
  const boxes = labels.map(({ text, x, y, fontSize }) => ({
    left: x,
    right: x + textWidth(text, fontSize),
    top: y - fontSize * 0.88,
    bottom: y + fontSize * 0.17,
  }));
  for (const [i, box] of boxes.entries()) {
    expect(boxes.slice(i + 1).filter((other) => overlaps(box, other))).toEqual([]);
    expect(Math.min(box.left, box.top, size.width - box.right, size.height - box.bottom)).toBeGreaterThan(
      -0.01,
    );
  }
  const radii = new Map(genes.map(({ name, radius }) => [name, radius]));
  expect(radii.get('HUB')).toBeGreaterThan(2 * (radii.get('TARGET1') ?? Infinity));
});
