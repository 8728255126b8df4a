import { describe, expect, it, test } from 'vitest';
import type { Condition, Dataset } from '../../dataset/dataset';
import { poisson } from '../../../tests/support/numerics/poisson';
import { Random } from '../../numerics/random';
import { measureSignal } from './signal';
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

const everyone = () => true;

async function signalOf(design: Design) {
  const { signal, effects } = await measureSignal(madeUp(design), everyone, 1);
  return { signal, effects, found: hasSignal({ signal, effects }) };
}

describe('two samples of each perturbation, no controls', () => {
  const replicates = { genes: 100, perturbations: 100, cells: 2, controls: 0 };

  it('show effects of the size of the noise between them', async () => {
    const { effects, found } = await signalOf({ ...replicates, effect: 1.5 });
    expect(found).toBe(true);
    expect(effects?.of).toBe(100);
    expect(effects?.measurable).toBeGreaterThan(60);
  });

  it('show none where only targets change', async () => {
    const { signal, found } = await signalOf({ ...replicates, effect: 0 });
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
  ])('is no effect of one of them, of %s', async (_, design) => {
    const { effects, found } = await signalOf(design);
    expect(effects?.measurable).toBe(0);
    expect(effects?.sharedBy?.length).toBeGreaterThan(design.perturbations / 3);
    // Something does change.
    expect(found).toBe(true);
  });

  it.each([
    ['cells', { ...cells, effect: 0.7, isActive }],
    ['counts of cells', { ...counted, effect: 0.3, isActive }],
    ['samples beside few controls', { ...samples, effect: 1.5, isActive }],
  ])('does not hide effects beyond it, of %s', async (_, design) => {
    expect((await signalOf(design)).effects?.labels).toEqual(['k4', 'k11']);
  });

  it.each([
    ['cells', { ...cells, effect: 0.9, strengthOf: (condition: number) => 0.4 * uneven(condition) }],
    ['samples beside few controls', { ...samples, effect: 3 }],
  ])('adds no names where effects are larger than it, of %s', async (_, design) => {
    const { effects } = await signalOf({ ...design, isActive: ofEveryThird });
    expect(effects?.sharedBy).toBeUndefined();
    const isActing = (label: string) => ofEveryThird(Number(label.slice(1)));
    expect(effects?.labels.filter(isActing)).toHaveLength(Math.floor(design.perturbations / 3));
    // Without the response taken out, half of the others.
    expect(effects?.labels.filter((label) => !isActing(label)).length).toBeLessThanOrEqual(1);
  });

  it('is not what most perturbations do not have, or move against each other along', async () => {
    for (const strength of [ofMinority, inBothDirections]) {
      const { effects } = await signalOf({ ...cells, effect: 0, strengthOf: strength });
      expect(effects?.sharedBy).toBeUndefined();
      expect(effects?.measurable).toBeGreaterThanOrEqual(8);
    }
  });
});

test('sparse counts without effects are not taken for effects', async () => {
  const { signal, found } = await signalOf({
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

test('the shared noise of few controls is not taken for an effect', async () => {
  // T alone would say otherwise: shifts from 20 controls by chance are the same in all perturbations.
  const made = { genes: 40, perturbations: 12, cells: 60, controls: 20, effect: 0 };
  const signals = await Promise.all([1, 2, 3, 4, 5].map((seed) => signalOf({ ...made, seed })));
  const found = signals.map((one) => one.found);
  expect(found).toEqual([false, false, false, false, false]);
});

test('cells that vary more than many controls are not taken for shifted, in one batch and in two', async () => {
  const design = { genes: 40, perturbations: 12, cells: 80, effect: 0, deviation: 1.5 };
  const controls = [{ controls: 400 }, { controls: 800, batchOf: (_: number, cell: number) => cell % 2 }];
  const signals = await Promise.all(
    [1, 2, 3].flatMap((seed) => controls.map((control) => signalOf({ ...design, ...control, seed }))),
  );
  const named = signals.map(({ effects }) => effects?.measurable);
  expect(named).toEqual([0, 0, 0, 0, 0, 0]);
  // Nor do they hide a shift of half a standard deviation of each gene.
  const { effects } = await signalOf({ ...design, controls: 400, effect: 0.5 });
  expect(effects?.measurable).toBe(12);
});

describe('one sample of each perturbation', () => {
  const design = { genes: 60, perturbations: 30, cells: 1, effect: 1.5 };

  it('is compared with at least 20 controls', async () => {
    expect((await signalOf({ ...design, controls: 40 })).found).toBe(true);
    expect((await signalOf({ ...design, controls: 40, effect: 0 })).found).toBe(false);
  });

  it.each([0, 2, 8, 19])('gives no answer with %i', async (controls) => {
    const answer = await signalOf({ ...design, controls, effect: 0 });
    expect(answer).toEqual({ signal: null, effects: null, found: null });
  });
});

test('neither a batch without controls nor an offset of batches is an effect', async () => {
  const design = { genes: 60, perturbations: 10, cells: 30, controls: 40, effect: 0 };
  const beside = await signalOf({ ...design, batchOf: (condition) => Math.sign(condition) });
  expect(beside.effects?.measurable).toBe(0);
  const screen = madeUp({ ...design, batchOf: (condition, cell) => (cell < condition * 2 + 2 ? 1 : 0) });
  const offset = {
    ...screen,
    values: screen.values.map((value, at) => value + 4 * (screen.batchOfCell?.[Math.floor(at / 60)] ?? 0)),
  };
  expect((await measureSignal(offset, everyone, 1)).effects?.measurable).toBe(0);
});

test('an effect is found by one gene, and by small changes of many', async () => {
  const screen = madeUp({ genes: 80, perturbations: 6, cells: 40, controls: 100, effect: 0 });
  const raised = (label: string, genes: (gene: number) => boolean, by: number) => {
    const condition = screen.conditions.findIndex((one) => one.label === label);
    for (let at = 0; at < screen.values.length; at++)
      if (screen.conditionOfCell[Math.floor(at / 80)] === condition && genes(at % 80))
        screen.values[at] = (screen.values[at] ?? 0) + by;
  };
  raised('k2', (gene) => gene === 50, 1.5);
  raised('k5', (gene) => gene > 20, 0.35);
  expect((await measureSignal(screen, everyone, 1)).effects).toEqual({
    measurable: 2,
    of: 6,
    labels: ['k2', 'k5'],
    unit: 'cells',
  });
});

test('the numbers do not depend on the order of genes', async () => {
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
  const [one, other] = [await measureSignal(screen, everyone, 2), await measureSignal(turned, everyone, 2)];
  expect(other.signal).toBeCloseTo(one.signal ?? NaN, 9);
  expect(other.effects).toEqual(one.effects);
});

test('without controls strong perturbations do not give effects to the others', async () => {
  const screen = madeUp({ genes: 40, perturbations: 12, cells: 60, controls: 0, effect: 0 });
  for (let at = 0; at < screen.values.length; at++)
    if ((screen.conditionOfCell[Math.floor(at / 40)] ?? 0) < 2 && at % 40 >= 12)
      screen.values[at] = (screen.values[at] ?? 0) + 2;
  expect((await measureSignal(screen, everyone, 1)).effects?.labels).toEqual(['k1', 'k2']);
});
