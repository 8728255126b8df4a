import { describe, expect, it } from 'vitest';
import { plainScreen } from '../../tests/support/dataset/plainScreen';
import { cellGroups, shiftOfGroup } from './cellGroups';

const screen = plainScreen({
  name: 'four cells',
  genes: ['A', 'B'],
  cells: 5,
  values: Float32Array.of(1, 1, 3, 1, 0, 4, 0, 6, 9, 9),
  conditionOfCell: Int32Array.of(0, 0, 1, 1, 2),
  conditions: [
    { label: 'control', interventions: [], time: 2, cells: 2 },
    { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: 2, cells: 2 },
    { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: 5, cells: 1 },
  ],
  timeUnit: 'days',
  candidates: Int32Array.of(0, 1),
  batches: ['x', 'y'],
  batchOfCell: Int32Array.of(0, 1, 0, 1, 1),
});

describe('groups of cells', () => {
  it('are perturbations at their time points, and batches; not the only controls', () => {
    expect(cellGroups(screen).map(({ name, cells }) => [name, cells])).toEqual([
      ['A (2 days)', 2],
      ['A (5 days)', 1],
      ['batch x', 2],
      ['batch y', 3],
    ]);
    expect(cellGroups({ ...screen, values: new Float32Array() })).toEqual([]);
  });

  it('are categories of columns of the file too, unless these are its batches', () => {
    const codes = Int32Array.of(0, 0, 1, 1, -1);
    const withColumns = {
      ...screen,
      details: {
        places: [],
        columns: [
          { kind: 'category' as const, name: 'cluster', categories: ['early', 'late'], codes },
          { kind: 'category' as const, name: 'plate', categories: ['y', 'x'], codes },
          { kind: 'number' as const, name: 'depth', values: new Float64Array(5) },
        ],
      },
    };
    const groups = cellGroups(withColumns);
    expect(groups.slice(4).map(({ name, cells }) => [name, cells])).toEqual([
      ['cluster: early', 2],
      ['cluster: late', 2],
    ]);
    const late = groups.at(-1);
    if (!late) throw new Error('there is a last group');
    expect([...shiftOfGroup(withColumns, late, [2, 1])]).toEqual([-2, 4]);
  });

  it('lie at the mean of their cells', () => {
    const [early, , first, second] = cellGroups(screen).map((group) => [
      ...shiftOfGroup(screen, group, [2, 1]),
    ]);
    expect(early).toEqual([-2, 4]);
    expect(first).toEqual([-1.5, 1.5]);
    expect(second).toEqual([2, expect.closeTo(13 / 3, 6)]);
  });

  it('do not differ in a gene that was not measured', () => {
    const [group] = cellGroups(screen);
    if (!group) throw new Error('there are groups');
    expect([...shiftOfGroup({ ...screen, latent: [0] }, group, [2, 1])]).toEqual([0, 4]);
  });
});
