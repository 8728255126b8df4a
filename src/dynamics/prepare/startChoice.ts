/**
 * Which linear field the warm start takes: the interventional ridge, or that of fluctuating cells, by its normal equations or of largest likelihood,
 * where these predict left-out training perturbations clearly better (docs/method.md, "Warm start"; docs/decisions/0067-second-moments.md,
 * 0103-steady-likelihood.md).
 */
import { timesVector } from '../../numerics/linearAlgebra';
import { inverseOf } from '../../numerics/lyapunov';
import { Random } from '../../numerics/random';
import { centredCells, type FluctuatingCells, rowsWithout, steadyWeights } from './steadyFluctuations';
import { steadyMaximum, type SteadyMaximum } from './steadyLikelihood';
import { cellRidge } from './warmStart';

export type Start = 'ridge' | 'fluctuations' | 'likelihood';

/** Of a linear field of fluctuating cells, which training refines. */
export function isOfFluctuations(start: Start | 'random'): boolean {
  return start === 'fluctuations' || start === 'likelihood';
}

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
/**
 * The same ratio where the variance of counting is known and taken out, if it is also below 1 by so many standard errors over perturbations
 * (docs/decisions/0086-counting-noise.md).
 */
const CLEARLY_WITHOUT_COUNTING = 0.85;
const STANDARD_ERRORS = 2;

/**
 * Whether there are enough cells for the steady state of fluctuating cells, and not too many regulators. `freedom`: cells beyond their condition's
 * first.
 */
export function hasFluctuations(genes: number, regulators: number, freedom: number): boolean {
  return freedom >= CELLS_PER_GENE * genes && genes * regulators ** 2 <= MOST_PRODUCTS;
}

/** Whether there are enough perturbations and cells, and not too many regulators, for a choice. */
export function isChosen(genes: number, regulators: number, perturbations: number, freedom: number): boolean {
  return perturbations >= MIN_PERTURBATIONS && hasFluctuations(genes, regulators, freedom);
}

/**
 * Error of the fluctuations of cells without the cap over that with it, up to which the cap is left out. Shared factors make the former much
 * larger (docs/decisions/0089-cap-by-cross-validation.md).
 */
const AS_WELL = 1.02;

export interface ChosenStart {
  readonly start: Start;
  /** Whether variation that genes share is capped: always before the ridge. */
  readonly isCapped: boolean;
  /** Of all cells, where it is the start. */
  readonly likeliest: SteadyMaximum | null;
}

export const startByRidge: ChosenStart = { start: 'ridge', isCapped: true, likeliest: null };

/** Error of the likelihood over that of the normal equations up to which it is taken: its network is the better one at the same error. */
const NOT_WORSE = 1.2;
/**
 * Factor of its predictions, measured over predicted, below which perturbations act otherwise than fluctuations tell: cells on their way, raised
 * genes whose targets saturate, which need more unless the error falls to CLEARLY_LOWER of that of the normal equations. With factors that genes share,
 * few perturbations leave it less certain.
 */
const LEAST_FACTOR = 0.75;
const LEAST_FACTOR_OF_RAISED = 0.85;
const CLEARLY_LOWER = 0.7;
const LEAST_FACTOR_BESIDE_SHARED = 0.5;
/** Most operations of one evaluation of the likelihood: with more the choice would take long beside the training. */
const MOST_OPERATIONS = 4e7;
const EVALUATIONS_PER_MAXIMUM = 60;

/** Of whole draws; 0 where the likelihood is not tried. */
function foldsForLikelihood(genes: number, regulators: number): number {
  const operations = 8 * genes ** 3 + 40 * regulators ** 3;
  if (operations > MOST_OPERATIONS) return 0;
  return FOLDS * Math.max(1, Math.floor(MOST_OPERATIONS / (EVALUATIONS_PER_MAXIMUM * operations)));
}

/**
 * Random folds of the perturbations of `cells`, drawn with `seed`, are predicted by either from the others. `uncapped` [cells × G]: the same cells
 * without the cap of shared variation; null where there is none, or it is to stay. `penalties` [R × G]: of the likelihood that is returned.
 */
