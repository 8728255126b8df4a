import { describe, expect, it, test } from 'vitest';
import type { Condition, Dataset } from '../../dataset/dataset';
import { Random } from '../../numerics/random';
import { mean, median, variance } from '../../numerics/statistics';
import { byCounts, chances, upperTail, type PerturbationTest } from './permutationTest';
import { effectTests, measureSignal, testedRows } from './signal';
import { hasSignal } from './verdict';

interface Design {
  readonly genes: number;
  readonly perturbations: number;
  /** Cells or samples of each perturbation. */
  readonly cells: number;
  readonly controls: number;
  /** Standard deviation of the effects on other genes, in that of the cells. */
  readonly effect: number;
  /** Strength of a response of random direction; without it perturbations share none. */
  readonly strengthOf?: (condition: number) => number;
  /** Perturbations with effects of their own; without it all have. */
  readonly isActive?: (condition: number) => boolean;
  /** Mean counts of a gene in a cell; without it values are normal. */
  readonly counts?: number;
  /** Cells of each batch; without it there are none. */
  readonly batchOf?: (condition: number, cell: number) => number;
  /** Standard deviation of perturbed cells, 1 of controls. */
  readonly deviation?: number;
  readonly seed?: number;
}

/** Independent genes; perturbation k lowers gene k by three standard deviations. */
function madeUp({
  genes,
  perturbations,
  cells,
  controls,
  effect,
  counts,
  batchOf,
  strengthOf = () => 0,
  isActive = () => true,
  deviation = 1,
  seed = 1,
}: Design): Dataset {
  const random = new Random(seed);
  const direction = Float64Array.from({ length: genes }, () => random.normal());
  const sizes = [controls, ...Array.from({ length: perturbations }, () => cells)];
  const values: number[] = [];
  const conditionOfCell: number[] = [];
  const batchOfCell: number[] = [];
  sizes.forEach((size, condition) => {
    const shift = Array.from({ length: genes }, (_, g) =>
      condition === 0
        ? 0
        : g === condition - 1
          ? -3
          : strengthOf(condition) * (direction[g] as number) +
            (isActive(condition) ? effect : 0) * random.normal(),
    );
    for (let cell = 0; cell < size; cell++) {
      conditionOfCell.push(condition);
      batchOfCell.push(batchOf?.(condition, cell) ?? 0);
      for (const by of shift)
        values.push(
          counts === undefined
            ? 10 + by + (condition === 0 ? 1 : deviation) * random.normal()
            : Math.log1p(poisson(counts * Math.exp(by), random)),
        );
    }
  });
  const conditions = sizes.flatMap((size, condition): Condition[] =>
    size === 0
      ? []
      : [
          {
            label: condition === 0 ? 'control' : `k${condition}`,
            interventions: condition === 0 ? [] : [{ gene: condition - 1, kind: 'knockdown' }],
            time: null,
            cells: size,
          },
        ],
  );
  return {
    name: '',
    fingerprint: '',
    genes: Array.from({ length: genes }, (_, g) => `g${g}`),
    cells: conditionOfCell.length,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell, (one) => (controls === 0 ? one - 1 : one)),
    conditions,
    control: controls === 0 ? { mode: 'others' } : { mode: 'cells', labels: ['control'] },
    batchOfCell: batchOf === undefined ? null : Int32Array.from(batchOfCell),
    batches: batchOf === undefined ? [] : ['a', 'b'],
    candidates: Int32Array.from({ length: perturbations }, (_, k) => k),
    heldOut: [],
    composition: counts === undefined ? null : new Float64Array(conditions.length),
    timeUnit: '',
    notes: [],
  };
}

function poisson(level: number, random: Random): number {
  const limit = Math.exp(-level);
  let count = 0;
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++;
  return count;
}

const everyone = () => true;

