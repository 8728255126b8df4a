import { expect, test } from 'vitest';
import type { Dataset } from '../dataset/dataset';
import { prepare } from '../dynamics/prepare/prepare';
import { reference, referenceScreen, settings, trainingLabels } from '../dynamics/prepare/referenceScreen';
import { Random } from '../numerics/random';
import { diagnose } from './diagnosis';

test('agreement, shared factor and signal are those of the reference', () => {
  const screen = referenceScreen();
  const { agreement, sharedFactor, signal, labelRank } = diagnose(
    prepare(screen, settings, trainingLabels),
    screen,
    3,
  );
  expect(agreement).toBeCloseTo(reference.composed.agreement, 4);
  expect(sharedFactor).toBeCloseTo(reference.composed.sharedFactor, 4);
  expect(labelRank).toBeNull();
  // The reference permutes 2,000 times, the program 15 times.
  expect((signal ?? NaN) / reference.composed.signal).toBeGreaterThan(0.75);
  expect((signal ?? NaN) / reference.composed.signal).toBeLessThan(1.25);
});

test('with fewer cells than the spectrum of the genes needs, nothing is said of a shared factor', () => {
  const labels = new Set(Array.from({ length: 14 }, (_, k) => `k${k + 1}`));
  const sharedFactorOf = (cellsEach: number) => {
    const screen = chainScreen(true, 0, cellsEach);
    return diagnose(prepare(screen, settings, labels), screen, 3).sharedFactor;
  };
  // 15 conditions of 28 genes: 15 (n − 1) ≥ 2 · 28 from n = 5 on.
  expect(sharedFactorOf(4)).toBeNull();
  expect(sharedFactorOf(5)).toBeGreaterThan(1);
});

/**
 * Fourteen knockouts in a chain: gene j passes 0.8 of its deviation to gene j + 1. `effects` false leaves perturbed cells
 * like controls; `shift` gives the cells of one knockout the label of another.
 */
function chainScreen(effects: boolean, shift: number, cellsEach = 40): Dataset {
  const random = new Random(11);
  const genes = 28;
  const knockouts = 14;
  const values: number[] = [];
  const conditionOfCell: number[] = [];
  for (let condition = 0; condition <= knockouts; condition++)
    for (let cell = 0; cell < cellsEach; cell++) {
      let previous = 0;
      for (let gene = 0; gene < genes; gene++) {
        const isSet = effects && condition > 0 && gene === 2 * (condition - 1);
        const deviation: number = isSet ? -3 : (gene % 2 === 1 ? 0.8 * previous : 0) + 0.3 * random.normal();
        values.push(Math.max(0, 3 + deviation));
        previous = deviation;
      }
      conditionOfCell.push(condition);
    }
  return {
    ...referenceScreen(),
    genes: Array.from({ length: genes }, (_, g) => `g${g}`),
    cells: conditionOfCell.length,
    values: Float32Array.from(values),
    conditionOfCell: Int32Array.from(conditionOfCell),
    conditions: Array.from({ length: knockouts + 1 }, (_, condition) => ({
      label: condition === 0 ? 'control' : `k${condition}`,
      interventions:
        condition === 0
          ? []
          : [{ gene: 2 * ((condition - 1 + shift) % knockouts), kind: 'knockout' as const }],
      time: null,
      cells: cellsEach,
    })),
    candidates: Int32Array.from({ length: knockouts }, (_, r) => 2 * r),
    composition: null,
  };
}

function diagnoseAll(screen: Dataset) {
  const labels = new Set(screen.conditions.slice(1).map(({ label }) => label));
  return diagnose(prepare(screen, settings, labels), screen, 5);
}

test('right labels agree with how cells co-vary and rank first', () => {
  const { signal, agreement, labelRank } = diagnoseAll(chainScreen(true, 0));
  expect(signal).toBeGreaterThan(2.7);
  expect(agreement).toBeGreaterThan(0.27);
  expect(labelRank).toBeGreaterThan(3.7);
});

test('scrambled labels do not', () => {
  const { agreement, labelRank } = diagnoseAll(chainScreen(true, 3));
  expect(agreement).toBeLessThan(0.2);
  expect(labelRank).toBeLessThan(2.6);
});

test('perturbations without effect have no signal', () => {
  const { signal } = diagnoseAll(chainScreen(false, 0));
  expect(signal).toBeGreaterThan(0.7);
  expect(signal).toBeLessThan(1.5);
});
