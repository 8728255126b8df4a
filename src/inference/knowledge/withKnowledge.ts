/**
 * How far a known network is believed (docs/decisions/0068-knowledge-in-the-model.md): one strength for the whole network, chosen by how
 * well perturbations are predicted that were left out, beside the same network with its edges swapped. Strength 0 is always among the
 * choices. What a known network makes of the penalty on each edge (docs/decisions/0068-knowledge-in-the-model.md). The interventional
 * ridge under a known network: what it predicts of perturbations that it did not see, and how it ranks the edges of regulators of which
 * it is told nothing. Takes seconds where trainings take minutes, so the strength of a prior is chosen with it.
 */
import type { Dataset, Intervention } from '../../dataset/dataset';
import type { Outcome } from '../../dataset/errors';
import type { Knowledge, PriorStrength } from '../../dataset/knowledge';
import { type Prepared, prepare } from '../../dynamics/prepare/prepare';
import { splitControls } from '../../dynamics/prepare/strata';
import { type TrainingData, type TrainingSettings, withoutKnowledge } from '../../dynamics/settings';
import { bootstrapInterval } from '../../evaluation/bootstrap';
import { type SquaredError, pooledError, squaredError } from '../../evaluation/predictions/predictionError';
import { foldsOf } from '../../evaluation/splits';
import {
  type Prior,
  type PriorError,
  priorOn,
  swappedPrior,
  unmeasuredKnowledge,
  wrongPrior,
} from '../../network/prior';
import { drain } from '../../numerics/lazy';
import { Random } from '../../numerics/random';
import { mean, median } from '../../numerics/statistics';
import { trainedConditions, trainingLabels } from '../run/fit';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import { clampLevel } from '../../dynamics/prepare/interventionValues';
import { WeightedRidge } from '../../dynamics/prepare/interventionalRidge';
import { cellRidgeInput } from '../../dynamics/prepare/warmStart';
import { inverseOf } from '../../numerics/lyapunov';

/** γ, ascending. */
const STRENGTHS = [0, 0.5, 1, 2, 3];
/** Base penalties per cell, of which the one that predicts best without the known network is used for every strength. */
const PENALTIES = [0.1, 0.3, 1, 3, 10];
/** Swapped networks: all of them up to this number of operations, at least MIN_SWAPPED. */
const SWAPPED = 20;
const MIN_SWAPPED = 5;
const OPERATIONS = 4e10;
/** Shares of the edges that are replaced, one draw each: how far the gain rests on them. */
const WRONG_SHARES = [0.2, 0.5, 1];
/** Standard deviations of the swapped networks' gains by which a gain must exceed their mean. */
const BEYOND_SHUFFLED = 3;

/**
 * The data set with the penalties of a known network on its edges, and what the network gave. `prior`: over the genes and candidates of the
 * data set. Yields the share done.
 */
export function* withKnowledge(
  given: TrainingData,
  settings: TrainingSettings,
  prior: Prior,
  asked: PriorStrength,
): Generator<number, TrainingData & Pick<Required<TrainingData>, 'knowledge'>> {
  const dataset = withoutKnowledge(given);
  const found = asked === 0 ? null : yield* measured(dataset, settings, prior, asked);
  const strength = asked === 'auto' ? (found?.strength ?? 0) : asked;
  return {
    ...dataset,
    ...(strength > 0 ? { edgePenalty: trainingPenalty(prior, strength) } : {}),
    knowledge: { ...unmeasuredKnowledge(prior), ...found, asked, strength },
  };
}

/** The same at once, with the edges of a known network by the names of genes. */
export function withKnownEdges(
  dataset: TrainingData,
  settings: TrainingSettings,
  { name, edges }: Pick<Knowledge, 'name' | 'edges'>,
  asked: PriorStrength,
): Outcome<TrainingData, PriorError> {
  const { genes, candidates } = dataset;
  const regulators = Array.from(candidates, (gene) => genes[gene] ?? '');
  const prior = priorOn(edges, name, genes, regulators);
  return prior.ok ? { ok: true, value: drain(withKnowledge(dataset, settings, prior.value, asked)) } : prior;
}

type Measured = Pick<Knowledge, 'strength' | 'gain' | 'shuffledGain' | 'wrongGains' | 'curve'>;

/** Errors of the same unseen perturbations, with their fold. */
interface FoldError extends SquaredError {
  readonly fold: number;
}