function signalOf(design: Design) {
  const { signal, effects } = measureSignal(testedRows(madeUp(design), everyone, 1));
  return { signal, effects, found: hasSignal({ signal, effects }) };
}

describe('two samples of each perturbation, no controls', () => {
  const replicates = { genes: 100, perturbations: 100, cells: 2, controls: 0 };

  it('show effects of the size of the noise between them', () => {
    const { effects, found } = signalOf({ ...replicates, effect: 1.5 });
    expect(found).toBe(true);
    expect(effects?.of).toBe(100);
    expect(effects?.measurable).toBeGreaterThan(60);
  });

  it('show none where only targets change', () => {
    const { signal, found } = signalOf({ ...replicates, effect: 0 });
    expect(found).toBe(false);
    expect(signal).toBeGreaterThan(0.9);
    expect(signal).toBeLessThan(1.1);
  });
});

const uneven = (condition: number) => 0.5 + (condition % 7) / 6;
const isActive = (condition: number) => condition === 4 || condition === 11;
const ofEveryThird = (condition: number) => condition % 3 === 0;
const ofMinority = (condition: number) => (condition <= 8 ? 1 : 0);
const inBothDirections = (condition: number) => (condition % 2 === 0 ? 1 : -1);

describe('a response that perturbations share in different strengths', () => {
  const cells = { genes: 80, perturbations: 20, cells: 60, controls: 300, strengthOf: uneven };
  const counted = { ...cells, counts: 3, strengthOf: (condition: number) => 0.3 * uneven(condition) };
  const samples = { genes: 80, perturbations: 30, cells: 3, controls: 6, strengthOf: uneven };

  it.each([
    ['cells', { ...cells, effect: 0 }],
    ['counts of cells', { ...counted, effect: 0 }],
    ['samples beside few controls', { ...samples, effect: 0 }],
  ])('is no effect of one of them, of %s', (_, design) => {
    const { effects, found } = signalOf(design);
    expect(effects?.measurable).toBe(0);
    expect(effects?.sharedBy?.length).toBeGreaterThan(design.perturbations / 3);
    // Something does change.
    expect(found).toBe(true);
  });

  it.each([
    ['cells', { ...cells, effect: 0.7, isActive }],
    ['counts of cells', { ...counted, effect: 0.3, isActive }],
    ['samples beside few controls', { ...samples, effect: 1.5, isActive }],
  ])('does not hide effects beyond it, of %s', (_, design) => {
    expect(signalOf(design).effects?.labels).toEqual(['k4', 'k11']);
  });

  it.each([
    ['cells', { ...cells, effect: 0.9, strengthOf: (condition: number) => 0.4 * uneven(condition) }],
    ['samples beside few controls', { ...samples, effect: 3 }],
  ])('adds no names where effects are larger than it, of %s', (_, design) => {
    const { effects } = signalOf({ ...design, isActive: ofEveryThird });
    expect(effects?.sharedBy).toBeUndefined();
    const isActing = (label: string) => ofEveryThird(Number(label.slice(1)));
    expect(effects?.labels.filter(isActing)).toHaveLength(Math.floor(design.perturbations / 3));
    // Without the response taken out, half of the others.
    expect(effects?.labels.filter((label) => !isActing(label)).length).toBeLessThanOrEqual(1);
  });

  it('is not what most perturbations do not have, or move against each other along', () => {
    for (const strength of [ofMinority, inBothDirections]) {
      const { effects } = signalOf({ ...cells, effect: 0, strengthOf: strength });
      expect(effects?.sharedBy).toBeUndefined();
      expect(effects?.measurable).toBeGreaterThanOrEqual(8);
    }
  });
});

test('sparse counts without effects are not taken for effects', () => {
  const { signal, found } = signalOf({
    genes: 150,
    perturbations: 10,
    cells: 80,
    controls: 60,
    effect: 0,
    counts: 0.03,
  });
  expect(found).toBe(false);
  expect(signal).toBeLessThan(1.3);
});

