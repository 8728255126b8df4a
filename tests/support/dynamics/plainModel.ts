/** A fitted model with parameters and levels alone: no shrinkage, no corrections, no leave-out fits. */
import type { FittedModel } from '../../../src/dynamics/fitted';

type Given = Pick<
  FittedModel,
  'genes' | 'regulators' | 'shape' | 'parameters' | 'settings' | 'mean' | 'scale'
> &
  Partial<FittedModel>;

/** `given` replaces any of the rest. */
export function plainModel(given: Given): FittedModel {
  const genes = given.genes.length;
  return {
    deltaGenes: new Int32Array(0),
    meanDelta: 2,
    kappa: 1,
    measured: null,
    margins: null,
    shared: null,
    back: null,
    lossesReplaced: false,
    clampFloor: null,
    low: new Float64Array(genes),
    high: new Float64Array(genes),
    stepsKept: 1,
    latestTime: null,
    leaveOut: [],
    ...given,
  };
}
