/**
 * Interventions in the dynamics: clamped genes stay constant, overexpressed genes get a constant source. dz/dt = keep ⊙
 * (f(z) + shift), z(0) = the clamped values (0 elsewhere). Independent of data and labels.
 */
import type { AdjointOfRightHandSide } from './adjoint';
import type { RightHandSide } from './solve/rk4';
import { vectorField, vectorFieldAdjoint, type ParameterBlocks, type VectorField } from './vectorField';

interface Intervened {
  /** [G] 1 free, 0 clamped. */
  readonly keep: ArrayLike<number>;
  /** [G] constant added to dz/dt, δ applied. */
  readonly shift: ArrayLike<number>;
}

export function intervenedField(field: VectorField, row: Intervened): RightHandSide {
  return (z, dz) => {
    vectorField(field, z, dz);
    for (let g = 0; g < dz.length; g++)
      dz[g] = (row.keep[g] as number) * ((dz[g] as number) + (row.shift[g] as number));
  };
}

/** Adds ∂L/∂shift to shiftBar [G] besides what vectorFieldAdjoint adds. */
export function intervenedAdjoint(
  field: VectorField,
  row: Intervened,
  gradient: ParameterBlocks,
  shiftBar: Float64Array,
): AdjointOfRightHandSide {
  return (z, v, zBar) => {
    const free = v.map((value, g) => value * (row.keep[g] as number));
    for (let g = 0; g < free.length; g++) shiftBar[g] = (shiftBar[g] as number) + (free[g] as number);
    vectorFieldAdjoint(field, z, free, zBar, gradient);
  };
}

/**
 * Lowest level of a clamped gene, in standard deviations of the reference. log1p turns "no expression" into a level as
 * far down as the gene is expressed: −26 in a cell with a thousand molecules. Free cells rarely fall below −4, and
 * without a floor such a level lets a tiny weight of B explain a knockout (docs/decisions/0022).
 */
export const CLAMP_FLOOR = -4;

/** The level (z) passed to the vector field; `floor` null: no floor. */
export function clampedLevel(level: number, floor: number | null): number {
  return floor === null ? level : Math.max(floor, level);
}
