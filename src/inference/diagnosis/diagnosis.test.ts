import { expect, test } from 'vitest';
import type { Dataset } from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';
import { prepare } from '../../dynamics/prepare/prepare';
import {
  reference,
  referenceScreen,
  settings,
  trainingLabels,
} from '../../../tests/support/dynamics/referenceScreen';
import { Random } from '../../numerics/random';
import { diagnose, suspectLabels, typicalCorrelation } from './diagnosis';
import { hasSharedFactor, hasSignal, labelVerdict } from './verdict';
import { type Spread, withinConditionSpread } from '../../dynamics/prepare/cappedCells';
import { mean } from '../../numerics/statistics';
import { covarianceWithin } from './labels';

test('agreement and shared factor are those of the reference', async () => {
  const screen = referenceScreen();
  const { agreement, sharedFactor } = await diagnose(prepare(screen, settings, trainingLabels), screen, 3);
  expect(agreement).toBeCloseTo(reference.composed.agreement, 4);
  expect(sharedFactor).toBeCloseTo(reference.composed.sharedFactor, 4);
});

test('the signal of the whole file stands in place of that of the training data, and all else is the same', async () => {
  const screen = referenceScreen();
  const prepared = prepare(screen, settings, trainingLabels);
  const known = { signal: 3.5, effects: { measurable: 1, of: 2, labels: ['k1'], unit: 'cells' } } as const;
  const { suspectLabels: named, ...told } = await diagnose(prepared, screen, 3, known);
  const { suspectLabels: _, ...measured } = await diagnose(prepared, screen, 3);
  expect(named).toEqual(suspectLabels(prepared, known.effects));
  expect(measured.signal).not.toBe(known.signal);
  expect(told).toEqual({ ...measured, ...known });
});

test('with too few cells for the spectrum the shared factor is null', async () => {
  const labels = new Set(Array.from({ length: 14 }, (_, k) => `k${k + 1}`));
  const sharedFactorOf = async (cellsEach: number) => {
    const screen = chainScreen({ effects: true, shift: 0, cellsEach });
    return (await diagnose(prepare(screen, settings, labels), screen, 3)).sharedFactor;
  };
  // 15 conditions of 28 genes: 15 (n − 1) ≥ 2 · 28 from n = 5 on.
  expect(await sharedFactorOf(4)).toBeNull();
  expect(await sharedFactorOf(5)).toBeGreaterThan(1);
});

interface ChainSettings {
  /** false leaves perturbed cells like controls. */
  readonly effects: boolean;
  /** Gives the cells of one perturbation the label of another. */
  readonly shift: number;
  readonly cellsEach?: number;
  /** false: what an unperturbed gene deviates by is not passed on, only what an intervention does. */
  readonly coVary?: boolean;
  /** Knockouts that act but leave the mRNA as it is. */
  readonly mRNAStays?: boolean;
  readonly kind?: PerturbationKind;
}

/** Fourteen perturbations of a chain: gene j passes 0.8 of its deviation to gene j + 1. */
function chainScreen({
  effects,
  shift,
  cellsEach = 40,
  coVary = true,
  mRNAStays = false,
  kind = 'knockout',
}: ChainSettings): Dataset {
  const random = new Random(11);
  const genes = 28;
  const perturbations = 14;
  const values: number[] = [];
  const conditionOfCell: number[] = [];
  for (let condition = 0; condition <= perturbations; condition++)
    for (let cell = 0; cell < cellsEach; cell++) {
      let previous = 0;
      for (let gene = 0; gene < genes; gene++) {
        const isSet = effects && condition > 0 && gene === 2 * (condition - 1);
        const own = 0.3 * random.normal();
        const deviation: number = isSet
          ? kind === 'overexpression'
            ? 3 + own
            : -3
          : (gene % 2 === 1 ? 0.8 * previous : 0) + own;
        values.push(Math.max(0, 3 + (isSet && mRNAStays ? own : deviation)));
        previous = coVary || isSet ? deviation : 0;
      }
      conditionOfCell.push(condition);
    }
  return {
    ...referenceScreen(),
    genes: Array.from({ length: genes }, (_, g) => `g${g}`),
    cells: conditionOfCell.length,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions: Array.from({ length: perturbations + 1 }, (_, condition) => ({
      label: condition === 0 ? 'control' : `k${condition}`,
      interventions: condition === 0 ? [] : [{ gene: 2 * ((condition - 1 + shift) % perturbations), kind }],
      time: null,
      cells: cellsEach,
    })),
    candidates: Int32Array.from({ length: perturbations }, (_, r) => 2 * r),
    composition: null,
  };
}

