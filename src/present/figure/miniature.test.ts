import { describe, expect, it } from 'vitest';
import { drawnGenes, frameOf, miniatureOf } from './miniature';
import { paletteOf } from './palette';

describe('a miniature', () => {
  it('is drawn around genes with edges and genes that are set', () => {
    expect(drawnGenes(6, [{ source: 4, target: 1 }], [5, 1])).toEqual([1, 4, 5]);
  });

  it('contains every shown gene with its circle, in the shape asked for, and ignores hidden genes', () => {
    const positions = Float32Array.of(-100, 0, 300, 40, 0, 90, 5000, 5000);
    const {
      box: [x, y, w, h],
      radius,
    } = frameOf(positions, [0, 1, 2], [148, 108]);
    expect(w / h).toBeCloseTo(148 / 108, 2);
    for (const gene of [0, 1, 2]) {
      const [px = 0, py = 0] = positions.subarray(2 * gene, 2 * gene + 2);
      expect(px - radius).toBeGreaterThan(x);
      expect(px + radius).toBeLessThan(x + w);
      expect(py - radius).toBeGreaterThan(y);
      expect(py + radius).toBeLessThan(y + h);
    }
    expect(w).toBeLessThan(1000);
  });

  it('has smaller genes where there are many, and a size where all lie on one place', () => {
    const many = Float32Array.from({ length: 400 }, (_, i) => i);
    const radiusOf = (genes: number) => {
      const { radius, pixel } = frameOf(many, [...Array(genes).keys()], [148, 108]);
      return radius / pixel;
    };
    expect(radiusOf(200)).toBeLessThan(radiusOf(20));
    expect(frameOf(new Float32Array(2), [0], [148, 108]).radius).toBeGreaterThan(0);
  });

  it('has no edge to a hidden gene, rings with names where genes are set, and colours by change elsewhere', () => {
    const palette = paletteOf('light');
    const { edges, genes, names } = miniatureOf(
      {
        genes: ['A', 'B', 'C'],
        positions: Float32Array.of(0, 0, 10, 0, 0, 10),
        edges: [
          { source: 0, target: 1 },
          { source: 0, target: 2 },
        ],
        hidden: [2],
        log2FoldChange: Float32Array.of(-5, 2, 0),
        changed: [0],
      },
      [100, 100],
      11,
      palette,
    );
    expect(edges.d).toBe('M0.0 0.0L10.0 0.0');
    expect(genes.map(({ gene }) => gene)).toEqual([0, 1]);
    expect(genes.map(({ fill }) => fill)).toEqual([palette.panel, palette.activates.toLowerCase()]);
    expect(names.map(({ text }) => text)).toEqual(['A']);
  });
});
