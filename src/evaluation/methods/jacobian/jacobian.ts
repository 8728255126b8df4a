/**
 * The Jacobian of a finished run as a method: slopes ∂(dz_i/dt)/∂z_j of its field (network/jacobian.ts), at the control mean, averaged
 * over cells or a chosen group of them, or after a time. Score [R × G]: the slope, in deviations of the controls on both sides; 0 for
 * genes that the run does not know. The Jacobian of the learned field as a network: how the rate of a gene responds to a small change of
 * a regulator, at a state or averaged over cells, at once or after a time. J_ij = Σ_m A_im σ′(u_m) B_mj, so that the average over cells
 * needs only the mean σ′ of each module. FDm (readout.ts) spans a regulator's whole range instead, with all other genes at control.
 */
import type { FittedModel } from '../../../dynamics/fitted';
import { clampedLevel, logistic, preactivation, vectorFieldOf } from '../../../dynamics/vectorField';
import { type Algorithm, MethodRefusal } from '../method';
import type { Screen } from '../screen';
import { cells as cellsSetting, lag as lagSetting } from './about';
import { exponentialOfTransposed } from '../../../numerics/dense/exponential';
import { transposedProduct } from '../../../numerics/dense/products';

export const jacobianOfRun: Algorithm = function* ({ screen, settings, run, cells }) {
  if (run === undefined) throw new MethodRefusal('run', 'jacobian needs run');
  const which = settings[cellsSetting.name] ?? cellsSetting.value;
  const slopes = meanSlopes(run, statesOf(screen, run, which, cells));
  yield 0.5;
  const lag = settings[lagSetting.name] ?? lagSetting.value;
  const found = lag > 0 ? laggedJacobian(run, slopes, lag) : jacobian(run, slopes);
  const { genes, candidates } = screen.dataset;
  const placeOf = new Map(run.genes.map((name, place) => [name, place]));
  const rowOf = new Map(Array.from(run.regulators, (place, row) => [place, row]));
  const targets = genes.map((name) => placeOf.get(name) ?? -1);
  const scores = new Float32Array(candidates.length * genes.length);
  candidates.forEach((gene, r) => {
    const row = rowOf.get(targets[gene] ?? -1);
    if (row === undefined) return;
    for (const [target, place] of targets.entries())
      if (place >= 0 && target !== gene)
        scores[r * genes.length + target] = found[row * run.genes.length + place] as number;
  });
  return { scores, predict: null };
};

/** States [G] in the order of the run's genes, one array for all; perturbed genes no lower than in training. `chosen`: cells of the original dataset. */
function* statesOf(
  { dataset, cells, cellOf, targets }: Screen,
  run: FittedModel,
  which: number,
  chosen: Uint8Array | undefined,
): Generator<Float64Array> {
  const state = new Float64Array(run.genes.length);
  if (which < 0) {
    if (chosen) throw new RangeError('The control mean is no group of cells: choose cells=0 for a group.');
    yield state;
    return;
  }
  const placeOf = new Map(dataset.genes.map((name, place) => [name, place]));
  const places = run.genes.map((name) => placeOf.get(name) ?? -1);
  const used = conditionsOf(dataset, which);
  let read = 0;
  for (let row = 0; row < cells.count; row++) {
    const condition = cells.conditionOf[row] as number;
    const isChosen = !chosen || chosen[cellOf[row] as number] === 1;
    if (!isChosen || !used.has(condition)) continue;
    read += 1;
    for (const [gene, place] of places.entries()) {
      const level = place < 0 ? 0 : (cells.values[row * dataset.genes.length + place] as number);
      state[gene] =
        targets[condition]?.includes(place) === true ? clampedLevel(level, run.clampFloor) : level;
    }
    yield state;
  }
  if (read === 0) throw new RangeError('None of the chosen cells are among the training cells.');
}

/** Conditions of the k-th training perturbation by name, or all. */
function conditionsOf({ conditions, heldOut }: Screen['dataset'], which: number): ReadonlySet<number> {
  const places = [...conditions.keys()];
  if (which === 0) return new Set(places);
  const labels = conditions
    .filter(({ label, interventions }) => interventions.length > 0 && !heldOut.includes(label))
    .map(({ label }) => label);
  const chosen = [...new Set(labels)].toSorted()[which - 1];
  if (chosen === undefined)
    throw new RangeError(`There is no perturbation ${which}: ${new Set(labels).size} were trained on.`);
  return new Set(places.filter((place) => conditions[place]?.label === chosen));
}

type Model = Pick<FittedModel, 'shape' | 'regulators' | 'parameters'>;

/** [M] mean of σ′(Bz + β) over `states`, each z [G]; a state may be reused after it was read. */
export function meanSlopes(
  { shape, regulators, parameters }: Model,
  states: Iterable<Float64Array>,
): Float64Array {
  const field = vectorFieldOf(shape, regulators, Float64Array.from(parameters));
  const u = new Float64Array(shape.modules);
  const sum = new Float64Array(shape.modules);
  let count = 0;
  for (const z of states) {
    preactivation(field, z, u);
    for (let m = 0; m < sum.length; m++) {
      const activity = logistic(u[m] as number);
      sum[m] = (sum[m] as number) + activity * (1 - activity);
    }
    count++;
  }
  return sum.map((value) => value / Math.max(1, count));
}

/** [R × G] ∂φ_i/∂z_j at these slopes [M], regulator j in rows: self-regulation on the diagonal, without decay. */
export function jacobian({ shape, regulators, parameters }: Model, slopes: Float64Array): Float64Array {
  const { at, bt } = vectorFieldOf(shape, regulators, Float64Array.from(parameters)).parameters;
  const inputs = new Float64Array(shape.modules * shape.regulators);
  for (let r = 0; r < shape.regulators; r++)
    for (let m = 0; m < shape.modules; m++)
      inputs[m * shape.regulators + r] = (bt[r * shape.modules + m] as number) * (slopes[m] as number);
  return transposedProduct(inputs, shape.regulators, at, shape.genes);
}

/**
 * [R × G] ∂z_i(t + lag)/∂z_j(t) of the linear system dz/dt = (J − 1) z, in mRNA lifetimes: e^{(J − 1) lag}. Paths through other genes
 * count. Exact for small changes of the control state, which the field does not leave.
 */
export function laggedJacobian(model: Model, slopes: Float64Array, lag: number): Float64Array {
  const { genes } = model.shape;
  const direct = jacobian(model, slopes);
  // [regulator × gene], the transpose of J.
  const rates = new Float64Array(genes * genes);
  model.regulators.forEach((gene, r) => {
    rates.set(direct.subarray(r * genes, (r + 1) * genes), gene * genes);
  });
  for (let g = 0; g < genes; g++) rates[g * genes + g] = (rates[g * genes + g] as number) - 1;
  const across = exponentialOfTransposed(
    rates.map((rate) => rate * lag),
    genes,
  );
  return Float64Array.from(
    { length: direct.length },
    (_, p) => across[(p % genes) * genes + (model.regulators[Math.floor(p / genes)] as number)] as number,
  );
}