function diagnoseAll(screen: Dataset) {
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  return diagnose(prepare(screen, settings, labels), screen, 5);
}

test.each(['knockout', 'knockdown', 'overexpression'] as const)(
  'correct labels of a %s are supported by targets and co-variation, exchanged ones contradicted',
  async (kind) => {
    const right = await diagnoseAll(chainScreen({ effects: true, shift: 0, kind }));
    expect(hasSignal(right)).toBe(true);
    expect(right.agreement).toBeGreaterThan(0.27);
    expect(right.labels?.ownChange).toBeGreaterThan(0.95);
    expect(right.labels?.contradicted).toBe(0);
    expect(right.labels?.covariation).toBeGreaterThan(2.3);
    expect(labelVerdict(right)).toBe('fit');
    const wrong = await diagnoseAll(chainScreen({ effects: true, shift: 3, kind }));
    expect(wrong.labels?.ownChange).toBeLessThan(0.2);
    expect(wrong.labels?.contradicted).toBe(1);
    expect(labelVerdict(wrong)).toBe('contradicted');
  },
);

test('where knockouts leave the mRNA, co-variation distinguishes correct from exchanged labels', async () => {
  const right = await diagnoseAll(chainScreen({ effects: true, shift: 0, mRNAStays: true }));
  expect(right.labels?.ownScore).toBeLessThan(3);
  expect(labelVerdict(right)).toBe('fit');
  const wrong = await diagnoseAll(chainScreen({ effects: true, shift: 3, mRNAStays: true }));
  expect(wrong.labels?.contradicted).toBe(0);
  expect(wrong.labels?.covariation).toBeLessThan(0.4 * (wrong.labels?.expected ?? 0));
  expect(labelVerdict(wrong)).toBe('contradicted');
});

test('the level of an inhibited gene says nothing about its label: co-variation decides', async () => {
  const right = await diagnoseAll(
    chainScreen({ effects: true, shift: 0, mRNAStays: true, kind: 'inhibitor' }),
  );
  expect(right.labels).toMatchObject({ ownChange: 0, ownScore: 0, contradicted: 0 });
  const wrong = await diagnoseAll(chainScreen({ effects: true, shift: 3, kind: 'inhibitor' }));
  expect(wrong.labels).toMatchObject({ ownChange: 0, ownScore: 0, contradicted: 0 });
  expect(labelVerdict(wrong)).toBe('contradicted');
});

test('without evidence from targets or co-variation, labels stay open', async () => {
  const { labels, agreement } = await diagnoseAll(
    chainScreen({ effects: true, shift: 3, mRNAStays: true, coVary: false }),
  );
  expect(labels?.expected).toBeLessThan(2.5);
  expect(labelVerdict({ labels, agreement })).toBe('open');
});

test('perturbations without effect have no signal', async () => {
  const diagnosis = await diagnoseAll(chainScreen({ effects: false, shift: 0 }));
  expect(diagnosis.signal).toBeGreaterThan(0.7);
  expect(hasSignal(diagnosis)).toBe(false);
});

test('without label evidence the verdict follows from the agreement', () => {
  expect(labelVerdict({ agreement: 0.1, labels: null })).toBe('open');
  expect(labelVerdict({ agreement: 0.3, labels: null })).toBe('fit');
  expect(labelVerdict({ agreement: null, labels: null })).toBeNull();
});

const genes = 30;
const cells = 1200;

/** Cells in one condition: what all genes share times `loading`, what the pairs of genes share, and counting noise. */
function spreadOf(
  loading: number,
  noise: number,
): { readonly spread: Spread; readonly values: Float32Array } {
  const random = new Random(8);
  const values = new Float32Array(cells * genes);
  for (let cell = 0; cell < cells; cell++) {
    const shared = random.normal();
    let last = 0;
    for (let g = 0; g < genes; g++) {
      last = g % 2 === 0 ? random.normal() : 0.7 * last + 0.7 * random.normal();
      values[cell * genes + g] = loading * shared + last + noise * random.normal();
    }
  }
  const centres = Float64Array.from({ length: genes }, (_, g) => {
    let sum = 0;
    for (let cell = 0; cell < cells; cell++) sum += values[cell * genes + g] ?? 0;
    return sum / cells;
  });
  const spread = withinConditionSpread(
    {
      values,
      conditionOfCell: new Int32Array(cells),
      conditions: [{ perturbation: -1, interventions: [], time: null, cells }],
      centres,
    },
    genes,
  );
  if (!spread) throw new Error('there are cells');
  return { spread, values };
}

