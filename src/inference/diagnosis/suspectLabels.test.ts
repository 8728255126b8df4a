import { expect, test } from 'vitest';
import { referenceScreen, settings } from '../../../tests/support/dynamics/referenceScreen';
import type { Dataset } from '../../dataset/dataset';
import type { PerturbationKind } from '../../dataset/mapping';
import { prepare } from '../../dynamics/prepare/prepare';
import { Random } from '../../numerics/random';
import { diagnose } from './diagnosis';
import { suspectLabels } from './suspectLabels';

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

test('the diagnosis of a run names them', () => {
  const screen = screenOf(right.with(4, 9).with(9, 4), 'knockout', 2, 0);
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  const { suspectLabels: named } = diagnose(prepare(screen, settings, labels), screen, 5);
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