/** null where there is nothing to measure it on. */
function* measured(
  dataset: Dataset,
  settings: TrainingSettings,
  prior: Prior,
  asked: PriorStrength,
): Generator<number, Measured | null> {
  const folds = ridgesOfFolds(dataset, settings);
  if (folds.length === 0) return null;
  const errorsOf = (factors: Float32Array | null, penalty: number): readonly FoldError[] =>
    folds.flatMap(({ ridge, unseen }, fold) =>
      ridge.errors(ridge.coefficients(factors, penalty), unseen).map((error) => ({ ...error, fold })),
    );
  yield 0.2;
  const penalty = bestPenalty((one) => errorsOf(null, one));
  const tried = STRENGTHS.map((strength) => ({
    strength,
    errors: errorsOf(edgePenalty(prior, strength), penalty),
  }));
  yield 0.5;
  const curve = tried.map(({ strength, errors }) => ({ strength, error: pooledError(errors) ?? 1 }));
  const none = tried[0]?.errors ?? [];
  const gainOf = (errors: readonly SquaredError[], seed: number) => {
    const pairs = none.map((one, at) => [one.error, errors[at]?.error ?? one.error] as const);
    const interval = bootstrapInterval(pairs, relativeGain, seed);
    return interval && { mean: interval.value, low: interval.low, high: interval.high };
  };
  const strength = asked === 'auto' ? chosenStrength(tried) : asked;
  const judged = asked === 'auto' ? nestedErrors(tried) : errorsOf(edgePenalty(prior, strength), penalty);
  const gain = gainOf(judged, settings.seed);
  if (strength === 0) return { strength, gain, shuffledGain: null, wrongGains: [], curve };
  const random = new Random(settings.seed);
  const gainWith = (other: Prior): number => {
    const errors = errorsOf(edgePenalty(other, strength), penalty);
    return relativeGain(none.map((one, at) => [one.error, errors[at]?.error ?? one.error])) ?? 0;
  };
  const work = (folds.length * prior.genes.length * prior.regulators.length ** 3) / 3;
  const draws = Math.max(MIN_SWAPPED, Math.min(SWAPPED, Math.floor(OPERATIONS / work)));
  const shuffled: number[] = [];
  for (let draw = 0; draw < draws; draw++) {
    shuffled.push(gainWith(swappedPrior(prior, random)));
    yield 0.5 + (0.4 * (draw + 1)) / draws;
  }
  const wrongGains = WRONG_SHARES.map((share) => ({
    share,
    gain: gainWith(wrongPrior(prior, share, random)),
  }));
  const shuffledGain = mean(shuffled);
  const spread = Math.sqrt(mean(shuffled.map((one) => (one - shuffledGain) ** 2)));
  const isGain = gain !== null && gain.low > 0 && gain.mean > shuffledGain + BEYOND_SHUFFLED * spread;
  return { strength: isGain ? strength : 0, gain, shuffledGain, wrongGains, curve };
}

/** Fits that each leave out a third of the training perturbations; none with fewer than three. */
function ridgesOfFolds(dataset: Dataset, settings: TrainingSettings) {
  const training = trainingLabels(dataset);
  // No fit starts from these: a random start costs nothing.
  const unstarted = { ...settings, start: 'cold' as const };
  const main = prepare(dataset, unstarted, new Set(training));
  return foldsOf(trainedConditions(dataset), settings.seed).map((fold, place) => {
    const left = new Set(fold);
    const known = new Set(training.filter((label) => !left.has(label)));
    const halves = splitControls(dataset, settings.seed, place);
    const prepared = prepare(dataset, unstarted, known, { main, halves });
    return {
      ridge: new KnownRidge(prepared),
      unseen: prepared.perturbations.filter(({ label }) => left.has(label)),
    };
  });
}

function bestPenalty(errorsAt: (penalty: number) => readonly SquaredError[]): number {
  const errors = PENALTIES.map((penalty) => pooledError(errorsAt(penalty)) ?? 1);
  return PENALTIES[errors.indexOf(Math.min(...errors))] ?? 1;
}

interface Tried {
  readonly strength: number;
  readonly errors: readonly FoldError[];
}

interface WithErrors {
  readonly strength: number;
  /** Of the same perturbations. */
  readonly errors: readonly Pick<SquaredError, 'error'>[];
}

/** The smallest strength whose error is within so many standard errors, over perturbations, of the least. */
export function chosenStrength(tried: readonly WithErrors[], standardErrors = 1): number {
  const total = ({ errors }: WithErrors) => errors.reduce((sum, { error }) => sum + error, 0);
  const best = tried.reduce((least, one) => (total(one) < total(least) ? one : least));
  const isClose = ({ errors }: WithErrors) => {
    const above = errors.map(({ error }, at) => error - (best.errors[at]?.error ?? error));
    const middle = mean(above);
    const squares = above.reduce((sum, one) => sum + (one - middle) ** 2, 0);
    return middle <= standardErrors * Math.sqrt(squares / Math.max(1, above.length - 1) / above.length);
  };
  return tried.find(isClose)?.strength ?? 0;
}

/** Every fold at the strength that the other folds choose. */
export function nestedErrors(tried: readonly Tried[]): readonly SquaredError[] {
  return (tried[0]?.errors ?? []).map(({ fold }, at) => {
    const others = tried.map(({ strength, errors }) => ({
      strength,
      errors: errors.filter((one) => one.fold !== fold),
    }));
    const strength = chosenStrength(others);
    return tried.find((one) => one.strength === strength)?.errors[at] ?? { error: 0, change: 0 };
  });
}

