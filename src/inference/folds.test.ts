import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldsOf } from './folds';

describe('folds', () => {
  it('leave every perturbation out exactly once, and never all of them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 3, maxLength: 60 }), fc.nat(), (labels, seed) => {
        const folds = foldsOf(labels, seed);
        expect(folds.flat().toSorted()).toEqual(labels.toSorted());
        for (const fold of folds) expect(fold.length).toBeLessThan(labels.length);
        expect(folds).toHaveLength(labels.length >= 6 ? 3 : labels.length);
      }),
    );
  });

  it('are not made of fewer than three perturbations', () => {
    expect(foldsOf(['A', 'B'], 1)).toEqual([]);
  });
});
