import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { type Box, overlaps } from './geometry';
import { type Label, placeBadges, placeLabels } from './labels';
import { type FigureNode, nodeSize, textWidth } from './networkFigure';

const within = { left: 0, right: 800, top: 0, bottom: 600 };

function nodeOf(gene: number, rank = gene): FigureNode {
  const name = `GENE${gene}`;
  return {
    ...nodeSize(name, 100, rank === 0 ? 1 : 0),
    gene,
    name,
    rank,
    perturbed: false,
    selected: false,
    pinned: false,
    fill: '',
    ink: '',
    border: '',
    ring: '',
    opacity: 1,
    badge: null,
  };
}

function scattered(count: number, zoom = 1): { nodes: FigureNode[]; boxes: Map<number, Box> } {
  const random = new Random(4);
  const nodes = Array.from({ length: count }, (_, gene) => nodeOf(gene));
  const boxes = new Map(
    nodes.map(({ gene, width }) => {
      const [x, y] = [random.uniform() * 800 * zoom, random.uniform() * 600 * zoom];
      return [gene, { x, y, halfWidth: width / 2, halfHeight: width / 2 }];
    }),
  );
  return { nodes, boxes };
}

function areaOf({ text, x, y, fontSize }: Label) {
  const top = y - fontSize * 0.88;
  return { left: x, right: x + textWidth(text, fontSize), top, bottom: top + fontSize * 1.05 };
}

describe('names of circles', () => {
  it('never overlap each other, at any density', () => {
    for (const count of [20, 100, 500]) {
      const { nodes, boxes } = scattered(count);
      const areas = placeLabels({ nodes }, boxes, 1, within, []).map(areaOf);
      expect(areas.length).toBeGreaterThan(10);
      for (const [i, a] of areas.entries())
        for (const b of areas.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
    }
  });

  it('are printed by rank where room is short, and all of them where there is room', () => {
    const nodes = [nodeOf(0, 2), nodeOf(1, 0), nodeOf(2, 1)];
    const crowded = new Map(
      nodes.map(({ gene }, i) => [gene, { x: 400 + i, y: 300, halfWidth: 40, halfHeight: 12 }]),
    );
    const printed = placeLabels({ nodes }, crowded, 1, within, []).map(({ gene }) => gene);
    expect(printed[0]).toBe(1);
    const apart = new Map(
      nodes.map(({ gene }, i) => [gene, { x: 200 * (i + 1), y: 300, halfWidth: 5, halfHeight: 5 }]),
    );
    expect(placeLabels({ nodes }, apart, 1, within, [])).toHaveLength(3);
  });

  it('leave other text and the borders of the panel free', () => {
    const nodes = [nodeOf(0)];
    const box = { x: 780, y: 300, halfWidth: 5, halfHeight: 5 };
    const [atBorder] = placeLabels({ nodes }, new Map([[0, box]]), 1, within, []);
    expect((atBorder?.x ?? 800) + 20).toBeLessThan(box.x);
    const taken = [{ left: 0, right: 774, top: 290, bottom: 310 }];
    const beside = placeLabels({ nodes }, new Map([[0, box]]), 1, within, taken).map(areaOf);
    expect(beside.filter((label) => taken.some((area) => overlaps(label, area)))).toEqual([]);
  });

  it('stand between the sides of a circle where all four sides are taken', () => {
    const [x, y] = [400, 300];
    const cross = [
      { left: x - 60, right: x + 60, top: y - 2, bottom: y + 2 },
      { left: x - 2, right: x + 2, top: y - 30, bottom: y + 30 },
    ];
    const box = { x, y, halfWidth: 5, halfHeight: 5 };
    const printed = placeLabels({ nodes: [nodeOf(0)] }, new Map([[0, box]]), 1, within, cross).map(areaOf);
    expect(printed).toHaveLength(1);
    expect(printed.filter((label) => cross.some((area) => overlaps(label, area)))).toEqual([]);
  });

  it('stand in the badge of a perturbed gene, which hides neither its circle nor its neighbours', () => {
    const nodes = [{ ...nodeOf(0), badge: 'out' }, nodeOf(1), nodeOf(2)];
    const boxes = new Map([
      [0, { x: 300, y: 300, halfWidth: 6, halfHeight: 6 }],
      [1, { x: 330, y: 300, halfWidth: 6, halfHeight: 6 }],
      [2, { x: 270, y: 300, halfWidth: 6, halfHeight: 6 }],
    ]);
    const badges = placeBadges(nodes, boxes, within);
    expect(badges.map(({ text }) => text)).toEqual([`${nodes[0]?.name} out`]);
    const circles = [...boxes.values()].map(({ x, y }) => ({
      left: x - 6,
      right: x + 6,
      top: y - 6,
      bottom: y + 6,
    }));
    const labels = placeLabels({ nodes }, boxes, 1, within, []);
    expect(new Set(labels.map(({ gene }) => gene))).toEqual(new Set([1, 2]));
    for (const { area } of badges)
      expect([...circles, ...labels.map(areaOf)].filter((other) => overlaps(area, other))).toEqual([]);
  });

  it('have the badge on the upper edge of a pill where tools lie below it', () => {
    const pill = { ...nodeOf(0), shape: 'pill' as const, badge: 'out' };
    const boxes = new Map([[0, { x: 300, y: 300, halfWidth: 25, halfHeight: 14 }]]);
    const areasOf = (lowest?: number) => placeBadges([pill], boxes, within, lowest).map(({ area }) => area);
    expect(areasOf()).toEqual([{ left: 283, right: 317, top: 311, bottom: 328 }]);
    expect(areasOf(328)).toEqual(areasOf());
    expect(areasOf(327)).toEqual([{ left: 283, right: 317, top: 272, bottom: 289 }]);
  });

  it('stand in the badge at the border of the panel too', () => {
    const atBorder = { x: 796, y: 560, halfWidth: 4, halfHeight: 4 };
    const [badge] = placeBadges([{ ...nodeOf(0), badge: '× 2' }], new Map([[0, atBorder]]), within);
    expect(badge?.area.right).toBeLessThanOrEqual(within.right);
    expect(badge?.area.bottom).toBeLessThanOrEqual(within.bottom);
  });
});
