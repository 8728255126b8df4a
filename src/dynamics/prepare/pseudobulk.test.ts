/** Whether the standard errors of shifts between pseudo-bulk means are those of these shifts. */
import { describe, expect, it, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { mean, variance } from '../../numerics/statistics';
import { conditionMoments } from './conditionMoments';
import { computeScaling } from './scaling';
import { conditionShifts, type ConditionShift } from './shifts';
import { stratify } from './strata';

/** Mean counts per cell, each of several genes. */
const RATES = [0.02, 0.06, 0.2, 0.6, 2, 6];
const GENES_EACH = 5;
const GENES = RATES.length * GENES_EACH;
/** Normalised expression of one count: totals of 10,000 of cells with 1,000 counts. */
const UNIT = 10;

interface Design {
  readonly controls: number;
  readonly cells: number;
  readonly perturbations: number;
  readonly seed: number;
  readonly isOverdispersed?: boolean;
  /** Factors of the levels in each batch; cells alternate. */
  readonly batches?: readonly number[];
}

/** A Poisson variable: events before the product of uniform variables falls below e^(−mean). */
function countOf(level: number, random: Random): number {
  let count = -1;
  for (let product = 1; product > Math.exp(-level); product *= random.uniform()) count++;
  return count;
}

/** Counts of cells in which nothing was perturbed. */
function inertScreen({
  controls,
  cells,
  perturbations,
  seed,
  isOverdispersed = false,
  batches = [1],
}: Design): Dataset {
  const random = new Random(seed);
  const sizes = [controls, ...Array.from({ length: perturbations }, () => cells)];
  const conditionOfCell = Int32Array.from(
    sizes.flatMap((size, at) => Array.from({ length: size }, () => at)),
  );
  const batchOfCell = conditionOfCell.map((_, cell) => cell % batches.length);
  const values = new Float32Array(conditionOfCell.length * GENES);
  for (let at = 0; at < values.length; at++) {
    const rate = RATES[Math.floor((at % GENES) / GENES_EACH)] ?? 0;
    const level = rate * (batches[batchOfCell[Math.floor(at / GENES)] ?? 0] ?? 1);
    const drawn = isOverdispersed ? -level * Math.log(1 - random.uniform()) : level;
    values[at] = Math.log1p(UNIT * countOf(drawn, random));
  }
  return {
    name: 'inert',
    fingerprint: '',
    genes: Array.from({ length: GENES }, (_, g) => `g${g}`),
    cells: conditionOfCell.length,
    values,
    conditionOfCell,
    conditions: sizes.map((size, at) => ({
      label: at === 0 ? 'control' : `p${at}`,
      interventions: at === 0 ? [] : [{ gene: at % GENES, kind: 'knockout' as const }],
      time: null,
      cells: size,
    })),
    control: controls > 0 ? { mode: 'cells', labels: ['control'] } : { mode: 'others' },
    batchOfCell: batches.length > 1 ? batchOfCell : null,
    batches: batches.length > 1 ? batches.map((_, at) => `b${at}`) : [],
    candidates: Int32Array.from({ length: GENES }, (_, g) => g),
    heldOut: [],
    composition: new Float64Array(sizes.length),
    timeUnit: '',
    notes: [],
  };
}

function everyCondition(): boolean {
  return true;
}

/** Shifts of the pseudo-bulk; a copy of the values counts as corrected. */
function shiftsOf(dataset: Dataset): readonly ConditionShift[] {
  const corrected = dataset.values.slice();
  const strata = stratify(dataset, everyCondition);
  const scaling = computeScaling(dataset, corrected, strata, everyCondition);
  const moments = conditionMoments(dataset, corrected, strata, scaling);
  return conditionShifts(dataset, strata, scaling, moments, everyCondition);
}

/** [rates] mean (D/se)² of perturbations without effect over several screens. */
function standardisedVariance(design: Omit<Design, 'seed'>, screens: number): number[] {
  const sums = RATES.map(() => 0);
  const counts = RATES.map(() => 0);
  for (let seed = 0; seed < screens; seed++) {
    const dataset = inertScreen({ ...design, seed });
    for (const [condition, { shift, standardError }] of shiftsOf(dataset).entries()) {
      if (dataset.conditions[condition]?.label === 'control') continue;
      shift.forEach((value, g) => {
        const at = Math.floor(g / GENES_EACH);
        sums[at] = (sums[at] ?? 0) + (value / (standardError[g] ?? NaN)) ** 2;
        counts[at] = (counts[at] ?? 0) + 1;
      });
    }
  }
  return sums.map((sum, at) => sum / (counts[at] ?? 1));
}

describe('shifts of perturbations without effect have the variance that their errors say', () => {
  it.each([
    ['Poisson counts', { controls: 300, cells: 100, perturbations: 20 }],
    ['overdispersed counts', { controls: 300, cells: 100, perturbations: 20, isOverdispersed: true }],
    ['cells in three batches', { controls: 300, cells: 99, perturbations: 20, batches: [0.5, 1, 2] }],
    ['few controls', { controls: 40, cells: 100, perturbations: 20 }],
    ['no controls', { controls: 0, cells: 100, perturbations: 20 }],
  ])('%s', (_, design) => {
    for (const ratio of standardisedVariance(design, 10)) {
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.4);
    }
  });

  it('few cells', () => {
    for (const cells of [1, 2, 5, 10, 20])
      for (const ratio of standardisedVariance({ controls: 300, cells, perturbations: 60 }, 5)) {
        expect(ratio).toBeGreaterThan(0.35);
        expect(ratio).toBeLessThan(1.6);
      }
  });

  it('a gene that a condition or the controls do not show at all', () => {
    const [rarest, rare] = standardisedVariance({ controls: 40, cells: 300, perturbations: 20 }, 20);
    for (const ratio of [rarest, rare]) {
      expect(ratio).toBeGreaterThan(0.6);
      expect(ratio).toBeLessThan(1.5);
    }
  });
});

function levelOf(logs: readonly number[]): number {
  return Math.log1p(mean(logs.map(Math.expm1)));
}

test('the error of many cells is that of the delta method', () => {
  const dataset = inertScreen({ controls: 200, cells: 150, perturbations: 2, seed: 3 });
  const { shift, standardError } = shiftsOf(dataset)[1] ?? { shift: [], standardError: [] };
  for (let g = GENES_EACH * 3; g < GENES; g++) {
    const [own, control] = [1, 0].map((condition) =>
      [...dataset.conditionOfCell.keys()]
        .filter((cell) => dataset.conditionOfCell[cell] === condition)
        .map((cell) => dataset.values[cell * GENES + g] ?? 0),
    ) as [number[], number[]];
    const scale = Math.sqrt(variance(control)) + 0.05;
    const ofMean = (logs: number[]) => {
      const amounts = logs.map(Math.expm1);
      return variance(amounts) / amounts.length / (1 + mean(amounts)) ** 2 / scale ** 2;
    };
    expect(shift[g]).toBeCloseTo((levelOf(own) - levelOf(control)) / scale, 5);
    expect(standardError[g]).toBeCloseTo(Math.sqrt(ofMean(own) + ofMean(control)), 5);
  }
});