function seen(loading: number, noise: number): boolean | null {
  const correlation = typicalCorrelation(spreadOf(loading, noise).spread);
  return hasSharedFactor({ sharedFactor: null, typicalCorrelation: correlation }, genes);
}

test('a factor shared by all genes raises the typical correlation, a network of pairs does not', () => {
  // Genes vary by 1 (.98 for the second of a pair) beside the factor's .25: .25/1.25 = .2.
  expect(typicalCorrelation(spreadOf(0.5, 0).spread)).toBeCloseTo(0.2, 1);
  expect(typicalCorrelation(spreadOf(0, 0).spread)).toBeLessThan(0.015);
});

test('a factor is visible under counting noise of twice the variance, and noise alone is no factor', () => {
  expect(seen(0.8, 1.4)).toBe(true);
  expect(seen(0, 1.4)).toBe(false);
});

test('the covariance from the spectrum equals that of the cells', () => {
  const { spread, values } = spreadOf(0.5, 0.2);
  const covariance = covarianceWithin(spread, new Float64Array(genes).fill(1));
  const column = (g: number) => Array.from({ length: cells }, (_, cell) => values[cell * genes + g] ?? NaN);
  for (const [i, j] of [
    [0, 1],
    [4, 9],
    [7, 7],
  ] as const) {
    const [a, b] = [column(i), column(j)];
    const [ma, mb] = [mean(a), mean(b)];
    expect(covariance[i * genes + j]).toBeCloseTo(
      mean(a.map((x, cell) => (x - ma) * ((b[cell] ?? NaN) - mb))),
      4,
    );
  }
});

const PERTURBATIONS = 12;
const GENES = 24;
const CELLS = 40;

/** The gene set in the cells of each label (k sets gene k where nothing is wrong), null: none; the next gene loses a quarter of its level. */
function screenOf(
  setIn: readonly (number | null)[],
  kind: PerturbationKind,
  seed: number,
  level: number,
): Dataset {
  const random = new Random(seed);
  const [values, conditionOfCell]: [number[], number[]] = [[], []];
  for (let condition = 0; condition <= PERTURBATIONS; condition++)
    for (let cell = 0; cell < (condition === 0 ? 200 : CELLS); cell++) {
      const own = condition === 0 ? null : (setIn[condition - 1] ?? null);
      for (let gene = 0; gene < GENES; gene++) {
        const resting = 2.5 + 0.4 * random.normal();
        const value = gene === own ? level + 0.1 * random.normal() : resting;
        values.push(Math.max(0, own !== null && gene === own + PERTURBATIONS ? 0.75 * value : value));
      }
      conditionOfCell.push(condition);
    }
  return {
    ...referenceScreen(),
    genes: Array.from({ length: GENES }, (_, g) => `g${g}`),
    cells: conditionOfCell.length,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions: Array.from({ length: PERTURBATIONS + 1 }, (_, condition) => ({
      label: condition === 0 ? 'control' : `g${condition - 1}`,
      interventions: condition === 0 ? [] : [{ gene: condition - 1, kind }],
      time: null,
      cells: condition === 0 ? 200 : CELLS,
    })),
    candidates: Int32Array.from({ length: PERTURBATIONS }, (_, r) => r),
    composition: null,
  };
}

function suspects(setIn: readonly (number | null)[], kind: PerturbationKind, seed: number, level: number) {
  const screen = screenOf(setIn, kind, seed, level);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  return suspectLabels(prepare(screen, settings, labels), null);
}

const right: readonly (number | null)[] = Array.from({ length: PERTURBATIONS }, (_, k) => k);

