/**
 * Initial parameters. Warm start: hidden units read one regulator each and write its coefficients, so that the linearised
 * field equals a linear one: the interventional ridge, or that of steady fluctuations. Cold start, for preset S0: random (docs/method.md, "Warm start").
 */
import { symmetricEigen } from '../../numerics/linearAlgebra';
import { Random } from '../../numerics/random';
import { parameterLayout, type ParameterShape } from '../problem';
import { capInPlace, type Spread } from './cappedCells';
import { interventionalRidge, type RidgeInput, WeightedRidge } from './interventionalRidge';
import type { InterventionValues } from './interventionValues';
import { replaceSetLevels, type TrainingCells } from './trainingCells';

/** Weight with which a unit reads its regulator, and the slope of the logistic function at 0. */
const READ = 0.4;
const SLOPE = 0.25;

/**
 * [cells × G] m_k + (z − m_k) P, with knocked-out targets set again; the cells themselves without factors. `residualsOf`: the residuals z − m_k,
 * which are overwritten.
 */
export function cappedCells(
  training: TrainingCells,
  residualsOf: () => Float32Array,
  values: InterventionValues,
  spread: Spread | null,
  factors: Float64Array | null,
): Float32Array {
  if (spread === null || factors === null) return training.values;
  const genes = values.knockoutValue.length;
  const rest = residualsOf();
  capInPlace(rest, spread, factors);
  for (let cell = 0; cell < training.conditionOfCell.length; cell++) {
    const centre = (training.conditionOfCell[cell] as number) * genes;
    for (let g = 0; g < genes; g++)
      rest[cell * genes + g] = (rest[cell * genes + g] as number) + (training.centres[centre + g] as number);
  }
  replaceSetLevels(rest, training.conditionOfCell, training.conditions, values);
  return rest;
}

/** Which condition every cell belongs to. */
export type CellsOfConditions = Pick<TrainingCells, 'conditions' | 'conditionOfCell'>;

/** [G × R] interventional ridge on the given cells [cells × G] of the training conditions. `factors`: [R × G] of the penalty of each edge. */
export function cellRidge(
  training: CellsOfConditions,
  cells: Float32Array,
  candidates: Int32Array,
  factors: Float32Array | null = null,
  used: Int32Array | null = null,
): Float64Array {
  const input = cellRidgeInput(training, cells, candidates, used);
  return factors === null ? interventionalRidge(input) : new WeightedRidge(input).solve(factors);
}

/** `used`: ascending rows of `cells`; null: all. */
export function cellRidgeInput(
  training: CellsOfConditions,
  cells: Float32Array,
  candidates: Int32Array,
  used: Int32Array | null = null,
): RidgeInput {
  return {
    rows: { values: cells, columns: cells.length / training.conditionOfCell.length, weights: null },
    used,
    groupOfRow: training.conditionOfCell,
    targets: training.conditions.map(({ interventions }) => interventions.map(({ gene }) => gene)),
    candidates,
  };
}

/** Initial parameters in the layout of problem.ts, from a linear field [G × R]. `noise`: factor of the random part. */
export function warmStart(
  linear: Float64Array,
  shape: ParameterShape,
  seed: number,
  noise = 1,
): Float32Array {
  const { genes, regulators, modules } = shape;
  const layout = parameterLayout(shape);
  const parameters = new Float32Array(layout.total);
  const at = parameters.subarray(layout.at, layout.bt);
  const bt = parameters.subarray(layout.bt, layout.beta);
  parameters.fill(startingDelta, layout.delta, layout.total);
  if (modules < regulators) {
    principalUnits(linear, shape, at, bt);
    return parameters;
  }
  const random = Random.mixed(seed);
  for (let p = 0; p < bt.length; p++) bt[p] = noise * (0.15 / Math.sqrt(regulators)) * random.normal();
  for (let m = 0; m < modules; m++) {
    const regulator = m % regulators;
    const readers = Math.ceil((modules - regulator) / regulators);
    bt[regulator * modules + m] = READ + (bt[regulator * modules + m] as number);
    for (let g = 0; g < genes; g++)
      at[m * genes + g] =
        (linear[g * regulators + regulator] as number) / (READ * SLOPE * readers) +
        noise * (0.01 / Math.sqrt(modules)) * random.normal();
    parameters[layout.beta + m] = Math.floor(m / regulators) - 0.5 * (Math.floor(modules / regulators) - 1);
  }
  return parameters;
}

/** With fewer units than regulators, they read the leading right singular vectors of the ridge coefficients; β = 0. */
function principalUnits(
  ridge: Float64Array,
  { genes, regulators, modules }: ParameterShape,
  at: Float32Array,
  bt: Float32Array,
): void {
  const gram = new Float64Array(regulators * regulators);
  for (let g = 0; g < genes; g++)
    for (let r = 0; r < regulators; r++)
      for (let q = 0; q < regulators; q++)
        gram[r * regulators + q] =
          (gram[r * regulators + q] as number) +
          (ridge[g * regulators + r] as number) * (ridge[g * regulators + q] as number);
  const { vectors } = symmetricEigen(gram, regulators);
  for (let m = 0; m < modules; m++) {
    const direction = (regulators - 1 - m) * regulators;
    for (let r = 0; r < regulators; r++) {
      const along = vectors[direction + r] as number;
      bt[r * modules + m] = READ * along;
      for (let g = 0; g < genes; g++)
        at[m * genes + g] =
          (at[m * genes + g] as number) + ((ridge[g * regulators + r] as number) * along) / (READ * SLOPE);
    }
  }
}

/**
 * A ~ .1/√M · N, B ~ 1.5/√R · N, β ~ .3 · N: B large enough for units to respond, A small, so that the field starts
 * near pure decay.
 */
export function coldStart(shape: ParameterShape, seed: number): Float32Array {
  const { regulators, modules } = shape;
  const random = Random.mixed(seed);
  const layout = parameterLayout(shape);
  const parameters = new Float32Array(layout.total);
  const fill = (from: number, to: number, scale: number): void => {
    for (let i = from; i < to; i++) parameters[i] = scale * random.normal();
  };
  fill(layout.at, layout.bt, 0.1 / Math.sqrt(modules));
  fill(layout.bt, layout.beta, 1.5 / Math.sqrt(regulators));
  fill(layout.beta, layout.delta, 0.3);
  parameters.fill(startingDelta, layout.delta, layout.total);
  return parameters;
}

/** Initial overexpression strength δ = 2 as a raw parameter, softplus⁻¹(δ). */
const startingDelta = Math.log(Math.expm1(2));
