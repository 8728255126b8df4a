import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import type { PerturbationKind } from '../mapping';
import { MomentSums, momentsOfGene, type MeasuredCondition } from './moments';
import { onTargetEffects } from './onTarget';

/** One gene; the values of the cells of each condition. */
function effectsOf(
  given: readonly {
    values: readonly number[];
    kind?: PerturbationKind;
    time?: number;
    isControl?: boolean;
  }[],
  isCounted = false,
) {
  const sums = new MomentSums(1, given.length);
  const conditions = given.map(
    ({ values, kind = 'knockdown', time = null, isControl = false }, index): MeasuredCondition => {
      for (const value of values) sums.add(index, 0, value);
      return { time, cells: values.length, kind, targets: isControl ? [] : [0] };
    },
  );
  const moments = sums.moments(new Float64Array(0), 1);
  const momentsOf = (group: readonly number[], gene: number) =>
    momentsOfGene(moments, conditions, group, gene);
  return onTargetEffects(conditions, momentsOf, isCounted);
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

  it('is sure by its interval, which holds the truth in 95 of 100 screens', () => {
    const random = new Random(5);
    // Log-normal values of mean 4 in controls and 1 in perturbed cells: log2 of the raised means' ratio is known.
    const drawn = (mean: number, cells: number) =>
      Array.from({ length: cells }, () => mean * Math.exp(0.5 * random.normal() - 0.125));
    const truth = Math.log2(1.05 / 4.05);
    const held = Array.from({ length: 400 }, () => {
      const [effect] = effectsOf([{ values: drawn(4, 60), isControl: true }, { values: drawn(1, 40) }]);
      return effect !== undefined && effect.low <= truth && truth <= effect.high;
    }).filter(Boolean).length;
    expect(held / 400).toBeGreaterThan(0.92);
    expect(held / 400).toBeLessThan(0.98);
  });

  it('of counts is not sure for the want of a count in few cells', () => {
    const sparse = Array.from({ length: 200 }, (_, cell) => Number(cell % 10 === 0));
    const verdict = (cells: number, isCounted: boolean) =>
      effectsOf(
        [{ values: sparse, isControl: true }, { values: Array.from({ length: cells }, () => 0) }],
        isCounted,
      )[0]?.verdict;
    // One count is expected in 10 cells, and none is seen in every third such draw; of 100 cells ten are.
    expect(verdict(10, true)).toBe('unclear');
    expect(verdict(100, true)).toBe('as-expected');
    expect(verdict(30, false)).toBe('as-expected');
  });
});
