import { describe, expect, it } from 'vitest';
import type { Network } from '../../../network/network';
import { Random } from '../../../numerics/random';
import { readPlacement, writePlacement } from '../../../share/link/networkCodec';
import { ByteReader } from '../../../share/link/bytes';
import { hullCorners, hullMargin, isWithin } from '../geometry';
import { nodeSize } from '../networkFigure';
import { type LayoutGraph, layoutGraph } from './graph';
import { placeByForces } from './forceLayout';
import { arrange, pinned } from './layout';

/** A network with hubs: every gene has two regulators among the first fifth of the genes. */
function graphOf(count: number, seed: number): LayoutGraph {
  const random = new Random(seed);
  const genes = Array.from({ length: count }, (_, i) => `GENE${i}`);
  const hubs = Math.max(2, Math.floor(count / 5));
  return {
    genes,
    edges: Array.from({ length: count * 2 }, (_, i) => ({
      source: random.integer(hubs),
      target: i % count,
      strength: random.uniform(),
    })).filter(({ source, target }) => source !== target),
    modules: Int32Array.from(genes, (_, i) => (i % 4 === 3 ? -1 : i % 4)),
    anchors: new Int32Array(count).fill(-1),
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

function isOut(value: number, values: readonly number[]): boolean {
  return value < (values[0] ?? NaN) || value > (values.at(-1) ?? NaN);
}

function placeOf(positions: Float32Array, gene: number) {
  return { x: positions[2 * gene] ?? NaN, y: positions[2 * gene + 1] ?? NaN };
}

describe('the arrangement', () => {
  it('is deterministic', () => {
    const graph = graphOf(60, 7);
    expect(arrange(graph, placeByForces)).toEqual(arrange(graph, placeByForces));
  });

  it('does not depend on the number of edges shown, and follows from the network of a run alone', () => {
    const random = new Random(3);
    const genes = Array.from({ length: 40 }, (_, i) => `G${i}`);
    const regulators = Int32Array.from({ length: 10 }, (_, i) => i);
    const network: Network = {
      genes,
      regulators,
      weights: Float32Array.from({ length: 400 }, () => random.normal()),
      stability: null,
    };
    const graph = layoutGraph(network, []);
    expect(graph.edges).toHaveLength(80);
    const same = layoutGraph({ ...network, stability: new Float32Array(400) }, []);
    expect(arrange(same, placeByForces)).toEqual(arrange(graph, placeByForces));
  });

  it.each([11, 60, 300])('separates the labels of %i genes', (count) => {
    const positions = arrange(graphOf(count, 9), placeByForces);
    let covered = 0;
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) {
        const [a, b] = [placeOf(positions, i), placeOf(positions, j)];
        if (Math.abs(a.x - b.x) < 12 && Math.abs(a.y - b.y) < 12) covered++;
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
      const positions = arrange(graph, placeByForces);
      const boxes = graph.genes.map((name, gene) => {
        const { width, height } = nodeSize(name, count, 0);
        return { ...placeOf(positions, gene), halfWidth: width / 2, halfHeight: height / 2 };
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

  it('puts genes without an edge around the others, towards their strongest regulators', () => {
    const linked = graphOf(40, 5);
    const graph: LayoutGraph = {
      ...linked,
      genes: [...linked.genes, 'A', 'B', 'C'],
      modules: new Int32Array(43).fill(-1),
      anchors: new Int32Array(43).fill(-1).fill(3, 40),
    };
    const positions = arrange(graph, placeByForces);
    const sorted = (axis: 'x' | 'y') =>
      linked.genes.map((_, gene) => placeOf(positions, gene)[axis]).toSorted((a, b) => a - b);
    const [xs, ys] = [sorted('x'), sorted('y')];
    for (const gene of [40, 41, 42]) {
      const { x, y } = placeOf(positions, gene);
      expect(isOut(x, xs) || isOut(y, ys)).toBe(true);
    }
    expect(new Set([40, 41, 42].map((gene) => JSON.stringify(placeOf(positions, gene)))).size).toBe(3);
  });

  it('is the same for the reader of a link, to the last bit', () => {
    const graph = graphOf(80, 11);
    const sent = pinned(arrange(graph, placeByForces), []);
    const read = readPlacement(new ByteReader(writePlacement(sent, 80)), 80);
    expect(read?.positions).toEqual(sent.positions);
  });

  it('puts a pinned gene at its pin and moves no other', () => {
    const positions = arrange(graphOf(40, 5), placeByForces);
    const moved = pinned(positions, [{ gene: 4, x: 123, y: -45 }]).positions;
    expect(placeOf(moved, 4)).toEqual({ x: 123, y: -45 });
    for (const gene of [...Array(40).keys()].filter((other) => other !== 4))
      expect(placeOf(moved, gene)).toEqual(placeOf(positions, gene));
  });
});
