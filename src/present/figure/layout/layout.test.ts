import { describe, expect, it } from 'vitest';
import { type LayoutGraph, frameOf, startPositions } from './graph';
import { Random } from '../../../numerics/random';
import { hullCorners, hullMargin, type Point } from '../geometry';
import { nodeSize } from '../networkFigure';
import { arrangeInto, fitPlacement, arrange } from './layout';

/** A network with hubs: every gene has two regulators among the first fifth of the genes. */
function graphOf(count: number, seed: number, replaced = 0): LayoutGraph {
  const random = new Random(seed);
  const genes = Array.from({ length: count }, (_, i) => `GENE${i}`);
  const hubs = Math.max(2, Math.floor(count / 5));
  const edges = Array.from({ length: count * 2 }, (_, i) => ({
    source: random.integer(hubs),
    target: i % count,
    strength: random.uniform(),
  })).filter(({ source, target }) => source !== target);
  const other = new Random(seed + 1000);
  const changed = edges.map((edge, i) =>
    i < edges.length * replaced ? { ...edge, source: other.integer(count) } : edge,
  );
  return {
    genes,
    edges: changed.filter(({ source, target }) => source !== target),
    modules: Int32Array.from(genes, (_, i) => (i % 4 === 3 ? -1 : i % 4)),
    pins: [],
    room: { width: 720, height: 600 },
  };
}

/** The first two thirds of the genes are in modules; edges run within and between modules. */
function modularGraph(count: number, groups: number, seed: number): LayoutGraph {
  const graph = graphOf(count, seed);
  const inModules = Math.round(count * 0.66);
  return {
    ...graph,
    modules: Int32Array.from(graph.genes, (_, gene) => (gene < inModules ? gene % groups : -1)),
  };
}

function isLeftOf(positions: Float32Array, a: number, b: number): boolean {
  return (positions[2 * a] ?? 0) < (positions[2 * b] ?? 0);
}

/** Corners in order around a convex polygon. */
function isWithin(point: Point, corners: readonly Point[]): boolean {
  return corners.every((a, i) => {
    const b = corners[(i + 1) % corners.length] ?? a;
    return (b.x - a.x) * (point.y - a.y) - (b.y - a.y) * (point.x - a.x) > 0;
  });
}

function settled(graph: LayoutGraph): Float32Array {
  let positions = arrange(startPositions(graph.genes), graph, 300);
  for (let i = 0; i < 30; i++) positions = arrange(positions, graph, 8);
  return positions;
}

function medianMove(before: Float32Array, after: Float32Array): number {
  const moves = Array.from({ length: before.length / 2 }, (_, i) =>
    Math.hypot(
      (after[2 * i] ?? 0) - (before[2 * i] ?? 0),
      (after[2 * i + 1] ?? 0) - (before[2 * i + 1] ?? 0),
    ),
  ).toSorted((a, b) => a - b);
  return moves[Math.floor(moves.length / 2)] ?? 0;
}

