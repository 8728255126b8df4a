/**
 * A fitted model on cells other than those it was learned from. What holds them apart, z⁰, is held constant: dz/dt = f(z) − f(z⁰), so that they
 * rest where they are. In z − z⁰ that is the same field with β + B z⁰ for β (docs/method.md, "Other cells").
 */
import type { FittedModel } from './fitted';
import { parameterLayout } from './problem';

export interface StartOfCells {
  /** [G] z⁰, in standard deviations of the run's control cells; 0 where it is not known. */
  readonly start: Float64Array;
  /** [G] mean of expm1 of their values; NaN where it is not known. */
  readonly pseudobulk: Float64Array;
}

/** The model whose control state is that of these cells: every prediction starts there. */
export function modelOn(model: FittedModel, { start, pseudobulk }: StartOfCells): FittedModel {
  const { back, scale } = model;
  return {
    ...model,
    parameters: shiftedBeta(model, model.parameters, start),
    leaveOut: model.leaveOut.map((parameters) => shiftedBeta(model, parameters, start)),
    mean: model.mean.map((level, gene) =>
      Math.max(0, level + (scale[gene] as number) * (start[gene] as number)),
    ),
    low: model.low.map((level, gene) => level - (start[gene] as number)),
    high: model.high.map((level, gene) => level - (start[gene] as number)),
    back: back && {
      ...back,
      controlPseudobulk: back.controlPseudobulk.map((known, gene) => {
        const own = pseudobulk[gene] as number;
        return Number.isNaN(own) ? known : own;
      }),
    },
  };
}

function shiftedBeta(
  { shape, regulators }: FittedModel,
  flat: Float32Array,
  start: Float64Array,
): Float32Array {
  const { bt, beta } = parameterLayout(shape);
  const shifted = flat.slice();
  for (let module = 0; module < shape.modules; module++) {
    let sum = flat[beta + module] as number;
    regulators.forEach((gene, regulator) => {
      sum += (flat[bt + regulator * shape.modules + module] as number) * (start[gene] as number);
    });
    shifted[beta + module] = sum;
  }
  return shifted;
}
