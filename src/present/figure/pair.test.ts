import { describe, expect, it } from 'vitest';
import { compareNamed } from '../../network/compareNetworks';
import type { Network } from '../../network/network';
import { type ComparedNetwork, pairFigure } from './pair';
import { paletteOf } from './palette';
import { pairSvg } from './svg/pairSvg';

const palette = paletteOf('light');

function networkOf(genes: readonly string[], edges: Readonly<Record<string, number>>): ComparedNetwork {
  const weights = new Float32Array(genes.length ** 2);
  for (const [pair, weight] of Object.entries(edges)) {
    const [source = '', target = ''] = pair.split('>');
    weights[genes.indexOf(source) * genes.length + genes.indexOf(target)] = weight;
  }
  const regulators = Int32Array.from(genes.keys());
  const network: Network = { genes, regulators, weights, stability: null };
  return { network, modules: [], moduleNames: {}, perturbed: [0], doubt: null };
}

function compared(first: ComparedNetwork, second: ComparedNetwork, edges = 10) {
  const comparison = compareNamed(first, second, edges);
  if (!comparison) throw new Error('they share pairs');
  const positions = Float32Array.from({ length: 2 * first.network.genes.length }, (_, i) => i * 40);
  const placement = { positions, room: { width: 1, height: 1 } };
  return pairFigure(first, second, comparison, placement, palette);
}

const first = networkOf(['A', 'B', 'C', 'OLD'], { 'A>B': 3, 'B>C': -2, 'C>A': 1, 'A>OLD': 9 });
const second = networkOf(['NEW', 'C', 'B', 'A'], { 'A>B': 3, 'B>C': 2, 'A>C': -1, 'NEW>A': 9 });

describe('two networks side by side', () => {
  const figure = compared(first, second);
  const [left, right] = figure.sides;
  const names = ['A', 'B', 'C', 'OLD', 'NEW'];

  it('have the same genes at the same places, those of the first where it has them', () => {
    expect(left.nodes.map(({ name }) => name)).toEqual(names);
    expect(right.nodes.map(({ name }) => name)).toEqual(names);
    expect([0, 1, 2, 3].map((gene) => figure.places.get(gene))).toEqual(
      [0, 1, 2, 3].map((gene) => ({ x: 80 * gene, y: 80 * gene + 40 })),
    );
    // Below all genes of the first.
    expect(figure.places.get(4)?.y).toBeGreaterThan(280);
  });

  it('show what a network does not have as hollow and pale, on its side only', () => {
    const hollow = (side: typeof left) =>
      side.nodes
        .filter(({ fill, border }) => fill === palette.canvas && border === palette.outline)
        .map(({ name }) => name);
    expect(hollow(left)).toEqual(['NEW']);
    expect(hollow(right)).toEqual(['OLD']);
  });

  it('set apart edges in both, of another sign, and of one side', () => {
    const looks = (side: typeof left) =>
      side.edges.map(({ source, target, color, dashed, head }) => ({
        edge: `${names[source]}>${names[target]}`,
        head,
        look: dashed
          ? 'sign'
          : color === palette[head === 'represses' ? 'represses' : 'activates']
            ? 'own'
            : 'both',
      }));
    expect(looks(left)).toEqual([
      { edge: 'A>B', head: 'activates', look: 'both' },
      { edge: 'B>C', head: 'represses', look: 'sign' },
      { edge: 'C>A', head: 'activates', look: 'own' },
    ]);
    expect(looks(right)).toEqual([
      { edge: 'A>B', head: 'activates', look: 'both' },
      { edge: 'B>C', head: 'activates', look: 'sign' },
      // Reversed: the second has it the other way round.
      { edge: 'A>C', head: 'represses', look: 'own' },
    ]);
  });

  it('draw a network that is not to be interpreted without the colours of signs', () => {
    const [, doubtful] = compared(first, { ...second, doubt: 'Not better than “no change”' }).sides;
    const colors = doubtful.edges.map(({ color }) => color);
    expect(colors).not.toContain(palette.activates);
    expect(colors).not.toContain(palette.represses);
  });

  it('leave out genes without a compared edge where there are many, and say how many', () => {
    const genes = Array.from({ length: 60 }, (_, gene) => `G${gene}`);
    const many = compared(networkOf(genes, { 'G0>G1': 1 }), networkOf(genes, { 'G0>G2': 1 }), 1);
    expect(many.sides.map(({ nodes }) => nodes.map(({ name }) => name))).toEqual([
      ['G0', 'G1', 'G2'],
      ['G0', 'G1', 'G2'],
    ]);
    expect(many.omitted).toHaveLength(57);
  });

  it('are one document with both titles, escaped', () => {
    const { svg, width } = pairSvg({
      figure,
      titles: ['a <b>', 'c & d'],
      ribbon: 'Not better than “no change”',
      caption: ['seed 7'],
      palette,
    });
    expect(svg).toContain('Not better than “no change”');
    expect(svg).toContain('a &lt;b&gt;');
    expect(svg).toContain('c &amp; d');
    expect(svg.match(/>OLD</gu)).toHaveLength(2);
    expect(width).toBeGreaterThan(400);
  });
});
