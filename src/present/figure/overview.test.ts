import { describe, expect, it } from 'vitest';
import type { Box } from './geometry';
import { type FigureEdge, type FigureModule, type FigureNode, nodeSize } from './networkFigure';
import { detailLevel, hubsOf, moduleAt, overviewOf } from './overview';

function nodeOf(gene: number, given: Partial<FigureNode> = {}): FigureNode {
  return {
    ...nodeSize(`G${gene}`, 100, 0),
    gene,
    name: `G${gene}`,
    rank: gene,
    perturbed: false,
    selected: false,
    pinned: false,
    fill: '#808080',
    ink: '',
    border: '',
    ring: '',
    opacity: 1,
    badge: null,
    ...given,
  };
}

function edgeOf(source: number, target: number, head: FigureEdge['head'], opacity = 1): FigureEdge {
  const look = {
    width: 1,
    dashed: false,
    mark: 'plain',
    color: '',
    slim: true,
    bow: 0,
    mutual: false,
    isAside: false,
  } as const;
  return { id: `${source}>${target}`, source, target, head, opacity, ...look };
}

function moduleOf(module: number, members: readonly number[]): FigureModule {
  const look = { fill: '#ffffff', stroke: '#123456', line: undefined, ink: '#000000', opacity: 1 };
  return { module, name: `Module ${module + 1}`, members, ...look };
}

/** Genes on a square grid, `step` pixels apart. */
function gridOf(genes: number, step: number): Map<number, Box> {
  const side = Math.ceil(Math.sqrt(genes));
  return new Map(
    Array.from({ length: genes }, (_, gene) => {
      const [x, y] = [(gene % side) * step, Math.floor(gene / side) * step];
      return [gene, { x, y, halfWidth: 4, halfHeight: 4 }];
    }),
  );
}

const nodes = (count: number) => Array.from({ length: count }, (_, gene) => nodeOf(gene));

describe('the level of detail', () => {
  const figure = { nodes: nodes(100), modules: [moduleOf(0, [0, 1])] };
  const levelAt = (step: number, before: 'all' | 'hubs' | 'modules' = 'all') =>
    detailLevel(figure, gridOf(100, step), 1, before);

  it('goes from modules to hubs to all as genes get more room, whatever their number', () => {
    for (const count of [36, 100, 500]) {
      const many = { ...figure, nodes: nodes(count) };
      const levels = [10, 40, 60].map((step) => detailLevel(many, gridOf(count, step), 1, 'all'));
      expect(levels).toEqual(['modules', 'hubs', 'all']);
    }
  });

  it('does not change back at the border where it changed', () => {
    const steps = Array.from({ length: 400 }, (_, i) => 10 + i * 0.1);
    for (const [near, far] of [
      ['hubs', 'modules'],
      ['all', 'hubs'],
    ] as const) {
      const border = steps.findLast((step) => levelAt(step, near) === far) ?? NaN;
      expect(levelAt(border, near)).toBe(far);
      expect(levelAt(border * 1.02, far)).toBe(far);
    }
  });

  it('has no modules where none are known', () => {
    expect(detailLevel({ ...figure, modules: [] }, gridOf(100, 5), 1, 'all')).toBe('hubs');
  });

  it('draws pills until their names are too small to read', () => {
    const pills = { ...figure, nodes: [nodeOf(0, { shape: 'pill' }), nodeOf(1, { shape: 'pill' })] };
    const levels = [1, 0.6, 0.5].map((zoom) => detailLevel(pills, gridOf(2, 50), zoom, 'all'));
    expect(levels).toEqual(['all', 'all', 'modules']);
  });

  it('names the first ranks at the level of hubs', () => {
    const named = hubsOf(figure).nodes.filter(({ name }) => name !== '');
    expect(named.map(({ gene }) => gene)).toEqual(Array.from({ length: 20 }, (_, gene) => gene));
  });
});

describe('the overview', () => {
  const figure = {
    nodes: nodes(9),
    edges: [
      edgeOf(0, 6, 'activates'),
      edgeOf(1, 7, 'activates', 0.2),
      edgeOf(1, 8, 'represses'),
      edgeOf(7, 0, 'activates'),
      edgeOf(0, 1, 'activates'),
      edgeOf(2, 6, 'represses'),
      edgeOf(5, 6, 'represses'),
    ],
    modules: [moduleOf(0, [0, 1]), moduleOf(1, [6, 7, 8])],
  };
  const boxes = gridOf(9, 20);

  it('has one edge per ordered pair and sign, wider the more edges it holds', () => {
    const { edges } = overviewOf(figure, boxes);
    const found = edges.map(({ source, target, head }) => [source, target, head]);
    expect(found).toEqual([
      [-1, -2, 'activates'],
      [-1, -2, 'represses'],
      [-2, -1, 'activates'],
      [2, -2, 'represses'],
    ]);
    const [two, one] = edges;
    expect(two?.width ?? 0).toBeGreaterThan(one?.width ?? Infinity);
    expect(two?.opacity).toBe(1);
    expect(new Set(edges.slice(0, 2).map(({ bow }) => bow)).size).toBe(2);
  });

  it('puts a disc at the middle of its genes, found by its place', () => {
    const overview = overviewOf(figure, boxes);
    const [, second] = overview.discs;
    expect(second).toMatchObject({ module: 1, genes: 3, x: 20 });
    expect(second?.y).toBeCloseTo(40, 0);
    expect(moduleAt(overview, { x: 20, y: 41 })).toBe(1);
    expect(moduleAt(overview, { x: 500, y: 41 })).toBeNull();
  });

  it('keeps discs apart and moves and grows with the zoom', () => {
    const interleaved = { ...figure, modules: [moduleOf(0, [0, 8]), moduleOf(1, [2, 6]), moduleOf(2, [4])] };
    const [near, far] = [8, 16].map((step) => overviewOf(interleaved, gridOf(9, step)).discs);
    for (const discs of [near ?? [], far ?? []])
      for (const [i, a] of discs.entries())
        for (const b of discs.slice(i + 1))
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.radius + b.radius);
    expect(far?.[0]?.radius ?? 0).toBeGreaterThan(near?.[0]?.radius ?? Infinity);
  });

  it('shows all that enters and leaves a module selected alone', () => {
    const modules = figure.modules.map((module) => ({ ...module, opacity: module.module === 1 ? 1 : 0.3 }));
    const edges = figure.edges.map((edge) => ({ ...edge, opacity: 0.1 }));
    const bundles = overviewOf(
      { ...figure, edges: [...edges, edgeOf(2, 0, 'activates', 0.1)], modules },
      boxes,
    ).edges;
    for (const { source, target, opacity } of bundles)
      expect(opacity).toBe(source === -2 || target === -2 ? 0.9 : 0.1);
  });

  it('leaves out genes of no module unless they are hubs, and keeps what a person set', () => {
    const set = {
      ...figure,
      nodes: nodes(9).map((node) => (node.gene === 7 ? { ...node, badge: 'out' } : node)),
    };
    const { nodes: shown, discs } = overviewOf(set, boxes);
    expect(shown.map(({ gene }) => gene)).toEqual([-1, -2, 2, 7]);
    expect(discs[1]?.genes).toBe(2);
  });
});