test('the shared noise of few controls is not taken for an effect', () => {
  // T alone would say otherwise: shifts from 20 controls by chance are the same in all perturbations.
  const found = [1, 2, 3, 4, 5].map(
    (seed) => signalOf({ genes: 40, perturbations: 12, cells: 60, controls: 20, effect: 0, seed }).found,
  );
  expect(found).toEqual([false, false, false, false, false]);
});

test('cells that vary more than many controls are not taken for shifted, in one batch and in two', () => {
  const design = { genes: 40, perturbations: 12, cells: 80, effect: 0, deviation: 1.5 };
  const named = [1, 2, 3].flatMap((seed) =>
    [{ controls: 400 }, { controls: 800, batchOf: (_: number, cell: number) => cell % 2 }].map(
      (control) => signalOf({ ...design, ...control, seed }).effects?.measurable,
    ),
  );
  expect(named).toEqual([0, 0, 0, 0, 0, 0]);
  // Nor do they hide a shift of half a standard deviation of each gene.
  const { effects } = signalOf({ ...design, controls: 400, effect: 0.5 });
  expect(effects?.measurable).toBe(12);
});

describe('one sample of each perturbation', () => {
  const design = { genes: 60, perturbations: 30, cells: 1, effect: 1.5 };

  it('is compared with at least 20 controls', () => {
    expect(signalOf({ ...design, controls: 40 }).found).toBe(true);
    expect(signalOf({ ...design, controls: 40, effect: 0 }).found).toBe(false);
  });

  it.each([0, 2, 8, 19])('gives no answer with %i', (controls) => {
    const answer = signalOf({ ...design, controls, effect: 0 });
    expect(answer).toEqual({ signal: null, effects: null, found: null });
  });

  it('beside two of others has the error of theirs', () => {
    const mixed = madeUp({ ...design, perturbations: 60, cells: 2, controls: 4, effect: 0 });
    // The second sample of every third perturbation is missing.
    const kept = [...mixed.conditionOfCell.keys()].filter((row) => {
      const condition = mixed.conditionOfCell[row] as number;
      return condition % 3 !== 1 || mixed.conditionOfCell[row - 1] !== condition;
    });
    const p = chances(
      effectTests(
        testedRows(
          {
            ...mixed,
            cells: kept.length,
            conditionOfCell: Int32Array.from(kept, (row) => mixed.conditionOfCell[row] as number),
            values: Float32Array.from(
              kept.flatMap((row) => [...mixed.values.subarray(row * 60, (row + 1) * 60)]),
            ),
          },
          everyone,
          1,
        ),
      ).tests,
    );
    const ofSingles = p.filter((_, k) => k % 3 === 0);
    expect(mean(ofSingles)).toBeGreaterThan(0.3);
    expect(mean(ofSingles)).toBeLessThan(0.7);
  });
});

test('a batch without controls gives no answer, and an offset of batches no effect', () => {
  const design = { genes: 60, perturbations: 10, cells: 30, controls: 40, effect: 0 };
  expect(signalOf({ ...design, batchOf: (condition) => Math.sign(condition) }).effects).toBeNull();
  const screen = madeUp({ ...design, batchOf: (condition, cell) => (cell < condition * 2 + 2 ? 1 : 0) });
  const offset = {
    ...screen,
    values: screen.values.map((value, at) => value + 4 * (screen.batchOfCell?.[Math.floor(at / 60)] ?? 0)),
  };
  expect(measureSignal(testedRows(offset, everyone, 1)).effects?.measurable).toBe(0);
});

