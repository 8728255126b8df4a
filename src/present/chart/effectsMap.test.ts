import { expect, it } from 'vitest';
import { aPerturbationLine as line } from '../../../tests/support/effects/perturbationLine';
import { Random } from '../../numerics/random';
import { overlaps } from '../figure/geometry';
import { textWidth } from '../figure/networkFigure';
import { svgMarkup } from './chart';
import { effectsMapChart, placedPerturbations, plane } from './effectsMap';

const angles = [0, 0.1, 0.15, 1.6, 1.7, 3, 4.5];
const similaritiesOf = (of: readonly number[]) =>
  Float64Array.from(of.flatMap((a) => of.map((b) => Math.cos(a - b))));

it('effects in two dimensions lie in the plane at their distances, in any order', () => {
  const order = [4, 0, 6, 2, 5, 1, 3];
  const inOrder = plane(similaritiesOf(angles), angles.length);
  const shuffled = plane(similaritiesOf(order.map((at) => angles[at] ?? NaN)), angles.length);
  angles.forEach((a, i) => {
    angles.forEach((b, j) => {
      const distance = ({ x, y }: typeof inOrder, [p, q]: readonly number[]) =>
        Math.hypot((x[p ?? 0] ?? NaN) - (x[q ?? 0] ?? NaN), (y[p ?? 0] ?? NaN) - (y[q ?? 0] ?? NaN));
      expect(distance(inOrder, [i, j])).toBeCloseTo(2 * Math.abs(Math.sin((a - b) / 2)), 3);
      expect(distance(shuffled, [order.indexOf(i), order.indexOf(j)])).toBeCloseTo(
        distance(inOrder, [i, j]),
        3,
      );
    });
  });
});

it('distances in the plane err less than those of the two main axes alone', () => {
  const random = new Random(5);
  const rows = Array.from({ length: 12 }, () => Float64Array.from({ length: 5 }, () => random.normal()));
  const unit = rows.map((row) => row.map((entry) => entry / Math.hypot(...row)));
  const similarities = Float64Array.from(
    unit.flatMap((a) => unit.map((b) => a.reduce((sum, entry, at) => sum + entry * (b[at] ?? 0), 0))),
  );
  const stress = ({ x, y }: ReturnType<typeof plane>) =>
    unit.reduce(
      (sum, _, i) =>
        sum +
        unit.slice(0, i).reduce((part, __, j) => {
          const wanted = Math.sqrt(2 - 2 * (similarities[i * 12 + j] ?? NaN));
          const is = Math.hypot((x[i] ?? NaN) - (x[j] ?? NaN), (y[i] ?? NaN) - (y[j] ?? NaN));
          return part + (is - wanted) ** 2;
        }, 0),
      0,
    );
  const found = plane(similarities, 12);
  const least = stress(found);
  // At a minimum, whatever small step makes it worse.
  for (let trial = 0; trial < 20; trial++) {
    const moved = (from: Float64Array) => from.map((entry) => entry + 0.05 * random.normal());
    expect(stress({ x: moved(found.x), y: moved(found.y) })).toBeGreaterThan(least);
  }
});

it('the map outlines those that act alike, names the others, and leaves out what cannot be told', () => {
  const labels = ['control', 'A', 'B', 'C', 'D'];
  const told = [1, 2, 3];
  const value = Float64Array.from({ length: 25 }, (_, at) => {
    const [a, b] = [Math.floor(at / 5), at % 5];
    if (!told.includes(a) || !told.includes(b)) return NaN;
    return a === b ? 1 : a + b === 3 ? 0.97 : 0.1;
  });
  const effects = {
    cells: new Float64Array(5),
    alike: { value, low: value, high: value, limit: 0.5, groups: [[1, 2]] },
  };
  const lines = [line('A', 5, 0), line('B', 4, 0), line('C', 3), line('D', 0)];
  const placed = placedPerturbations(effects, lines, labels);
  expect(placed.map(({ label }) => label)).toEqual(['A', 'B', 'C']);
  const markup = svgMarkup(effectsMapChart(placed, 600, 3).svg);
  expect(markup.match(/class="outline"/g)).toHaveLength(1);
  expect(markup).toContain('>A and B</text>');
  expect(markup).toContain('>C</text>');
  expect(markup).toMatch(/class="placed picked"[^>]*data-source="3"/);
  expect(markup.match(/<circle/g)).toHaveLength(3);
  expect(markup).not.toContain('NaN');
  expect(
    placedPerturbations({ ...effects, alike: { ...effects.alike, value: value.fill(NaN) } }, lines, labels),
  ).toEqual([]);
});

it('perturbations with the same effects lie beside each other, not on each other', () => {
  const placed = [0, 1, 2, 3].map((at) => ({
    ...line(`P${at}`, 9, 0),
    perturbation: at,
    changed: 9,
    x: 0,
    y: 0,
  }));
  const circles = [
    ...svgMarkup(effectsMapChart(placed, 600, null).svg).matchAll(/cx="([\d.]+)" cy="([\d.]+)" r="8"/g),
  ];
  const points = circles.map(([, x, y]) => [Number(x), Number(y)] as const);
  expect(points).toHaveLength(4);
  points.forEach(([x, y], at) => {
    for (const [p, q] of points.slice(0, at)) expect(Math.hypot(x - p, y - q)).toBeGreaterThan(15.5);
  });
});

it('names of many groups lie on no other name; that of the selected perturbation is there', () => {
  const random = new Random(4);
  const placed = Array.from({ length: 90 }, (_, at) => ({
    ...line(`G1${at}_G2${at}`, 20, at % 30),
    perturbation: at,
    changed: at,
    x: Math.cos(at % 30) + 0.1 * random.normal(),
    y: Math.sin(at % 30) + 0.1 * random.normal(),
  }));
  const markup = svgMarkup(effectsMapChart(placed, 700, 31).svg);
  const names = [
    ...markup.matchAll(/<text x="([\d.]+)" y="([\d.]+)"[^>]*class="([^"]*)"[^>]*>([^<]+)</g),
  ].map(([, x, y, kind = '', name = '']) => {
    const width = textWidth(name, 12);
    const from = kind.includes('middle')
      ? Number(x) - width / 2
      : kind.includes('end')
        ? Number(x) - width
        : Number(x);
    return { name, left: from, right: from + width, top: Number(y) - 9, bottom: Number(y) + 2 };
  });
  expect(names.length).toBeGreaterThan(10);
  expect(names.map(({ name }) => name)).toContain('G131_G231');
  names.forEach((name, at) => {
    expect(name.left).toBeGreaterThanOrEqual(0);
    expect(name.right).toBeLessThanOrEqual(700);
    expect(names.slice(0, at).filter((other) => overlaps(name, other))).toEqual([]);
  });
});
