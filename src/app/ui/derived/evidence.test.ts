import { describe, expect, it } from 'vitest';
import { aDataset } from '../../../../tests/support/app/testData';
import type { Dataset } from '../../../dataset/dataset';
import type { Comparison } from '../../../inference/run/result';
import { Random } from '../../../numerics/random';
import { changesOf, clearestChange, density, levelsUnder, undetected } from './evidence';

function comparison(
  label: string,
  targets: readonly number[],
  others: Partial<Pick<Comparison, 'role' | 'time' | 'predicted'>> = {},
): Comparison {
  return {
    label,
    targets,
    role: 'training',
    time: null,
    cells: 10,
    strata: [],
    predicted: Float32Array.of(0, 1, 2),
    measured: Float32Array.of(0, 0.5, -1),
    standardError: Float32Array.of(0, 0.1, 0.2),
    ...others,
  };
}

describe('changes of a gene', () => {
  it('have a 95 % interval, and the prediction that knew least of the measurement', () => {
    const all = [
      comparison('A', [0], { role: 'cross-validated', predicted: Float32Array.of(0, 0.25, 0) }),
      comparison('A', [0]),
    ];
    const [change, ...rest] = changesOf(all, 1, undefined);
    expect(rest).toEqual([]);
    expect(change).toMatchObject({ measured: 0.5, predicted: 0.25 });
    expect(change?.low).toBeCloseTo(0.304, 5);
    expect(change?.high).toBeCloseTo(0.696, 5);
  });

  it('are told as the table of effects has them, by label or by label and time', () => {
    const table = {
      placeOf: new Map(['control', 'A', 'B at 2 h'].map((label, place) => [label, place])),
      genes: 3,
      timeUnit: 'h',
      log2: Float32Array.of(0, 0, 0, 1, 2, 3, 4, 5, 6),
      q: Float64Array.of(0, 0, 0, 0.1, 0.2, NaN, 0.4, 0.5, 0.6),
      targetOf: null,
    };
    const all = [comparison('A', [0]), comparison('B', [0], { time: 2 }), comparison('C', [0])];
    const told = (gene: number) => changesOf(all, gene, undefined, table).map((change) => change.told);
    expect(told(1)).toEqual([{ log2: 2, q: 0.2 }, { log2: 5, q: 0.5 }, null]);
    // Not tested.
    expect(told(2)[0]).toBeNull();
  });

  it('are in log2 for log ratios', () => {
    expect(changesOf([comparison('A', [0])], 2, 'log-ratio')[0]?.measured).toBeCloseTo(-1 / Math.LN2, 6);
  });

  it('tell most where the source alone was perturbed, at the last time point, and not the gene itself', () => {
    const changes = changesOf(
      [
        comparison('A+C', [0, 2], { time: 9 }),
        comparison('A early', [0], { time: 1 }),
        comparison('A late', [0], { time: 2 }),
        comparison('A+B', [0, 1], { time: 3 }),
      ],
      1,
      undefined,
    );
    expect(clearestChange(changes, 0, 1)?.comparison.label).toBe('A late');
    expect(clearestChange(changes, 2, 1)?.comparison.label).toBe('A+C');
    expect(clearestChange(changes, 1, 1)).toBeNull();
  });
});

describe('levels of a gene', () => {
  const dataset: Dataset = {
    ...aDataset,
    genes: ['A', 'B'],
    cells: 5,
    values: Float32Array.of(9, 3, 9, 1, 9, 7, 9, 0, 9, 5),
    conditionOfCell: Int32Array.of(0, 1, 2, 1, 3),
    conditions: [
      { label: 'wt', interventions: [], time: 1, cells: 1 },
      { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: 1, cells: 2 },
      { label: 'wt', interventions: [], time: 2, cells: 1 },
      { label: 'A', interventions: [{ gene: 0, kind: 'knockout' }], time: 2, cells: 1 },
    ],
  };

  it('are those of the cells of the perturbation and of controls of its time, ascending', () => {
    const levels = levelsUnder(dataset, 1, comparison('A', [0], { time: 1 }));
    expect(levels).toEqual({
      against: 'control',
      control: Float64Array.of(3),
      perturbed: Float64Array.of(0, 1),
    });
    expect(undetected(levels?.perturbed ?? new Float64Array())).toBe(0.5);
  });

  it('are compared with those of all other cells of the time where a screen has no controls', () => {
    const conditions = dataset.conditions.map((one) =>
      one.label === 'wt'
        ? { ...one, label: 'B', interventions: [{ gene: 1, kind: 'knockout' as const }] }
        : one,
    );
    expect(levelsUnder({ ...dataset, conditions }, 1, comparison('A', [0], { time: 2 }))).toEqual({
      against: 'other',
      control: Float64Array.of(7),
      perturbed: Float64Array.of(5),
    });
  });

  it('do not exist in a link', () => {
    const shared = { ...dataset, values: new Float32Array() };
    expect(levelsUnder(shared, 1, comparison('A', [0], { time: 1 }))).toBeNull();
  });
});

it('the density of many normal levels is that of the normal distribution, widened by the kernel', () => {
  const random = new Random(3);
  const levels = Float64Array.from({ length: 20_000 }, () => random.normal()).toSorted();
  const heights = density(levels, -3, 3, 61);
  const variance = 1 + (0.9 * 20_000 ** -0.2) ** 2;
  for (const [place, height] of heights.entries())
    expect(height).toBeCloseTo(Math.exp(-((-3 + place / 10) ** 2) / (2 * variance)), 1);
});

it('the density of equal levels is one peak at their place', () => {
  const heights = density(new Float64Array(50).fill(2), 0, 4, 41);
  expect(heights.indexOf(1)).toBe(20);
  expect(heights[0]).toBeLessThan(1e-6);
});
