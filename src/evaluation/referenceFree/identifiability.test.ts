import { describe, expect, it } from 'vitest';
import { exampleScreen } from '../../../tests/support/evaluation/exampleScreen';
import { cellsOf } from '../splits';
import reference from './referenceFree.reference.json';
import { effectiveRank, identifiability, meanShifts, movingTogether } from './identifiability';

const dataset = exampleScreen();
const labelOf = (condition: number) => dataset.conditions[condition]?.label ?? '';
/** A perturbation without effect as the reference has it. */
const smallest = dataset.conditions.findIndex(({ label }) => reference.withoutEffect.includes(label));
/** Of a cell among those of its condition. */
const rank = (cell: number) =>
  dataset.conditionOfCell.subarray(0, cell).filter((condition) => condition === dataset.conditionOfCell[cell])
    .length;
const rows = (...shifts: readonly (readonly number[])[]) => shifts.map((shift) => Float64Array.from(shift));

describe('identifiability', () => {
  it('agrees with NumPy and SciPy', () => {
    const found = identifiability(dataset);
    expect(found.effectiveRank).toBeCloseTo(reference.effectiveRank, 8);
    expect(found.movingTogether).toEqual(reference.movingTogether);
    expect(found.withoutEffect).toEqual(reference.withoutEffect);
    expect(found.perturbations).toBe(7);
    for (const [k, shift] of meanShifts(dataset).entries())
      for (const [gene, value] of shift.entries())
        expect(value).toBeCloseTo(reference.shifts[k]?.[gene] ?? NaN, 12);
  });

  it('lists perturbations of fewer than five cells separately', () => {
    const few = cellsOf(dataset, (cell, condition) => condition !== smallest || rank(cell) < 4);
    const found = identifiability(few);
    expect(found.tooFewCells).toEqual([labelOf(smallest)]);
    expect(found.withoutEffect).not.toContain(labelOf(smallest));
    expect(identifiability(dataset).tooFewCells).toEqual([]);
  });

  it('distinguishes regulators perturbed alone, only in combination, and never', () => {
    expect(identifiability(dataset)).toMatchObject({
      alone: [0, 1, 2, 4, 6],
      onlyTogether: [],
      neverPerturbed: [3],
    });
    const conditions = dataset.conditions.map((condition) =>
      condition.label === 'c4'
        ? { ...condition, label: 'e6', interventions: [{ gene: 6, kind: 'knockout' as const }] }
        : condition,
    );
    expect(identifiability({ ...dataset, conditions })).toMatchObject({
      alone: [0, 1, 2, 6],
      onlyTogether: [4],
      neverPerturbed: [3],
    });
  });
});

describe('the effective rank', () => {
  it('is one for equal effects, and their number for orthogonal effects of equal strength', () => {
    expect(effectiveRank(rows([1, 2, 3], [2, 4, 6], [-1, -2, -3]))).toBeCloseTo(1, 5);
    expect(effectiveRank(rows([2, 0, 0, 0], [0, 2, 0, 0], [0, 0, -2, 0]))).toBeCloseTo(3, 10);
  });

  it('is the exponential of the entropy of the singular values, as computed by hand', () => {
    const entropy = -(0.75 * Math.log(0.75) + 0.25 * Math.log(0.25));
    expect(effectiveRank(rows([3, 0], [0, 1]))).toBeCloseTo(Math.exp(entropy), 10);
    expect(effectiveRank(rows([0, 0], [0, 0]))).toBe(0);
    expect(effectiveRank([])).toBe(0);
  });
});

describe('genes that move together', () => {
  const shifts = rows([1, 1, -2, 0.3, 5], [2, 2, -4, 1, -1], [3, 3, -6, -1, 2], [-1, -1, 2, 0.5, 3]);

  it('are connected in either direction by chains, largest group first', () => {
    expect(movingTogether(shifts, [0, 1, 2, 3, 4])).toEqual([[0, 1, 2]]);
    expect(movingTogether(shifts, [2, 0, 4])).toEqual([[0, 2]]);
    expect(movingTogether(shifts, [3, 4])).toEqual([]);
  });

  it('are not searched with fewer than four perturbations', () => {
    expect(movingTogether(shifts.slice(0, 3), [0, 1, 2])).toEqual([]);
  });
});