export function chosenStart(
  cells: FluctuatingCells,
  uncapped: Float32Array | null,
  candidates: Int32Array,
  seed: number,
  penalties: Float32Array | null = null,
): ChosenStart {
  const { conditions, conditionOfCell, values, latent = [] } = cells;
  const genes = values.length / conditionOfCell.length;
  const freedom = conditionOfCell.length - conditions.length;
  const labels = [
    ...new Set(conditions.flatMap(({ perturbation }) => (perturbation < 0 ? [] : [perturbation]))),
  ];
  if (!isChosen(genes, candidates.length, labels.length, freedom)) return startByRidge;
  const { counts, means } = centredCells(cells);
  const measured = conditions.flatMap(({ perturbation, interventions }, condition): Measured[] =>
    // Where all that is set is unmeasured and left out, nothing tells what it does.
    perturbation < 0 || counts[condition] === 0 || interventions.every(({ gene }) => latent.includes(gene))
      ? []
      : [
          {
            perturbation,
            set: new Set(interventions.map(({ gene }) => gene)),
            latent,
            mean: means.subarray(condition * genes, (condition + 1) * genes),
          },
        ],
  );
  const folds = foldsOf(perturbationsOfFamilies(conditions), genes * candidates.length ** 2, seed);
  const judged = (some: Folds, fieldWithout: FieldWithout): LeftOutErrors => {
    const errors = new LeftOutErrors();
    for (const left of some) {
      const unseen = measured.filter(({ perturbation }) => left.has(perturbation));
      addErrors(errors, unseen, candidates, fieldWithout(left));
    }
    return errors;
  };
  const ridge: FieldWithout = (left) => cellRidge(cells, values, candidates, null, rowsWithout(cells, left));
  const ofRidge = judged(folds, ridge);
  const fluctuations: FieldWithout = (left) => steadyWeights(cells, candidates, null, left);
  const ofFluctuations = judged(folds, fluctuations);
  const isBetter = isClearlyBetter(ofFluctuations, ofRidge, cells.counting() !== null);
  // The normal equations take what is not measured for constant, and are no measure of the likelihood then.
  const isHidden = latent.length > 0;
  if (!isBetter && !isHidden) return startByRidge;
  const whole = withoutCap(cells, uncapped);
  const most = foldsForLikelihood(genes, candidates.length);
  if (most > 0) {
    const few = folds.slice(0, most);
    const likeliest = steadyMaximum(whole, candidates, penalties);
    const { factors } = likeliest;
    const ofLikeliest = judged(few, (left) => steadyMaximum(whole, candidates, null, factors, left).weights);
    const rival = isHidden
      ? { errors: ofRidge, field: ridge }
      : { errors: ofFluctuations, field: fluctuations };
    const ofRival = few.length === folds.length ? rival.errors : judged(few, rival.field);
    const isRaised = conditions.some(({ interventions }) =>
      interventions.some(({ kind }) => kind === 'overexpression'),
    );
    const ratio = ofLikeliest.overNoChange / ofRival.overNoChange;
    const isTaken = isHidden
      ? isClearlyBetter(ofLikeliest, ofRival, cells.counting() !== null)
      : ratio < NOT_WORSE;
    const ofShared = factors > 0 ? LEAST_FACTOR_BESIDE_SHARED : LEAST_FACTOR;
    const ofRaised = ratio < CLEARLY_LOWER ? LEAST_FACTOR : LEAST_FACTOR_OF_RAISED;
    if (isTaken && ofLikeliest.factor >= (isRaised ? ofRaised : ofShared))
      return { start: 'likelihood', isCapped: factors > 0, likeliest: likeliest.reweighted() };
  }
  if (!isBetter) return startByRidge;
  const isCapped =
    uncapped === null ||
    judged(folds, (left) => steadyWeights(whole, candidates, null, left)).overNoChange >
      AS_WELL * ofFluctuations.overNoChange;
  return { start: 'fluctuations', isCapped, likeliest: null };
}

/** The cells that the likelihood is of: as measured, unless the cap is to stay. */
export function withoutCap(cells: FluctuatingCells, uncapped: Float32Array | null): FluctuatingCells {
  return uncapped === null ? cells : { ...cells, values: uncapped };
}

type Folds = readonly ReadonlySet<number>[];
/** [G × R] of the cells without those of some perturbations. */
type FieldWithout = (left: ReadonlySet<number>) => Float64Array;

function isClearlyBetter(one: LeftOutErrors, other: LeftOutErrors, isWithoutCounting: boolean): boolean {
  const { ratio, standardError } = ratioOfErrors(one, other);
  const isClear =
    ratio < CLEARLY ||
    (isWithoutCounting && ratio < CLEARLY_WITHOUT_COUNTING && ratio + STANDARD_ERRORS * standardError < 1);
  return isClear && one.overNoChange < MOST_ERROR;
}

/** Perturbations that differ at most by dose, together. */
function perturbationsOfFamilies(conditions: FluctuatingCells['conditions']): readonly (readonly number[])[] {
  const found = new Map<string | number, Set<number>>();
  for (const { perturbation, of: family = perturbation } of conditions)
    if (perturbation >= 0) found.set(family, (found.get(family) ?? new Set()).add(perturbation));
  return Array.from(found.values(), (own) => [...own]);
}

/** Perturbations left out of each fold, of one draw after the other. `products`: genes × regulators². */
function foldsOf(families: readonly (readonly number[])[], products: number, seed: number): Folds {
  const random = Random.mixed(seed);
  const affordable = Math.max(1, Math.floor(MOST_PRODUCTS / (FOLDS * products)));
  const draws = families.length < MANY ? Math.min(affordable, Math.ceil(PREDICTIONS / families.length)) : 1;
  return Array.from({ length: draws }, () => random.permutation(families.length)).flatMap((order) =>
    Array.from({ length: FOLDS }, (_, fold) => {
      const places = order.filter((_one, at) => at % FOLDS === fold);
      return new Set(Array.from(places, (at) => families[at] ?? []).flat());
    }),
  );
}

