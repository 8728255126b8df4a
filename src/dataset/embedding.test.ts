import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Condition, Dataset } from './dataset';
import { embed, equalQuota, projectChange } from './embedding';
import { plainScreen } from '../../tests/support/dataset/plainScreen';

const condition = (label: string, cells: number, gene: number | null): Condition => ({
  label,
  interventions: gene === null ? [] : [{ gene, kind: 'knockout' }],
  time: null,
  cells,
});

/** Two genes; controls around (5, 1) spread along the first gene, knockouts of the second at (x, 0). */
function screen(conditions: readonly Condition[], heldOut: readonly string[] = []): Dataset {
  const conditionOfCell = conditions.flatMap(({ cells }, index) =>
    Array.from({ length: cells }, () => index),
  );
  return plainScreen({
    genes: ['A', 'B'],
    values: Float32Array.from(
      conditionOfCell.flatMap((index, cell) => [
        5 + (cell % 9) - 4,
        conditions[index]?.interventions[0] ? 0 : 1,
      ]),
    ),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions,
    candidates: Int32Array.of(0, 1),
    heldOut,
  });
}

describe('the embedding of cells', () => {
  it('keeps distances between cells with only two genes', () => {
    const dataset = screen([condition('control', 18, null), condition('B', 9, 1)]);
    const embedding = embed(dataset);
    const [points, { values }] = [embedding?.points ?? new Float32Array(), dataset];
    for (let a = 0; a < 27; a++)
      for (let b = 0; b < 27; b++)
        expect(
          Math.hypot(
            (points[2 * a] ?? 0) - (points[2 * b] ?? 0),
            (points[2 * a + 1] ?? 0) - (points[2 * b + 1] ?? 0),
          ),
        ).toBeCloseTo(
          Math.hypot(
            (values[2 * a] ?? 0) - (values[2 * b] ?? 0),
            (values[2 * a + 1] ?? 0) - (values[2 * b + 1] ?? 0),
          ),
          5,
        );
    expect(embedding?.shares[0] ?? 0).toBeGreaterThan(0.9);
  });

  it('places the change between two groups as the difference of their points', () => {
    const embedding = embed(screen([condition('control', 9, null), condition('B', 9, 1)]));
    const [x, y] = embedding ? projectChange(embedding, Float32Array.of(0, -1)) : [0, 0];
    const of = (cell: number, axis: number) => embedding?.points[2 * cell + axis] ?? 0;
    expect(x).toBeCloseTo(of(9, 0) - of(0, 0), 6);
    expect(y).toBeCloseTo(of(9, 1) - of(0, 1), 6);
  });

  it('takes the axes from training cells only, and shows held-out cells on them', () => {
    const cells = [condition('control', 9, null), condition('B', 9, 1)];
    const embedding = embed(screen(cells, ['B']));
    expect(Math.abs(embedding?.axes[0] ?? 0)).toBeCloseTo(1, 6);
    expect(embedding?.shares[0]).toBeCloseTo(1, 6);
    expect(embedding?.conditionOfPoint).toHaveLength(18);
  });

  it('shows at most 2,000 cells, with equally many of every perturbation', () => {
    const conditions = [condition('control', 5000, null), condition('A', 3000, 0), condition('B', 100, 1)];
    const embedding = embed(screen(conditions));
    const shown = [0, 0, 0];
    for (const index of embedding?.conditionOfPoint ?? []) shown[index] = (shown[index] ?? 0) + 1;
    expect(shown).toEqual([1000, 900, 100]);
    expect(embedding?.isOrigin.filter(Boolean)).toHaveLength(1000);
  });

  it('starts from all cells where there is no control, and is null without cells', () => {
    const embedding = embed(screen([condition('A', 20, 0), condition('B', 20, 1)]));
    expect(embedding?.origin).toBe('all');
    expect(embedding?.isOrigin.every((one) => one === 1)).toBe(true);
    expect(embed(screen([]))).toBeNull();
  });
});

describe('an equal quota', () => {
  it('fits, and one more would not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 0, max: 300 }),
        (sizes, room) => {
          const taken = (quota: number) => sizes.reduce((sum, size) => sum + Math.min(size, quota), 0);
          const quota = equalQuota(sizes, room);
          expect(taken(quota)).toBeLessThanOrEqual(room);
          expect(taken(quota + 1) > room || quota >= Math.max(...sizes)).toBe(true);
        },
      ),
    );
  });
});
