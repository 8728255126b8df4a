import { describe, expect, it } from 'vitest';
import { countUnit } from '../../dataset/countUnit';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { presets } from '../settings';
import { excessOf, imputeDropouts, zeroCorrelation } from './dropoutImputation';
import { prepare } from './prepare';
import { referenceScreen } from '../../../tests/support/dynamics/referenceScreen';
import { poisson } from '../../../tests/support/numerics/poisson';

const genes = 12;
const cells = 600;

/** Two conditions of cells with mean counts of 4 × 2 to 4 × 13 per gene; each value drops out with probability `loss(level)`. */
function screen(loss: (level: number) => number): { readonly dataset: Dataset; readonly lost: Set<number> } {
  const random = new Random(3);
  const lost = new Set<number>();
  const values = Float32Array.from({ length: cells * genes }, (_, at) => {
    const level = 4 * (2 + (at % genes));
    const count = poisson(level, random);
    const depth = 1 + (Math.floor(at / genes) % 3) / 2;
    if (random.uniform() >= loss(level)) return Math.log1p(count / depth);
    lost.add(at);
    return 0;
  });
  const base = referenceScreen();
  const target = { label: 'G0', interventions: [{ gene: 0, kind: 'knockout' as const }], time: null };
  return {
    lost,
    dataset: {
      ...base,
      genes: Array.from({ length: genes }, (_, g) => `G${g}`),
      cells,
      values,
      conditionOfCell: Int32Array.from({ length: cells }, (_, cell) => cell % 2),
      conditions: [
        { label: 'control', interventions: [], time: null, cells: cells / 2 },
        { ...target, cells: cells / 2 },
      ],
      batchOfCell: null,
      composition: null,
    },
  };
}

/** A value of the knocked-out gene in its own cells. */
function isSet(at: number): boolean {
  return at % genes === 0 && isHeld(at);
}

/** A value of the condition that one test holds out. */
function isHeld(at: number): boolean {
  return Math.floor(at / genes) % 2 === 1;
}

function logarithms(counts: readonly number[], unit: number): Float32Array {
  return Float32Array.from(counts, (count) => Math.log1p(count * unit));
}

describe('the unit of counts behind log values', () => {
  it('is the expression of one count, found in 32 bits whatever the smallest count', () => {
    expect(countUnit(logarithms([1, 5, 0, 7, 3000, 12], 0.731))).toBeCloseTo(0.731, 5);
    expect(countUnit(logarithms([4, 6, 9, 7, 11, 0], 2.5))).toBeCloseTo(2.5, 5);
  });

  it.each([2, 3, 4])('is found in values of %i decimals', (decimals) => {
    const rounded = (counts: number[], unit: number) =>
      logarithms(counts, unit).map((value) => Number(value.toFixed(decimals)));
    const unit = countUnit(rounded([1, 2, 0, 1, 3, 1, 40, 2], 1.91)) ?? NaN;
    expect(Math.abs(unit - 1.91) / 1.91).toBeLessThan(2 / 10 ** decimals);
    // One count is about as much as the last decimal.
    expect(countUnit(rounded([1, 2, 0, 1, 3, 1, 40, 2], 5 / 10 ** decimals))).toBeNull();
  });

  it.each([2, 3, 4, 8])(
    'is null for values of %i decimals that are not counts, and for a handful of genes',
    (decimals) => {
      const random = new Random(1);
      for (let cell = 0; cell < 200; cell++) {
        const values = Float32Array.from({ length: 30 }, () =>
          Number((3 * random.uniform()).toFixed(decimals)),
        );
        expect(countUnit(values)).toBeNull();
      }
      expect(countUnit(Float32Array.of(0, Math.log1p(3), Math.log1p(4), 0, 0))).toBeNull();
    },
  );
});