/** 1 − Σ error with / Σ error without. */
function relativeGain(pairs: readonly (readonly [without: number, withKnown: number])[]): number | null {
  const without = pairs.reduce((sum, [error]) => sum + error, 0);
  return without > 0 ? 1 - pairs.reduce((sum, [, error]) => sum + error, 0) / without : null;
}

/** Largest exponent of the penalty on edges that a covered regulator does not have in the source: beyond, their share goes to other regulators. */
const MOST_UNLISTED = 1;

/** [R × G] for training: unlisted edges cost at most e times as much. */
export function trainingPenalty(prior: Prior, strength: number): Float32Array {
  return edgePenalty(prior, strength, Math.min(strength, MOST_UNLISTED));
}

/**
 * [R × G] e^(−γ c) for known edges, c the source's confidence; e^unlisted, without a limit e^γ, for the other edges of covered regulators; 1 for
 * regulators of which nothing is known.
 */
function edgePenalty(prior: Prior, strength: number, unlisted = strength): Float32Array {
  const [genes, regulators] = [prior.genes.length, prior.regulators.length];
  const other = Math.exp(unlisted);
  const factors = new Float32Array(regulators * genes).fill(1);
  for (let r = 0; r < regulators; r++)
    for (let gene = 0; gene < genes; gene++) {
      const at = gene * regulators + r;
      const known = prior.known[at];
      if (known === 1) factors[r * genes + gene] = Math.exp(-strength * (prior.confidence[at] ?? 1));
      else if (known === -1) factors[r * genes + gene] = other;
    }
  return factors;
}

/** One fit: the ridge on its training cells. `penalty` per cell; `factors` [R × G], null: 1 everywhere. */
export class KnownRidge {
  readonly #prepared: Prepared;
  readonly #ridge: WeightedRidge;
  /** z of a raised gene: median over the training perturbations; where nothing was raised, that of a gene that is not measured. */
  readonly #raised: number | null;

  constructor(prepared: Prepared) {
    const { training, problem } = prepared;
    this.#prepared = prepared;
    this.#ridge = new WeightedRidge(cellRidgeInput(training, problem.cells, problem.regulators));
    const raised = prepared.perturbations
      .filter((one) => one.training)
      .flatMap(({ interventions, endpoints }) =>
        interventions
          .filter(({ kind }) => kind === 'overexpression')
          .flatMap(({ gene }) => endpoints.map(({ shift }) => shift[gene] as number)),
      );
    this.#raised = raised.length > 0 ? median(raised) : null;
  }

  /** [G × R] */
  coefficients(factors: Float32Array | null, penalty: number): Float64Array {
    return this.#ridge.solve(factors, penalty);
  }

  /** Errors at the last time point of each perturbation, of the steady state x = C x with the targets clamped. */
  errors(coefficients: Float64Array, unseen: readonly MeasuredPerturbation[]): readonly SquaredError[] {
    const response = this.#responseOf(coefficients);
    return unseen.flatMap(({ interventions, endpoints }) => {
      const last = endpoints.at(-1);
      if (!last) return [];
      const targets = interventions.map(({ gene }) => gene);
      return squaredError({ predicted: response(interventions), measured: last.shift, targets });
    });
  }

  /** With N = (I − C_RR)⁻¹ and targets T at levels v: x_R = N_RT f, N_TT f = v, and x = C x_R. No change where there is no steady state. */
  #responseOf(coefficients: Float64Array): (interventions: readonly Intervention[]) => Float64Array {
    const { regulators, shape } = this.#prepared.problem;
    const size = regulators.length;
    const system = new Float64Array(size * size);
    for (const [r, gene] of regulators.entries())
      for (let q = 0; q < size; q++)
        system[r * size + q] = Number(r === q) - (coefficients[gene * size + q] as number);
    const inverse = inverseOf(system, size)?.inverse;
    return (interventions) => {
      const predicted = new Float64Array(shape.genes);
      const set = interventions.flatMap((one) => {
        const r = regulators.indexOf(one.gene);
        return r < 0 ? [] : [{ r, level: this.#levelOf(one) }];
      });
      const among =
        inverse &&
        inverseOf(
          Float64Array.from(set.flatMap((row) => set.map(({ r }) => inverse[row.r * size + r] as number))),
          set.length,
        )?.inverse;
      if (!inverse || !among) return predicted;
      const state = new Float64Array(size);
      for (const [t, { r }] of set.entries()) {
        const force = set.reduce(
          (sum, { level }, u) => sum + (among[t * set.length + u] as number) * level,
          0,
        );
        for (let q = 0; q < size; q++)
          state[q] = (state[q] as number) + (inverse[q * size + r] as number) * force;
      }
      for (let gene = 0; gene < shape.genes; gene++)
        for (let q = 0; q < size; q++)
          predicted[gene] =
            (predicted[gene] as number) + (coefficients[gene * size + q] as number) * (state[q] as number);
      return predicted;
    };
  }

  #levelOf(one: Intervention): number {
    const isRaised = one.kind === 'overexpression' && !this.#prepared.latent.includes(one.gene);
    return (isRaised ? this.#raised : null) ?? clampLevel(this.#prepared, one);
  }
}
