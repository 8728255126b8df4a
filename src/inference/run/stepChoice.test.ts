import { describe, expect, it } from 'vitest';
import { keepStep, type KeptStep } from './progress';

/** Steps kept after measuring `errors` at 1, 2, …, of a schedule twice as long as the first half given. */
function keptAfter(errors: readonly (number | null)[], steps: number, isRefined = false): readonly number[] {
  let kept: readonly KeptStep[] = [];
  errors.forEach((error, i) => {
    kept = keepStep(kept, { step: i + 1, error, fits: [] }, { steps, isRefined });
  });
  return kept.map(({ step }) => step);
}

describe('the kept step', () => {
  it('is the last one within 2 % of the smallest error', () => {
    expect(keptAfter([1, 0.6, 0.5, 0.505, 0.6], 1).at(-1)).toBe(4);
    expect(keptAfter([1, 0.6, 0.5, 0.52, 0.6], 1).at(-1)).toBe(3);
  });

  it('lies in the second half of the schedule, whatever the error before', () => {
    expect(keptAfter([0.1, 0.1, 0.1, 0.9, 0.8], 8)).toEqual([5]);
    expect(keptAfter([0.1, 0.2], 8)).toEqual([2]);
  });

  it('drops steps that can no longer be kept', () => {
    expect(keptAfter([1, 0.9, 0.8, 0.7, 0.6], 1)).toEqual([5]);
    // Step 4 would be preferred to step 2 within any tolerance; step 3 may yet be the only one within it.
    expect(keptAfter([1, 0.505, 0.5, 0.502, 0.501], 1)).toEqual([3, 5]);
  });

  it('is the first within 2 % of the smallest error where training refines a start', () => {
    expect(keptAfter([0.5, 0.495, 0.51, 0.6], 8, true).at(-1)).toBe(1);
    expect(keptAfter([0.5, 0.495, 0.48, 0.474], 8, true).at(-1)).toBe(3);
    expect(keptAfter([0.5, 0.4, 0.6], 8, true)).toEqual([2]);
    expect(keptAfter([null, null], 8, true)).toEqual([2]);
  });

  it('is the last one without cross-validation', () => {
    expect(keptAfter([null, null, null], 1)).toEqual([3]);
  });
});