function diagonalOf(positions: Float32Array): number {
  const xs = positions.filter((_, i) => i % 2 === 0);
  const ys = positions.filter((_, i) => i % 2 === 1);
  return Math.hypot(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

describe('the layout', () => {
  it.each([11, 50, 100, 200])(
    'moves the median of %i genes by less than 0.015 of the diagonal when a twentieth of the edges changes',
    (count) => {
      const before = settled(graphOf(count, 3));
      const after = arrange(before, graphOf(count, 3, 0.05), 8);
      expect(medianMove(before, after)).toBeLessThan(0.015 * diagonalOf(before));
    },
  );

  it('never moves a pinned gene', () => {
    const pins = [
      { gene: 4, x: 123, y: -45 },
      { gene: 7, x: 130, y: -45 },
    ];
    const graph = { ...graphOf(40, 5), pins };
    let positions = startPositions(graph.genes);
    for (const ticks of [100, 8, 8]) {
      positions = arrange(positions, graph, ticks);
      for (const { gene, x, y } of pins)
        expect([positions[2 * gene], positions[2 * gene + 1]]).toEqual([x, y]);
    }
  });

  it('is deterministic', () => {
    const graph = graphOf(60, 7);
    expect(settled(graph)).toEqual(settled(graph));
  });

  it('starts a gene at the same position regardless of other genes, if the frame has the same size', () => {
    const alone = startPositions(['GATA1', 'SPI1']);
    const among = startPositions(['KLF1', 'GATA1', 'JUN', 'SPI1']);
    expect(among.slice(2, 4)).toEqual(alone.slice(0, 2));
    expect(among.slice(6, 8)).toEqual(alone.slice(2, 4));
  });

  it.each([11, 60, 300])('separates the labels of %i genes', (count) => {
    const graph = graphOf(count, 9);
    const positions = settled(graph);
    let covered = 0;
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) {
        const dx = Math.abs((positions[2 * i] ?? 0) - (positions[2 * j] ?? 0));
        const dy = Math.abs((positions[2 * i + 1] ?? 0) - (positions[2 * j + 1] ?? 0));
        if (dx < 12 && dy < 12) covered++;
      }
    expect(covered).toBe(0);
  });

  it.each([
    [40, 6],
    [40, 3],
    [100, 8],
    [11, 3],
  ])('keeps genes out of the outlines of other modules: %i genes in %i modules', (count, groups) => {
    for (const seed of [2, 9, 13]) {
      const graph = modularGraph(count, groups, seed);
      const positions = settled(graph);
      const boxes = graph.genes.map((name, gene) => {
        const { width, height } = nodeSize(name, count);
        const [x, y] = [positions[2 * gene] ?? 0, positions[2 * gene + 1] ?? 0];
        return { x, y, halfWidth: width / 2, halfHeight: height / 2 };
      });
      for (let module = 0; module < groups; module++) {
        const corners = hullCorners(
          boxes.filter((_, gene) => graph.modules[gene] === module),
          hullMargin(count),
        );
        const within = boxes.filter((box, gene) => graph.modules[gene] !== module && isWithin(box, corners));
        expect(within).toEqual([]);
      }
    }
  });

  it('fits into a flat panel and keeps the left-to-right order of genes', () => {
    const graph = graphOf(11, 3);
    const high = settled(graph);
    const room = { width: 750, height: 260 };
    const flat = arrangeInto(high, frameOf(11, graph.room), { ...graph, room });
    expect(Math.max(...flat.filter((_, i) => i % 2 === 1))).toBeLessThan(room.height * 0.6);
    const pairs = graph.genes.flatMap((_, a) =>
      graph.genes.slice(a + 1).map((_b, i) => [a, a + 1 + i] as const),
    );
    const kept = pairs.filter(([a, b]) => isLeftOf(flat, a, b) === isLeftOf(high, a, b));
    expect(kept.length).toBeGreaterThan(0.85 * pairs.length);
  });

  it('scales saved positions to a panel of similar size, and settles them into the panel of a phone', () => {
    const graph = graphOf(11, 12);
    const positions = settled(graph);
    // Small enough that the frame equals the room.
    const sent = { width: 700, height: 600 };
    const taken = (room: LayoutGraph['room']) => fitPlacement({ positions, room: sent }, { ...graph, room });
    expect(taken(sent)).toEqual(positions);
    const lower = taken({ width: 700, height: 500 });
    for (const [i, value] of lower.entries())
      expect(value).toBeCloseTo((positions[i] ?? NaN) * (i % 2 === 0 ? 1 : 500 / 600), 3);
    const narrow = taken({ width: 340, height: 300 });
    const across = narrow.filter((_, i) => i % 2 === 0);
    expect(Math.max(...across) - Math.min(...across)).toBeLessThan(400);
  });

  it('stays within a tenth of the frame', () => {
    const graph = graphOf(80, 11);
    const { width, height } = frameOf(80, graph.room);
    const positions = settled(graph);
    for (let i = 0; i < 80; i++) {
      expect(Math.abs(positions[2 * i] ?? 0)).toBeLessThan(0.6 * width);
      expect(Math.abs(positions[2 * i + 1] ?? 0)).toBeLessThan(0.6 * height);
    }
  });
});