test.each([
  ['knockout', 0],
  ['knockdown', 1],
  ['overexpression', 3.6],
] as const)(
  'in ten screens of %ss two exchanged labels are named, and no other but the inert one',
  (kind, level) => {
    for (let seed = 1; seed <= 10; seed++) {
      const [a, b, c] = new Random(seed).permutation(PERTURBATIONS) as unknown as [number, number, number];
      expect(suspects(right, kind, seed, level)).toEqual([]);
      const named = suspects(right.with(a, b).with(b, a).with(c, null), kind, seed, level);
      const others = named.filter(({ label }) => label !== `g${c}`);
      expect(others.toSorted((x, y) => x.label.localeCompare(y.label))).toEqual(
        [
          { label: `g${a}`, reason: 'swapped', swappedWith: `g${b}` },
          { label: `g${b}`, reason: 'swapped', swappedWith: `g${a}` },
        ].toSorted((x, y) => x.label.localeCompare(y.label)),
      );
    }
  },
);

test.each([
  ['knockout', 0],
  ['knockdown', 1],
  ['overexpression', 3.6],
] as const)('of 40 inert %ss the 95 %% interval names as many as it should', (kind, level) => {
  let named = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const inert = seed % PERTURBATIONS;
    const found = suspects(right.with(inert, null), kind, seed, level);
    expect(found.filter(({ label }) => label !== `g${inert}`)).toEqual([]);
    named += found.filter(({ reason }) => reason === 'inert').length;
  }
  // 39 on average; fewer than 36 in one of 300 such tests.
  expect(named).toBeGreaterThanOrEqual(36);
});

test('whether a dose is inert is asked of its own cells, as effects name all doses at once', () => {
  const screen = screenOf(right.with(3, 5), 'knockout', 1, 0);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const prepared = prepare(screen, settings, labels);
  const reasons = (ofDoses: (label: string) => string | undefined, acting: readonly string[]) => {
    const perturbations = prepared.perturbations.map((one) => {
      const of = ofDoses(one.label);
      return { ...one, ...(of !== undefined && { of }) };
    });
    const effects = { measurable: acting.length, of: labels.size, labels: acting };
    const found = suspectLabels({ ...prepared, perturbations }, effects);
    return found.map(({ label, reason }) => [label, reason]);
  };
  const named = [...labels];
  const inertBefore = reasons(
    () => undefined,
    named.filter((label) => label !== 'g3'),
  );
  expect(inertBefore).toEqual([['g3', 'inert']]);
  const families = named.map((label) => `family of ${label}`);
  const ofDoses = reasons((label) => `family of ${label}`, families);
  expect(ofDoses).toEqual(reasons(() => undefined, named));
  expect(ofDoses).not.toEqual(inertBefore);
});

test('the diagnosis of a run names them', async () => {
  const screen = screenOf(right.with(4, 9).with(9, 4), 'knockout', 2, 0);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const { suspectLabels: named } = await diagnose(prepare(screen, settings, labels), screen, 5);
  expect(named.map(({ label, swappedWith }) => [label, swappedWith])).toEqual([
    ['g4', 'g9'],
    ['g9', 'g4'],
  ]);
});

test('where the mRNA of knocked-out genes stays, no label is named', () => {
  expect(suspects(right.with(2, 3).with(3, 2), 'knockout', 4, 2.3)).toEqual([]);
});

test('an overexpressed gene that is not measured is no evidence about its label', () => {
  const screen = screenOf(right, 'overexpression', 3, 3.6);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  for (const unmeasured of [4, 7]) {
    const latent = Array.from({ length: unmeasured }, (_, gene) => gene);
    const values = screen.values.map((value, at) => (at % GENES < unmeasured ? 0 : value));
    const prepared = prepare({ ...screen, values, latent }, settings, labels);
    expect(suspectLabels(prepared, null)).toEqual([]);
  }
});

test('effects of inputs that are not measured are not compared with how cells vary', async () => {
  const screen = screenOf(right, 'overexpression', 3, 3.6);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const perturbed = new Set(
    screen.conditions.flatMap(({ interventions }) => interventions.map(({ gene }) => gene)),
  );
  const measured = await diagnose(prepare(screen, settings, labels), screen, 1);
  expect(measured.agreement).not.toBeNull();
  const latent = [...perturbed].toSorted((a, b) => a - b);
  const values = screen.values.map((value, at) => (perturbed.has(at % GENES) ? 0 : value));
  const inputs = { ...screen, values, latent };
  const told = await diagnose(prepare(inputs, settings, labels), inputs, 1);
  expect([told.agreement, told.labels]).toEqual([null, null]);
});