/** Errors of predictions times one factor in [0, 1], the best for all of them. */
class LeftOutErrors {
  /** By perturbation: Σ of predicted², predicted · measured, and measured². */
  readonly #sums = new Map<number, [number, number, number]>();

  add(perturbation: number, predicted: number, measured: number): void {
    const [squares, products, changes] = this.#sums.get(perturbation) ?? [0, 0, 0];
    this.#sums.set(perturbation, [
      squares + predicted * predicted,
      products + predicted * measured,
      changes + measured * measured,
    ]);
  }

  /** Σ (factor · predicted − measured)², by perturbation. */
  get squaredErrors(): readonly number[] {
    const factor = Math.min(1, Math.max(0, this.factor));
    return [...this.#sums.values()].map(
      ([ownSquares, ownProducts, changes]) =>
        factor * factor * ownSquares - 2 * factor * ownProducts + changes,
    );
  }

  /** Measured over predicted size, the best for all of them without a bound. */
  get factor(): number {
    const { squares, products } = this.#total;
    return squares > 0 ? products / squares : 0;
  }

  get overNoChange(): number {
    const { changes } = this.#total;
    return changes > 0 ? sumOf(this.squaredErrors) / changes : 1;
  }

  get #total(): { readonly squares: number; readonly products: number; readonly changes: number } {
    const all = [...this.#sums.values()];
    return {
      squares: sumOf(all.map(([squares]) => squares)),
      products: sumOf(all.map(([, products]) => products)),
      changes: sumOf(all.map(([, , changes]) => changes)),
    };
  }
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Of two methods on the same perturbations, with the standard error of a ratio of sums over them (linearised). */
function ratioOfErrors(
  one: LeftOutErrors,
  other: LeftOutErrors,
): { readonly ratio: number; readonly standardError: number } {
  const [above, below] = [one.squaredErrors, other.squaredErrors];
  const all = sumOf(below);
  if (!(all > 0)) return { ratio: 1, standardError: 0 };
  const ratio = sumOf(above) / all;
  const squares = above.map((error, at) => (error - ratio * (below[at] as number)) ** 2);
  const standardError = Math.sqrt((squares.length / (squares.length - 1)) * sumOf(squares)) / all;
  return { ratio, standardError };
}

/** A condition of a perturbation: its set genes, and the [G] mean of its cells. */
interface Measured {
  readonly perturbation: number;
  readonly set: ReadonlySet<number>;
  readonly latent: readonly number[];
  readonly mean: Float64Array;
}

/** Of conditions with their set genes at the levels that they have, at steady state. */
function addErrors(
  errors: LeftOutErrors,
  unseen: readonly Measured[],
  candidates: Int32Array,
  weights: Float64Array,
): void {
  const inverse = responses(weights, candidates);
  for (const { perturbation, set, latent, mean } of unseen) {
    const predicted = steadyChange(weights, inverse, candidates, set, mean);
    for (let g = 0; g < mean.length; g++)
      if (!set.has(g) && !latent.includes(g))
        errors.add(perturbation, predicted[g] as number, mean[g] as number);
  }
}

/** [R × R] (I − W)⁻¹ of the candidates: what a constant input to each does to all; null where there is none. */
function responses(weights: Float64Array, candidates: Int32Array): Float64Array | null {
  const n = candidates.length;
  const system = new Float64Array(n * n);
  candidates.forEach((gene, r) => {
    for (let q = 0; q < n; q++) system[r * n + q] = Number(r === q) - (weights[gene * n + q] as number);
  });
  return inverseOf(system, n)?.inverse ?? null;
}

/**
 * [G] z = W z of the free genes, those of `set` held at their `levels` [G], by inputs c to the candidates S among them: with the `inverse` V of
 * I − W, z = V_:S c and V_SS c = z_S. 0 where a system has no solution.
 */
function steadyChange(
  weights: Float64Array,
  inverse: Float64Array | null,
  candidates: Int32Array,
  set: ReadonlySet<number>,
  levels: Float64Array,
): Float64Array {
  const n = candidates.length;
  const held = [...candidates.keys()].filter((r) => set.has(candidates[r] as number));
  const among = Float64Array.from(
    { length: held.length ** 2 },
    (_, p) =>
      inverse?.[(held[Math.floor(p / held.length)] as number) * n + (held[p % held.length] as number)] ?? NaN,
  );
  const inputs = inverseOf(among, held.length)?.inverse;
  if (!inverse || !inputs) return new Float64Array(levels.length);
  const ofCandidates = new Float64Array(n);
  held.forEach((r, i) => {
    let input = 0;
    held.forEach((s, j) => {
      input += (inputs[i * held.length + j] as number) * (levels[candidates[s] as number] as number);
    });
    for (let q = 0; q < n; q++)
      ofCandidates[q] = (ofCandidates[q] as number) + (inverse[q * n + r] as number) * input;
  });
  return timesVector(weights, ofCandidates);
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
