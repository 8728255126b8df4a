/**
 * Which linear field the warm start takes: the interventional ridge, or the steady state of fluctuating cells where that predicts left-out
 * training perturbations clearly better (docs/method.md, "Warm start"; docs/decisions/0067-second-moments.md).
 */
import { inverseOf } from '../../numerics/lyapunov';
import { Random } from '../../numerics/random';
import { centredCells, type FluctuatingCells, rowsWithout, steadyWeights } from './steadyFluctuations';
import { cellRidge } from './warmStart';

export type Start = 'ridge' | 'fluctuations';

const FOLDS = 3;
/**
 * Which perturbations fall into one fold moves the ratio of the errors the more, the fewer they are. Below MANY they are drawn into folds
 * several times, until PREDICTIONS have been made: the ratio then varies as little as with many in one draw (docs/decisions/0080-time-to-network.md).
 */
const MANY = 24;
const PREDICTIONS = 48;
/** Fewest perturbations for a choice. */
const MIN_PERTURBATIONS = 6;
/** Fewest cells beyond their condition's first, per gene. */
const CELLS_PER_GENE = 2;
/** Most genes × regulators² of a fold, and of all folds where they are drawn several times: beyond, the choice would take long beside the training. */
const MOST_PRODUCTS = 2e7;
/** Error of the fluctuations over that of the ridge, and over no change, below which they are taken. */
const CLEARLY = 0.75;
const MOST_ERROR = 0.9;

/** Whether there are enough perturbations and cells, and not too many regulators. `freedom`: cells beyond their condition's first. */
export function isChosen(genes: number, regulators: number, perturbations: number, freedom: number): boolean {
  return (
    perturbations >= MIN_PERTURBATIONS &&
    freedom >= CELLS_PER_GENE * genes &&
    genes * regulators ** 2 <= MOST_PRODUCTS
  );
}

/** Random folds of the perturbations of `cells`, drawn with `seed`, are predicted by either from the others. */
export function chosenStart(cells: FluctuatingCells, candidates: Int32Array, seed: number): Start {
  const { conditions, conditionOfCell, values } = cells;
  const genes = values.length / conditionOfCell.length;
  const freedom = conditionOfCell.length - conditions.length;
  const labels = [
    ...new Set(conditions.flatMap(({ perturbation }) => (perturbation < 0 ? [] : [perturbation]))),
  ];
  if (!isChosen(genes, candidates.length, labels.length, freedom)) return 'ridge';
  const { counts, means } = centredCells(cells);
  const measured = conditions.flatMap(({ perturbation, interventions }, condition): Measured[] =>
    perturbation < 0 || counts[condition] === 0
      ? []
      : [
          {
            perturbation,
            set: new Set(interventions.map(({ gene }) => gene)),
            mean: means.subarray(condition * genes, (condition + 1) * genes),
          },
        ],
  );
  const errors: Record<Start, Slope> = { ridge: new Slope(), fluctuations: new Slope() };
  for (const left of foldsOf(labels, genes * candidates.length ** 2, seed)) {
    const rest = rowsWithout(cells, left);
    const unseen = measured.filter(({ perturbation }) => left.has(perturbation));
    addErrors(errors.ridge, unseen, candidates, cellRidge(cells, values, candidates, null, rest));
    addErrors(errors.fluctuations, unseen, candidates, steadyWeights(cells, candidates, null, left));
  }
  const { ridge, fluctuations } = errors;
  return fluctuations.error < MOST_ERROR && fluctuations.error < CLEARLY * ridge.error
    ? 'fluctuations'
    : 'ridge';
}

/** Labels left out of each fold, of one draw after the other. `products`: genes × regulators². */
function foldsOf(labels: readonly number[], products: number, seed: number): readonly ReadonlySet<number>[] {
  const random = Random.mixed(seed);
  const affordable = Math.max(1, Math.floor(MOST_PRODUCTS / (FOLDS * products)));
  const draws = labels.length < MANY ? Math.min(affordable, Math.ceil(PREDICTIONS / labels.length)) : 1;
  return Array.from({ length: draws }, () => random.permutation(labels.length)).flatMap((order) =>
    Array.from({ length: FOLDS }, (_, fold) => {
      const places = order.filter((_one, at) => at % FOLDS === fold);
      return new Set(Array.from(places, (at) => labels[at] as number));
    }),
  );
}

