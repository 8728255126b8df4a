import { describe, expect, it } from 'vitest';
import { rankedResponders } from './ScenariosDialog';

describe('the genes of a comparison', () => {
  it('come by their largest change in any scenario that does not set them, genes without change not at all', () => {
    const one = { log2FoldChange: Float32Array.of(-9, 0.5, -1, 0), changed: [0] };
    const other = { log2FoldChange: Float32Array.of(0.75, -2, -8, 0), changed: [2] };
    expect(rankedResponders([one, other])).toEqual([1, 2, 0]);
    expect(rankedResponders([])).toEqual([]);
  });
});
