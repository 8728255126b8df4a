import { expect, test } from 'vitest';
import type { PerturbationKind } from '../mapping';
import { checkLabels, type ComparedLevels } from './suspectLabels';

const names = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/** Every target at 10 without perturbation; `levels` [k][l]: of target l in the cells of k, 10 where not given. */
function found(
  levels: readonly Readonly<Record<number, number>>[],
  {
    kind = 'knockdown',
    error = 0.3,
    isQuiet = () => null,
  }: { kind?: PerturbationKind; error?: number; isQuiet?: (k: number) => boolean | null } = {},
) {
  const levelsOf = (k: number, l: number): ComparedLevels => ({
    own: { mean: levels[k]?.[l] ?? 10, error },
    reference: { mean: 10, error: 0 },
  });
  const labelled = levels.map((_, target) => ({ label: names[target] ?? '', kind, target }));
  return checkLabels(labelled, levelsOf, isQuiet).suspects;
}

const working = (left: number) => names.map((_, k) => ({ [k]: left }));
const swapped = (a: string, b: string) => [
  { label: a, reason: 'swapped', swappedWith: b },
  { label: b, reason: 'swapped', swappedWith: a },
];

test('where every target changes as intended no label is suspect', () => {
  expect(found(working(2))).toEqual([]);
  expect(found(working(0), { kind: 'knockout' })).toEqual([]);
  expect(found(working(30), { kind: 'overexpression' })).toEqual([]);
});

test.each([
  ['knockdown', 2],
  ['knockout', 0],
  ['overexpression', 30],
] as const)('two exchanged labels of a %s are named with each other, an inert one alone', (kind, level) => {
  const levels = working(level).with(0, { 3: level }).with(3, { 0: level }).with(5, {});
  expect(found(levels, { kind })).toEqual([
    { label: 'A', reason: 'swapped', swappedWith: 'D' },
    { label: 'D', reason: 'swapped', swappedWith: 'A' },
    { label: 'F', reason: 'inert', swappedWith: null },
  ]);
});

test('an exchange shows although one target also falls under the other perturbation', () => {
  const levels = working(0).with(0, { 0: 1, 3: 0 }).with(3, { 0: 0 });
  expect(found(levels, { kind: 'knockout' })).toEqual(swapped('A', 'D'));
});

test('a perturbation that changes other genes but not its target is named as neither', () => {
  expect(found(working(2).with(2, {}), { isQuiet: (k) => k !== 2 })).toEqual([
    { label: 'C', reason: 'other', swappedWith: null },
  ]);
});

test('a target that falls under another perturbation makes no exchange, nor does a weak perturbation', () => {
  expect(found(working(2).with(0, { 0: 2, 3: 2 }).with(1, { 1: 5 }))).toEqual([]);
});

test('knockouts whose mRNA stays in general, inhibitors and noisy targets give no claim', () => {
  const half = working(5).with(0, { 3: 5 }).with(3, { 0: 5 }).with(5, {});
  expect(found(half, { kind: 'knockout' })).toEqual([]);
  expect(found(working(0).with(5, {}), { kind: 'inhibitor' })).toEqual([]);
  expect(found(working(2).with(5, {}), { error: 3 })).toEqual([]);
  expect(found(working(2).slice(0, 3).with(1, {}))).toEqual([]);
});

test('a target that all perturbations raise, and its own raises least, is not inert', () => {
  // Ten in the controls, fifty after a response to any perturbation, of which a working one leaves a quarter.
  const raised = working(2).map((own, k) => ({ ...own, 6: k === 6 ? 12.5 : 50 }));
  expect(found(raised)).toEqual([]);
  expect(found(raised.with(6, { 6: 50 }))).toEqual([{ label: 'G', reason: 'inert', swappedWith: null }]);
});
