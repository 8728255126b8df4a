import { describe, expect, it } from 'vitest';
import type { PerturbationKind } from '../../dataset/mapping';
import type { Change } from '../../dynamics/predict';
import { limitsOf } from './support';

const [A, B, C, D, E] = [0, 1, 2, 3, 4];

function condition(label: string, kind: PerturbationKind, ...genes: number[]) {
  return { label, interventions: genes.map((gene) => ({ gene, kind })), time: null, cells: 10 };
}

/** A and B knocked out alone and together, B overexpressed too; C only overexpressed, A+C held out; D not perturbed; E no regulator. */
const dataset = {
  conditions: [
    condition('control', 'knockout'),
    condition('A', 'knockout', A),
    condition('B', 'knockdown', B),
    condition('A+B', 'knockout', A, B),
    condition('B up', 'overexpression', B),
    condition('C up', 'overexpression', C),
    {
      ...condition('A+C', 'knockout', A),
      interventions: [
        { gene: A, kind: 'knockout' as const },
        { gene: C, kind: 'overexpression' as const },
      ],
    },
  ],
  heldOut: ['A+C'],
};
const model = { measured: null, regulators: Int32Array.of(A, B, C, D) };

const limits = (changes: readonly Change[], beyond: readonly number[] = []) =>
  limitsOf({ dataset, model, isShared: false }, changes, beyond);
const linked = (
  measured: { readonly lowered: Int32Array; readonly raised: Int32Array } | null,
  ...changes: readonly Change[]
) =>
  limitsOf(
    { dataset, model: { ...model, measured: measured && { kappa: 1, ...measured } }, isShared: true },
    changes,
    [],
  );
const out = (gene: number): Change => ({ gene, value: 0 });
const up = (gene: number): Change => ({ gene, value: 2 });

describe('what the data support', () => {
  it('is what was perturbed this way, alone or together, and what is left unchanged', () => {
    for (const changes of [
      [],
      [{ gene: D, value: 1 }],
      [out(A)],
      [{ gene: A, value: 0.4 }],
      [up(B)],
      [out(A), out(B)],
    ])
      expect(limits(changes)).toEqual([]);
  });

  it('ends at genes that no training cell has perturbed, or only the other way', () => {
    expect(limits([out(D)])).toEqual([{ tag: 'unperturbed', genes: [D] }]);
    expect(limits([up(A)])).toEqual([{ tag: 'never-raised', genes: [A] }]);
    expect(limits([out(C), up(A), out(D)])).toEqual([
      { tag: 'unperturbed', genes: [D] },
      { tag: 'never-raised', genes: [A] },
      { tag: 'never-lowered', genes: [C] },
    ]);
  });

  it('ends at levels that hardly any cell has, which is said once for a gene', () => {
    expect(limits([up(A), up(B)], [A, B])).toEqual([{ tag: 'level', genes: [A, B] }]);
  });

  it('ends at combinations that no training cell has: those of the other direction and held-out ones count as none', () => {
    expect(limits([out(A), up(B)])).toEqual([{ tag: 'combination', genes: [A, B] }]);
    expect(limits([out(A), up(C)])).toEqual([{ tag: 'combination', genes: [A, C] }]);
    expect(limits([out(A), out(B), up(C)])).toEqual([{ tag: 'combination', genes: [A, B, C] }]);
  });

  it('of genes without edges is nothing', () => {
    expect(limits([out(E)])).toEqual([{ tag: 'no-regulator', genes: [E] }]);
  });

  it('of a link is known by its model: directions where it has them, combinations never', () => {
    const measured = { lowered: Int32Array.of(A, B), raised: Int32Array.of(B, C) };
    expect(linked(measured, up(A))).toEqual([{ tag: 'never-raised', genes: [A] }]);
    expect(linked(null, up(A))).toEqual([]);
    expect(linked(measured, out(A), out(B))).toEqual([{ tag: 'combination-unknown', genes: [A, B] }]);
    expect(linked(measured, out(D))).toEqual([{ tag: 'unperturbed', genes: [D] }]);
  });
});
