import { expect, it } from 'vitest';
import { doseAtValue, doseOf, doseShare, type DosedInput, shareAt, valueAtDose, valueOf } from './doses';

const doses = Float64Array.of(0.1, 1, 10);
const hill = { doses, levels: doses, half: 2 };
const points = { doses, levels: Float64Array.of(0.2, 0.5, 0.9), half: null };

it('a Hill curve is 1 at its largest dose, half of its saturation at its half-maximal dose, and 0 without any', () => {
  expect(shareAt(hill, 10)).toBe(1);
  expect(shareAt(hill, 2)).toBeCloseTo(0.5 * (12 / 10), 12);
  expect(shareAt(hill, 1e9)).toBeCloseTo(1.2, 6);
  expect(doseOf(hill, 0)).toBe(0);
  expect(doseOf(hill, 1.2)).toBeNull();
});

it('between points the share runs along the logarithm of the dose, and beyond them it stays', () => {
  expect(shareAt(points, 0.1 * Math.sqrt(10))).toBeCloseTo(0.35, 12);
  expect([0.01, 0.1, 10, 100].map((dose) => shareAt(points, dose))).toEqual([0.2, 0.2, 0.9, 0.9]);
  expect(doseOf(points, 0.95)).toBeNull();
});

it.each([
  ['a Hill curve', hill],
  ['points', points],
])('doses and shares of %s are each other’s inverse', (_, curve) => {
  for (const dose of [0.1, 0.15, 1, 3, 10]) expect(doseOf(curve, shareAt(curve, dose))).toBeCloseTo(dose, 10);
});

const units = { mean: Float64Array.of(2, 2), scale: Float64Array.of(0.5, 0.5), meanDelta: 2 };
const given: DosedInput = { gene: 0, kind: 'overexpression', unit: 'µM', full: 2, ...hill };
const blocked: DosedInput = { gene: 1, kind: 'inhibitor', unit: 'nM', full: -4, ...hill };

it('a slider stands at 2 at the full level of what is given, and at 0 where an inhibited gene has no activity', () => {
  expect(valueAtDose(units, given, 10)).toBe(2);
  expect(valueAtDose(units, given, 0)).toBe(1);
  expect(valueAtDose(units, blocked, 10)).toBe(0);
  expect(valueAtDose(units, blocked, 0)).toBeCloseTo(1, 12);
  for (const input of [given, blocked])
    for (const dose of [0.1, 1, 5])
      expect(doseAtValue(units, input, valueAtDose(units, input, dose))).toBeCloseTo(dose, 8);
});

const at = (gene: number, kind: DosedInput['kind'], value: number, unit: string) => ({
  gene,
  kind,
  dose: { value, unit },
});

it('a dose counts in its own unit and kind alone; without a curve every dose is the full level', () => {
  const model = { ...units, doses: [given, blocked] };
  expect(doseShare(model.doses, at(0, 'overexpression', 2, 'µM'))).toBeCloseTo(0.6, 12);
  expect(doseShare(model.doses, at(0, 'overexpression', 2, 'nM'))).toBe(1);
  expect(doseShare(model.doses, at(0, 'overexpression', 0, 'µM'))).toBe(0);
  expect(doseShare(model.doses, { gene: 0, kind: 'overexpression' })).toBe(1);
  expect(valueOf(model, at(0, 'overexpression', 10, 'µM'))).toBe(2);
  expect(valueOf(model, at(0, 'knockout', 10, 'µM'))).toBeNull();
  expect(valueOf(model, { gene: 0, kind: 'overexpression' })).toBeNull();
});