/** Error of predictions times their best factor in [0, 1], relative to no change. */
class Slope {
  #predicted = 0;
  #both = 0;
  #measured = 0;

  add(predicted: number, measured: number): void {
    this.#predicted += predicted * predicted;
    this.#both += predicted * measured;
    this.#measured += measured * measured;
  }

  get error(): number {
    if (!(this.#predicted > 0 && this.#measured > 0)) return 1;
    const factor = Math.min(1, Math.max(0, this.#both / this.#predicted));
    return 1 + (factor * factor * this.#predicted - 2 * factor * this.#both) / this.#measured;
  }
}

/** A condition of a perturbation: its set genes, and the [G] mean of its cells. */
interface Measured {
  readonly perturbation: number;
  readonly set: ReadonlySet<number>;
  readonly mean: Float64Array;
}

/** Of conditions with their set genes at the levels that they have, at steady state. */
function addErrors(
  sum: Slope,
  unseen: readonly Measured[],
  candidates: Int32Array,
  weights: Float64Array,
): void {
  for (const { set, mean } of unseen) {
    const predicted = steadyChange(weights, candidates, set, mean);
    for (let g = 0; g < mean.length; g++) if (!set.has(g)) sum.add(predicted[g] as number, mean[g] as number);
  }
}

/** [G] z = W z of the free genes, those of `set` held at their `levels` [G]; 0 where a system has no solution. */
function steadyChange(
  weights: Float64Array,
  candidates: Int32Array,
  set: ReadonlySet<number>,
  levels: Float64Array,
): Float64Array {
  const n = candidates.length;
  const system = new Float64Array(n * n);
  candidates.forEach((gene, r) => {
    for (let q = 0; q < n; q++)
      system[r * n + q] = Number(r === q) - (set.has(gene) ? 0 : (weights[gene * n + q] as number));
  });
  const inverse = inverseOf(system, n)?.inverse;
  if (inverse === undefined) return new Float64Array(levels.length);
  const ofCandidates = new Float64Array(n);
  candidates.forEach((gene, r) => {
    if (!set.has(gene)) return;
    for (let q = 0; q < n; q++)
      ofCandidates[q] =
        (ofCandidates[q] as number) + (inverse[q * n + r] as number) * (levels[gene] as number);
  });
  return levels.map((_, g) => {
    let sum = 0;
    for (let r = 0; r < n; r++) sum += (weights[g * n + r] as number) * (ofCandidates[r] as number);
    return sum;
  });
}

/** Least strength of an overexpression at the start. */
const LEAST_DELTA = 0.1;

/** [deltaGenes] constant input of each overexpressed gene: its level less what its regulators account for, over the cells in which it is raised. */
export function startingDeltas(
  { conditions, conditionOfCell, values }: FluctuatingCells,
  candidates: Int32Array,
  weights: Float64Array,
  deltaGenes: Int32Array,
): Float64Array {
  const genes = values.length / conditionOfCell.length;
  const n = candidates.length;
  return Float64Array.from(deltaGenes, (gene) => {
    const isRaised = conditions.map(({ interventions }) =>
      interventions.some((one) => one.gene === gene && one.kind === 'overexpression'),
    );
    let [sum, count] = [0, 0];
    conditionOfCell.forEach((condition, cell) => {
      if (isRaised[condition] !== true) return;
      count++;
      sum += values[cell * genes + gene] as number;
      for (let r = 0; r < n; r++)
        sum -=
          (weights[gene * n + r] as number) * (values[cell * genes + (candidates[r] as number)] as number);
    });
    return Math.max(LEAST_DELTA, sum / Math.max(1, count));
  });
}
