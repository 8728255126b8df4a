/** Guides as units of the tests for effects: what single guides do is not what their target does. */
import { describe, expect, it, test } from 'vitest';
import { measureSignal, testedRows } from '../../src/inference/diagnosis/signal';
import { countsOf, guideUnits, guidesUnusedFor } from '../../src/inference/diagnosis/signalByGuides';
import { calibrationScreen, type ScreenDesign } from './screens';

const design: ScreenDesign = {
  genes: 80,
  perturbations: 20,
  cells: [45, 45],
  controls: 120,
  active: 0.3,
  changed: 6,
  fold: 4,
  depth: null,
  factor: 0.3,
  batches: 1,
  guides: { perTarget: 3, offTarget: 0.3, unevenness: 3 },
};

function found(made: Partial<ScreenDesign>, withGuides: boolean, seed: number) {
  const { dataset, active } = calibrationScreen({ ...design, ...made }, seed);
  const rows = testedRows(dataset, () => true, 1);
  const { effects } = measureSignal(withGuides ? rows : { ...rows, guideOfRow: null });
  const labels = effects?.labels ?? [];
  return {
    effects,
    active: active.size,
    right: labels.filter((label) => active.has(label)).length,
    wrong: labels.filter((label) => !active.has(label)).length,
  };
}

describe('where guides act off their targets', () => {
  it('targets whose guides share an effect are named, others are not', () => {
    const one = found({}, true, 11);
    expect(one.effects).toMatchObject({ unit: 'guides', of: 20 });
    expect(one.right).toBeGreaterThanOrEqual(one.active - 1);
    expect(one.wrong).toBeLessThanOrEqual(1);
    // Cells take a single guide for the target.
    const byCells = found({}, false, 11);
    expect(byCells.effects).toMatchObject({ unit: 'cells' });
    expect(byCells.wrong).toBeGreaterThan(5);
  });

  it.each([
    ['with controls', {}],
    ['without controls', { controls: 0 }],
    ['in batches', { batches: 3, controls: 240 }],
    [
      'with two guides each',
      {
        perturbations: 51,
        cells: [30, 30] as const,
        guides: { perTarget: 2, offTarget: 0.4, unevenness: 1 },
      },
    ],
  ])('none is named where no target acts, %s', (_, made) => {
    expect(found({ ...made, active: 0 }, true, 12).effects).toMatchObject({ unit: 'guides', measurable: 0 });
  });
});

test('guides are not compared where many targets have one, or where they are too few', () => {
  expect(guidesUnusedFor([3, 3, 1, 1])).toBe('single-guides');
  expect(guidesUnusedFor([])).toBe('single-guides');
  expect(guidesUnusedFor(Array.from({ length: 14 }, () => 2))).toBe('few-guides');
  expect(guidesUnusedFor(Array.from({ length: 15 }, () => 2))).toBeNull();
  expect(guidesUnusedFor([...Array.from({ length: 19 }, () => 2), 1])).toBeNull();
  const few = found({ perturbations: 3 }, true, 3).effects;
  expect(few).toMatchObject({ unit: 'cells', guidesUnused: 'few-guides' });
});

test('the shift of a guide is that of its mean from the controls of its batches, each batch by its cells', () => {
  const { dataset } = calibrationScreen({ ...design, perturbations: 2, batches: 2, controls: 30 }, 4);
  const rows = testedRows(dataset, () => true, 1);
  const { units, labels, targets } = guideUnits(rows);
  expect(countsOf(units, labels.length)).toEqual([3, 3]);
  const meanOf = (list: readonly number[], gene: number) =>
    list.reduce((sum, row) => sum + (rows.values[row * design.genes + gene] ?? 0), 0) / list.length;
  const where = (condition: number, batch: number, guide: number) =>
    [...rows.conditionOfRow.keys()].filter(
      (row) =>
        rows.conditionOfRow[row] === condition &&
        rows.batchOfRow[row] === batch &&
        (guide < 0 || rows.guideOfRow?.[row] === guide),
    );
  const [first] = units;
  const guide = rows.guideOfRow?.[rows.conditionOfRow.indexOf(1)] ?? -1;
  const gene = targets[0]?.has(5) === true ? 6 : 5;
  let shift = 0;
  let size = 0;
  for (const batch of [0, 1]) {
    const [own, controls] = [where(1, batch, guide), where(0, batch, -1)];
    const weight = (own.length * controls.length) / (own.length + controls.length);
    shift += weight * (meanOf(own, gene) - meanOf(controls, gene));
    size += weight;
  }
  expect(first?.size[0]).toBeCloseTo(size, 6);
  expect(first?.shift[gene]).toBeCloseTo(shift / size, 5);
});
