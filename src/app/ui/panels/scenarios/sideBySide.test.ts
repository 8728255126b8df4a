import { describe, expect, it } from 'vitest';
import { drawnGenes, frameOf, rankedResponders } from './sideBySide';

describe('the genes of a comparison', () => {
  it('come by their largest change in any scenario that does not set them, genes without change not at all', () => {
    const one = { log2FoldChange: Float32Array.of(-9, 0.5, -1, 0), changed: [0] };
    const other = { log2FoldChange: Float32Array.of(0.75, -2, -8, 0), changed: [2] };
    expect(rankedResponders([one, other])).toEqual([1, 2, 0]);
    expect(rankedResponders([])).toEqual([]);
  });
});

describe('the frame of a miniature', () => {
  it('is drawn around genes with edges and genes that are set', () => {
    expect(drawnGenes(6, [{ source: 4, target: 1 }], [5, 1])).toEqual([1, 4, 5]);
  });

  it('contains every shown gene with its circle, in the shape asked for, and ignores hidden genes', () => {
    const positions = Float32Array.of(-100, 0, 300, 40, 0, 90, 5000, 5000);
    const { viewBox, radius } = frameOf(positions, [0, 1, 2], [148, 108]);
    const [x = 0, y = 0, w = 0, h = 0] = viewBox.split(' ').map(Number);
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
      const { radius, stroke } = frameOf(many, [...Array(genes).keys()], [148, 108]);
      return radius / stroke;
    };
    expect(radiusOf(200)).toBeLessThan(radiusOf(20));
    expect(frameOf(new Float32Array(2), [0], [148, 108]).radius).toBeGreaterThan(0);
  });
});
