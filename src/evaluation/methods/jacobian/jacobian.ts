/**
 * The Jacobian of a finished run as a method: slopes ∂(dz_i/dt)/∂z_j of its field (network/jacobian.ts), at the control mean, averaged over
 * cells or a chosen group of them, or after a time. Score [R × G]: the slope, in deviations of the controls on both sides; 0 for genes that the run does not know.
 */
import type { FittedModel } from '../../../dynamics/fitted';
import { clampedLevel } from '../../../dynamics/intervention';
import { jacobian, laggedJacobian, meanSlopes } from '../../../network/jacobian';
import { type Algorithm, MethodRefusal } from '../method';
import type { Screen } from '../screen';
import { cells as cellsSetting, lag as lagSetting } from './about';

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
