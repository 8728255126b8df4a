/** Guides as units of the tests for effects: what single guides do is not what their target does. */
import { describe, expect, it, test } from 'vitest';
import { measureSignal, testedRows } from '../../src/inference/diagnosis/signal';
import { countsOf, guideUnits, type GuideUnits } from '../../src/inference/diagnosis/guideUnits';
import { guideDiscoveries, guideTests, guidesUnusedFor } from '../../src/inference/diagnosis/signalByGuides';
import { Random } from '../../src/numerics/random';
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

function perGene(draw: () => number): Float64Array {
  return Float64Array.from({ length: 60 }, draw);
}

/** Two guides of 20 targets, each measured with an error of 1; the first targets change a quarter of 60 genes, up or down, by `changes`. */
function madeUnits(changes: readonly number[], seed: number): GuideUnits {
  const random = new Random(seed);
  const places = Array.from({ length: 20 }, (_, at) => at);
  const effects = places.map((at) =>
    perGene(() => (random.uniform() < 0.25 ? (random.uniform() < 0.5 ? -1 : 1) * (changes[at] ?? 0) : 0)),
  );
  return {
    labels: places.map((at) => `p${at}`),
    targets: places.map((at) => new Set([at])),
    variance: perGene(() => 1),
    units: places.flatMap((perturbation) =>
      [0, 1].map(() => ({
        perturbation,
        size: Float64Array.of(1),
        composition: Float64Array.of(0),
        intended: 0,
        shift: (effects[perturbation] ?? new Float64Array()).map((effect) => effect + random.normal()),
      })),
    ),
  };
}

describe('where many targets act', () => {
  it.each([1, 2, 3])(
    'small effects are found beside large ones, of 20 targets with two guides (%d)',
    (seed) => {
      const changes = [12, 11, 10, 9, 8, 7, 6, 5, 4, 3];
      const named = guideDiscoveries(guideTests(madeUnits(changes, seed), 200, new Random(5)));
      expect(named).toEqual(changes.map((_, at) => `p${at}`));
    },
  );

  it('what two guides change in opposite directions is not shared', () => {
    const made = madeUnits([], 4);
    const [first, second] = made.units;
    second?.shift.set(first?.shift.map((shift) => -2 * shift) ?? []);
    const [pair] = guideTests(made, 40, new Random(5));
    expect(pair?.observed).toEqual({ sum: 0, max: 0 });
  });

  it('what two guides share is the smaller of their changes', () => {
    const made = madeUnits([], 4);
    const [first, second] = made.units;
    second?.shift.set(first?.shift.map((shift) => 2 * shift) ?? []);
    const squares = first?.shift.map((shift) => shift ** 2).subarray(1) ?? new Float64Array();
    const [pair] = guideTests(made, 40, new Random(5));
    // Errors of single guides hold what guides of one target differ by.
    const ratio = (pair?.observed.sum ?? 0) / squares.reduce((sum, one) => sum + one, 0);
    expect(pair?.observed.max).toBeCloseTo(ratio * Math.max(...squares), 9);
    expect(ratio).toBeLessThanOrEqual(1);
    expect(ratio).toBeGreaterThan(0.5);
  });

  it('pairs of targets and their single targets are not drawn together', () => {
    const guides = { perTarget: 2, offTarget: 0, unevenness: 1 };
    const one = found({ active: 0.4, perturbations: 10, pairs: 25, guides }, true, 32);
    expect(one.effects).toMatchObject({ unit: 'guides', of: 35 });
    expect(one.right).toBeGreaterThanOrEqual(0.9 * one.active);
    expect(one.wrong).toBeLessThanOrEqual(1);
  });
});

/** Guides of 20 targets with errors of 1; those listed of the first targets change gene 50, which none sets, by 9. */
function sharedGene(perTarget: number, ofFirst: readonly (readonly number[])[], error = 1): GuideUnits {
  const random = new Random(3);
  const guides = Array.from({ length: perTarget }, (_, guide) => guide);
  return {
    ...madeUnits([], 1),
    units: Array.from({ length: 20 }, (_, at) => at).flatMap((perturbation) =>
      guides.map((guide) => ({
        perturbation,
        size: Float64Array.of(1),
        composition: Float64Array.of(0),
        intended: 0,
        shift: perGene(() => error * random.normal()).map(
          (by, gene) => by + (gene === 50 && ofFirst[perturbation]?.includes(guide) === true ? 9 : 0),
        ),
      })),
    ),
  };
}

/** Of the first target, without errors. */
function recurrenceOf(perTarget: number, acting: readonly number[]) {
  return guideTests(sharedGene(perTarget, [acting], 0), 40, new Random(5))[0]?.recurrence;
}

describe('guides that come together again when all are exchanged', () => {
  it.each([
    ['two of three act alike, of one target', 3, [[0, 2]], []],
    [
      'two of three act alike, of two targets',
      3,
      [
        [0, 2],
        [0, 1],
      ],
      ['p0', 'p1'],
    ],
    ['all three act alike, of one target', 3, [[0, 1, 2]], ['p0']],
    ['both of two act alike, of one target', 2, [[0, 1]], []],
    [
      'both of two act alike, of two targets',
      2,
      [
        [0, 1],
        [0, 1],
      ],
      ['p0', 'p1'],
    ],
  ] as const)('%s', (_, perTarget, ofFirst, named) => {
    const tests = guideTests(sharedGene(perTarget, ofFirst), 200, new Random(5));
    expect(guideDiscoveries(tests)).toEqual(named);
  });

  it('do so as often as in all sets of as many guides', () => {
    // Without errors a set shows as much if it holds the guides that act: of all sets of three, of two.
    const sets = (60 * 59 * 58) / 6;
    const ofThree = recurrenceOf(3, [0, 1, 2]);
    expect(ofThree?.sum).toBeCloseTo(1 / sets, 12);
    expect(ofThree?.max).toBeCloseTo(1 / sets, 12);
    expect(recurrenceOf(2, [0, 1])?.max).toBeCloseTo(2 / (40 * 39), 12);
    // Two of three: with any third guide. Fifty sets are drawn of those that hold two of the own ones, a third of them these two.
    const ofTwo = (recurrenceOf(3, [0, 2])?.max ?? 0) / (58 / sets);
    expect(ofTwo).toBeGreaterThan(0.5);
    expect(ofTwo).toBeLessThan(1.5);
  });
});

describe('where guides leave their target as it is', () => {
  const idle = { perTarget: 3, offTarget: 0, idle: 0.3, unevenness: 1 };

  it('they do not count', () => {
    const { dataset } = calibrationScreen({ ...design, guides: idle }, 41);
    const all = calibrationScreen({ ...design, guides: { ...idle, idle: 0 } }, 41);
    const unitsIn = (screen: typeof dataset) => guideUnits(testedRows(screen, () => true, 1)).units.length;
    expect(unitsIn(all.dataset)).toBe(60);
    expect(unitsIn(dataset)).toBeGreaterThan(30);
    expect(unitsIn(dataset)).toBeLessThan(50);
  });

  it('cells are compared where one guide of each target is left', () => {
    const halfIdle = { ...idle, perTarget: 2, idle: 0.5 };
    expect(found({ guides: halfIdle }, true, 42).effects).toMatchObject({
      unit: 'cells',
      guidesUnused: 'single-guides',
    });
  });
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