describe('dropout imputation', () => {
  it('separates dropouts from zeros that counting explains: share and level solve their two equations', () => {
    const units = [0.5, 1, 2];
    const [excess, level] = [0.3, 1.5];
    const uncounted = units.reduce((sum, unit) => sum + Math.exp(-level / unit), 0) / 3;
    const found = excessOf(excess + (1 - excess) * uncounted, (1 - excess) * level, units);
    expect(found.excess).toBeCloseTo(excess, 2);
    expect(found.level).toBeCloseTo(level, 2);
    expect(excessOf(uncounted, level, units)).toEqual({
      excess: expect.closeTo(0, 6),
      level: expect.closeTo(level, 6),
    });
  });

  it('replaces dropouts by the mean of the condition, except at genes set in it', () => {
    const { dataset, lost } = screen((level) => 5 / (5 + level));
    const filled = imputeDropouts(dataset, dataset.values, () => true);
    const errors = [...lost]
      .filter((at) => !isSet(at))
      .map((at) => {
        const depth = 1 + (Math.floor(at / genes) % 3) / 2;
        return (filled[at] ?? NaN) - Math.log1p((4 * (2 + (at % genes))) / depth);
      });
    expect(errors.length).toBeGreaterThan(500);
    expect(Math.abs(errors.reduce((sum, error) => sum + error, 0) / errors.length)).toBeLessThan(0.25);
    const changed = [...filled.keys()].filter((at) => filled[at] !== dataset.values[at]);
    expect(changed.every((at) => dataset.values[at] === 0 && !isSet(at))).toBe(true);
  });

  it('follows a common curve of dropout against level: a gene that is off in part of the cells keeps most of its zeros', () => {
    const { dataset } = screen((level) => (level === 4 * 13 ? 0.6 : 2 / (2 + level)));
    const filled = imputeDropouts(dataset, dataset.values, () => true);
    const last = filled.filter((_, at) => at % genes === genes - 1 && dataset.values[at] === 0);
    expect(Math.max(...last)).toBeLessThan(0.15 * Math.log1p(52));
  });

  it('gives training cells the same values whatever the held-out cells contain', () => {
    const { dataset } = screen((level) => 5 / (5 + level));
    const random = new Random(8);
    const values = dataset.values.map((value, at) => (isHeld(at) ? 3 * random.uniform() : value));
    const trained = (own: Float32Array) =>
      imputeDropouts({ ...dataset, values: own }, own, (condition) => condition === 0).filter(
        (_, at) => !isHeld(at),
      );
    expect(trained(values)).toEqual(trained(dataset.values));
    expect(trained(values)).not.toEqual(values.filter((_, at) => !isHeld(at)));
  });

  it('is reported by the preparation, as false without dropouts', () => {
    const reported = [(level: number) => 5 / (5 + level), () => 0].map(
      (loss) => prepare(screen(loss).dataset, presets.H, new Set(['G0'])).dropoutsImputed,
    );
    expect(reported).toEqual([true, false]);
  });

  it('leaves values without dropouts, or without counts, unchanged', () => {
    const { dataset } = screen(() => 0);
    const other = referenceScreen();
    expect(imputeDropouts(other, other.values, () => true)).toBe(other.values);
    expect(imputeDropouts(dataset, dataset.values, () => true)).toBe(dataset.values);
  });
});

/** Two conditions of cells with values of 1 except for the zeros; `isZero` decides for a cell in state 0 or 1. */
function screenOfZeros(isZero: (state: number, random: Random) => boolean): Dataset {
  const [geneCount, cellCount] = [8, 400];
  const random = new Random(9);
  const values = Float32Array.from({ length: cellCount * geneCount }, () => 1);
  for (let cell = 0; cell < cellCount; cell++) {
    const state = random.integer(2);
    for (let gene = 0; gene < geneCount; gene++)
      if (isZero(state, random)) values[cell * geneCount + gene] = 0;
  }
  return referenceScreen({
    genes: Array.from({ length: geneCount }, (_, g) => `G${g}`),
    cells: cellCount,
    values,
    conditionOfCell: Int32Array.from({ length: cellCount }, (_, cell) => cell % 2),
    conditions: ['control', 'A'].map((label) => ({
      label,
      interventions: [],
      time: null,
      cells: cellCount / 2,
    })),
  });
}

describe('the correlation of zeros of two genes', () => {
  it('is near 0 for independent dropouts', () => {
    const lost = screenOfZeros((_, random) => random.uniform() < 0.3);
    expect(zeroCorrelation(lost, () => true)).toBeLessThan(0.1);
  });

  it('is that of its definition where zeros follow the state of a cell', () => {
    // Off with chance .9 in one state and .1 in the other: φ = (.41 − .25)/.25.
    const states = screenOfZeros((state, random) => random.uniform() < (state === 0 ? 0.9 : 0.1));
    expect(Math.abs((zeroCorrelation(states, () => true) ?? 0) - 0.64)).toBeLessThan(0.05);
  });

  it('is null where no gene has zeros, and ignores cells that are not trained on', () => {
    expect(
      zeroCorrelation(
        screenOfZeros(() => false),
        () => true,
      ),
    ).toBeNull();
    const states = screenOfZeros((state) => state === 0);
    expect(zeroCorrelation(states, () => false)).toBeNull();
  });
});