test('an effect is found by one gene, and by small changes of many', () => {
  const screen = madeUp({ genes: 80, perturbations: 6, cells: 40, controls: 100, effect: 0 });
  const raised = (label: string, genes: (gene: number) => boolean, by: number) => {
    const condition = screen.conditions.findIndex((one) => one.label === label);
    for (let at = 0; at < screen.values.length; at++)
      if (screen.conditionOfCell[Math.floor(at / 80)] === condition && genes(at % 80))
        screen.values[at] = (screen.values[at] ?? 0) + by;
  };
  raised('k2', (gene) => gene === 50, 1.5);
  raised('k5', (gene) => gene > 20, 0.35);
  expect(measureSignal(testedRows(screen, everyone, 1)).effects).toEqual({
    measurable: 2,
    of: 6,
    labels: ['k2', 'k5'],
    unit: 'cells',
  });
});

test('the statistic is the sum of squared t of the other genes, with mean 1 each after permutation', () => {
  const screen = madeUp({ genes: 12, perturbations: 3, cells: 9, controls: 25, effect: 0.7 });
  const { tests } = effectTests(testedRows(screen, everyone, 4));
  const rowsOf = (label: string) =>
    [...screen.conditionOfCell.keys()].filter(
      (cell) => screen.conditions[screen.conditionOfCell[cell] ?? 0]?.label === label,
    );
  const controls = rowsOf('control');
  tests.forEach(({ label, observed, permuted }, k) => {
    const own = rowsOf(label);
    let sum = 0;
    for (let gene = 0; gene < 12; gene++) {
      if (gene === k) continue;
      const [a, b] = [own, controls].map((rows) => rows.map((row) => screen.values[12 * row + gene] ?? 0));
      sum += squaredT(a ?? [], b ?? []);
    }
    expect(observed.sum).toBeCloseTo(sum, 6);
    const permutedMean = mean(permuted.map((one) => one.sum)) / 11;
    expect(permutedMean).toBeGreaterThan(0.85);
    expect(permutedMean).toBeLessThan(1.2);
  });
});

function squaredT(a: readonly number[], b: readonly number[]): number {
  const pooled = (a.length * variance(a) + b.length * variance(b)) / (a.length + b.length - 2);
  return (mean(a) - mean(b)) ** 2 / ((Math.sqrt(pooled) + 0.05) ** 2 * (1 / a.length + 1 / b.length));
}

test('without controls each perturbation is compared with the median of the others, for each gene without those that set it', () => {
  const screen = madeUp({ genes: 8, perturbations: 4, cells: 6, controls: 0, effect: 1 });
  const valueOf = (row: number, gene: number) => screen.values[8 * row + gene] ?? 0;
  const meanOf = (condition: number, gene: number) => {
    const rows = [...screen.conditionOfCell.keys()].filter(
      (row) => screen.conditionOfCell[row] === condition,
    );
    return mean(rows.map((row) => valueOf(row, gene)));
  };
  const ofOwn = (gene: number) =>
    [...screen.conditionOfCell].map((condition, row) => {
      const deviation = valueOf(row, gene) - meanOf(condition, gene);
      return { isFree: condition !== gene, square: deviation ** 2 };
    });
  effectTests(testedRows(screen, everyone, 4)).tests.forEach(({ observed }, k) => {
    const genes = Array.from({ length: 8 }, (_, gene) => {
      // Perturbation j sets gene j.
      const others = [0, 1, 2, 3].filter((other) => other !== k && other !== gene);
      const all = ofOwn(gene);
      const within = all.filter(({ isFree }) => isFree).map(({ square }) => square);
      const free = gene < 4 ? 3 : 4;
      const ofCells = (Math.sqrt(total(within) / (5 * free)) + 0.05) ** 2;
      return {
        gene,
        shift: meanOf(k, gene) - median(others.map((other) => meanOf(other, gene))),
        // Of log1p y when all amounts y are multiplied.
        composition: mean([...screen.conditionOfCell.keys()].map((row) => 1 - Math.exp(-valueOf(row, gene)))),
        weight: 1 / (Math.sqrt(total(all.map(({ square }) => square)) / 20) + 0.05) ** 2,
        squaredError: ofCells * (1 / 6 + Math.PI / 2 / (6 * free)),
      };
    }).filter(({ gene }) => gene !== k);
    const multiple =
      total(genes.map((one) => one.weight * one.composition * one.shift)) /
      total(genes.map((one) => one.weight * one.composition ** 2));
    const sum = total(genes.map((one) => (one.shift - multiple * one.composition) ** 2 / one.squaredError));
    expect(observed.sum).toBeCloseTo(sum, 4);
  });
});

