import { describe, expect, it } from 'vitest';
import type { PerturbationKind } from '../mapping';
import { MomentSums, type MeasuredCondition } from './moments';
import { onTargetEffects } from './onTarget';

/** One gene; the values of the cells of each condition. */
function effectsOf(
  given: readonly {
    values: readonly number[];
    kind?: PerturbationKind;
    time?: number;
    isControl?: boolean;
  }[],
) {
  const sums = new MomentSums(1, given.length);
  const conditions = given.map(
    ({ values, kind = 'knockdown', time = null, isControl = false }, index): MeasuredCondition => {
      for (const value of values) sums.add(index, 0, value);
      return { time, cells: values.length, kind, targets: isControl ? [] : [0] };
    },
  );
  return onTargetEffects(conditions, sums.moments(new Float64Array(0), 1));
}

const high = [9, 10, 11, 10, 9, 11];
const low = [1, 2, 3, 2, 1, 3];

describe('the effect of a perturbation on its own target', () => {
  it('is what its kind lets one expect, the opposite, or unclear', () => {
    const verdicts = (kind: PerturbationKind) =>
      [low, high, [9, 10, 12, 10]].map(
        (values) =>
          effectsOf([
            { values: high, isControl: true },
            { values, kind },
          ])[0]?.verdict,
      );
    expect(verdicts('knockdown')).toEqual(['as-expected', 'unclear', 'unclear']);
    expect(effectsOf([{ values: low, isControl: true }, { values: high }])[0]?.verdict).toBe('opposite');
    expect(verdicts('overexpression')).toEqual(['opposite', 'unclear', 'unclear']);
    expect(verdicts('knockout')).toEqual(['nothing-expected', 'nothing-expected', 'nothing-expected']);
  });

  it('is the logarithm of the ratio of means, finite where a gene is off', () => {
    const [off] = effectsOf([{ values: high, isControl: true }, { values: [0, 0, 0] }]);
    expect(off).toMatchObject({ condition: 1, target: 0, cells: 3, verdict: 'as-expected' });
    expect(off?.log2FoldChange).toBeCloseTo(Math.log2(0.05 / 10.05), 10);
  });

  it('is taken against controls of the same time, and there is none without controls', () => {
    const [early, late] = effectsOf([
      { values: high, isControl: true, time: 1 },
      { values: low, isControl: true, time: 2 },
      { values: low, time: 1 },
      { values: low, time: 2 },
    ]);
    expect([early?.verdict, late?.verdict]).toEqual(['as-expected', 'unclear']);
    expect(effectsOf([{ values: low }])).toEqual([]);
  });
});
