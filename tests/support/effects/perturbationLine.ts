import type { PerturbationLine } from '../../../src/present/report/effects';

/** A perturbation that raises `changed` genes, or does nothing. @param group of those that act alike */
export function aPerturbationLine(
  label: string,
  changed: number,
  group: number | null = null,
): PerturbationLine {
  return {
    label,
    labelInFile: label,
    cells: 10,
    guides: 1,
    tested: 100,
    increased: changed,
    decreased: 0,
    size: NaN,
    sizeLow: NaN,
    sizeHigh: NaN,
    own: null,
    mode: null,
    onTarget: null,
    hasTarget: true,
    any: 0,
    agreement: NaN,
    acts: changed > 0,
    kind: changed > 0 ? 'specific' : 'inert',
    nearest: null,
    group,
    fall: NaN,
    rise: NaN,
    responding: null,
    typical: null,
    isCompared: label !== 'APART',
  };
}