test('without controls a perturbation that changes the total alone has no effect', () => {
  const plain = madeUp({ genes: 40, perturbations: 12, cells: 30, controls: 0, effect: 0 });
  // All amounts of the first perturbation are a quarter larger, as if a strong gene, which it lowers, had left its share to them.
  const scaled = {
    ...plain,
    values: plain.values.map((value, at) =>
      plain.conditionOfCell[Math.floor(at / 40)] === 0 ? Math.log1p(1.25 * Math.expm1(value)) : value,
    ),
  };
  expect(firstChance(scaled)).toBeGreaterThan(0.05);
  const ofFew = {
    ...plain,
    values: plain.values.map((value, at) =>
      plain.conditionOfCell[Math.floor(at / 40)] === 0 && at % 40 > 30
        ? Math.log1p(3 * Math.expm1(value))
        : value,
    ),
  };
  expect(firstChance(ofFew)).toBeLessThan(0.01);
});

function firstChance(dataset: Dataset): number {
  return chances(effectTests(testedRows(dataset, everyone, 4)).tests)[0] ?? NaN;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

test('the numbers do not depend on the order of genes', () => {
  const screen = madeUp({ genes: 30, perturbations: 8, cells: 15, controls: 40, effect: 0.3 });
  const order = new Random(3).permutation(30);
  const place = new Int32Array(30);
  order.forEach((gene, at) => {
    place[gene] = at;
  });
  const turned: Dataset = {
    ...screen,
    genes: Array.from(order, (gene) => screen.genes[gene] ?? ''),
    values: screen.values.map(
      (_, at) => screen.values[30 * Math.floor(at / 30) + (order[at % 30] ?? 0)] ?? 0,
    ),
    conditions: screen.conditions.map((condition) => ({
      ...condition,
      interventions: condition.interventions.map((one) => ({ ...one, gene: place[one.gene] ?? 0 })),
    })),
  };
  const [one, other] = [
    measureSignal(testedRows(screen, everyone, 2)),
    measureSignal(testedRows(turned, everyone, 2)),
  ];
  expect(other.signal).toBeCloseTo(one.signal ?? NaN, 9);
  expect(other.effects).toEqual(one.effects);
});

test('without controls strong perturbations do not give effects to the others', () => {
  const screen = madeUp({ genes: 40, perturbations: 12, cells: 60, controls: 0, effect: 0 });
  for (let at = 0; at < screen.values.length; at++)
    if ((screen.conditionOfCell[Math.floor(at / 40)] ?? 0) < 2 && at % 40 >= 12)
      screen.values[at] = (screen.values[at] ?? 0) + 2;
  expect(measureSignal(testedRows(screen, everyone, 1)).effects?.labels).toEqual(['k1', 'k2']);
});

test('a tail of many values is that of the distribution, and one of few values promises less', () => {
  const exponential = Float64Array.from({ length: 4000 }, (_, i) => -Math.log(1 - (i + 0.5) / 4000));
  expect(upperTail(exponential, 1, 4000)).toBeCloseTo(Math.exp(-1), 2);
  const beyond = Math.log10(upperTail(exponential, Math.log(1e5), 4000));
  expect(beyond).toBeGreaterThan(-5.2);
  expect(beyond).toBeLessThan(-4.2);
  expect(upperTail(exponential, Math.log(1e5), 20)).toBeGreaterThan(1e-4);
});

describe('whether any of independent tests has an effect', () => {
  // Chances of one, two and three of three p at or below p: 1 − (1 − p)³, 3 p² (1 − p) + p³, p³; .005, .0025 and .00125 at these.
  it.each([
    [1, 1 - 0.995 ** (1 / 3)],
    [2, 0.029152],
    [3, 0.00125 ** (1 / 3)],
  ])('%d of three are enough at or below %d', (count, bound) => {
    const of = (p: number) => Float64Array.from([0, 1, 2], (at) => (at < count ? p : 0.9));
    expect(byCounts(of(0.999 * bound))).toBe(true);
    expect(byCounts(of(1.001 * bound))).toBe(false);
  });

  it('is said of one in a hundred sets of uniform p, or of fewer', () => {
    const random = new Random(6);
    const sets = 20_000;
    let said = 0;
    for (let set = 0; set < sets; set++)
      said += Number(byCounts(Float64Array.from({ length: 20 }, () => random.uniform())));
    expect(said / sets).toBeLessThan(0.0115);
    expect(said / sets).toBeGreaterThan(0.005);
  });
});

test('of few exchanges p is no smaller than the chance of the observed one', () => {
  const random = new Random(9);
  const drawn = () => ({ sum: random.normal() ** 2, max: random.normal() ** 2 });
  const tests = Array.from({ length: 20 }, (_, at): PerturbationTest => ({
    label: `k${at}`,
    cells: 10,
    freedom: 100,
    observed: drawn(),
    permuted: Array.from({ length: 50 }, drawn),
  }));
  const [first, ...others] = tests as [PerturbationTest, ...PerturbationTest[]];
  const clear = { ...first, observed: { sum: 1e6, max: 1e6 } };
  const pOf = (recurrence: { readonly sum: number; readonly max: number }) =>
    chances([{ ...clear, recurrence }, ...others])[0] ?? Number.NaN;
  const without = chances([clear, ...others])[0] ?? Number.NaN;
  expect(without).toBeLessThan(1e-6);
  // Twice the smaller one of sum and maximum.
  expect(pOf({ sum: 0.004, max: 0.003 })).toBeCloseTo(0.006, 5);
  expect(pOf({ sum: 0.002, max: 0.003 })).toBeCloseTo(0.004, 5);
});

/** In standard deviations from the mean of some values. */
function scoreAmong(values: readonly number[]): (value: number) => number {
  const center = mean(values);
  const spread = Math.sqrt(variance(values, values.length - 1));
  return (value) => (value - center) / spread;
}

function sumsOf({ permuted }: PerturbationTest): readonly number[] {
  return permuted.map(({ sum }) => sum);
}

test('each perturbation is compared with the permutations of those of the most similar size', () => {
  const random = new Random(8);
  const drawn = () => ({ sum: random.normal() ** 2, max: 0 });
  const tests = Array.from({ length: 150 }, (_, at): PerturbationTest => {
    const permuted = Array.from({ length: 10 + (at % 3) }, drawn);
    return {
      label: `k${at}`,
      cells: random.integer(40),
      freedom: 5 + (at % 20),
      observed: drawn(),
      permuted,
    };
  });
  const bySize = tests.toSorted((a, b) => a.cells - b.cells);
  const expected = tests.map((one) => {
    const first = Math.max(0, Math.min(120, bySize.indexOf(one) - 15));
    const pool = bySize.slice(first, first + 30);
    const values = pool.flatMap((other) => sumsOf(other).map(scoreAmong(sumsOf(other))));
    const freedom = Math.max(...pool.map((other) => other.freedom));
    const tail = upperTail(
      Float64Array.from(values).toSorted(),
      scoreAmong(sumsOf(one))(one.observed.sum),
      freedom,
    );
    // The maximum is the same everywhere, so that the sum alone tells.
    return expect.closeTo(Math.min(1, 2 * tail), 9) as number;
  });
  expect([...chances(tests)]).toEqual(expected);
});
