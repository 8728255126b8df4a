import type { PerturbationLine } from '../../../src/present/report/effects';

/** A perturbation that raises `changed` genes, or does nothing. */
export function aPerturbationLine(
  label: string,
  changed: number,
  nearest: string | null = null,
): PerturbationLine {
  return {
    label,
    cells: 10,
    guides: 1,
    increased: changed,
    decreased: 0,
    size: NaN,
    sizeLow: NaN,
    sizeHigh: NaN,
    own: null,
    any: 0,
    agreement: NaN,
    acts: changed > 0,
    kind: changed > 0 ? 'specific' : 'inert',
    nearest: nearest === null ? null : { label: nearest, similarity: 0.9 },
    isCompared: label !== 'APART',
  };
}
