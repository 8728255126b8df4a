/**
 * Runs the benchmark part by part: predictions of means and of cells, identifiability, the run's network, then the networks of other
 * methods, in this thread, fastest first, or as others compute them. All use the cells, genes and candidate regulators of the run's training.
 */
import type { TrainingData, TrainingSettings } from '../../dynamics/settings';
import {
  scoreWithShuffled,
  effectsWithShuffled,
  type EffectsWithShuffled,
} from '../../evaluation/referenceFree/causalBench';
import type { FitResult } from '../run/result';
import { methodNames, type MethodName } from '../../evaluation/methods/methodNames';
import { networkBy } from '../../evaluation/methods/methods';
import type { Truth } from '../../evaluation/networks/truth';
import type { Network } from '../../network/network';
import { drain } from '../../numerics/lazy';
import { benchmarkCells } from './cells';
import { fieldBenchmark } from './field';
import { benchmarkPredictions } from './predictions';
import { benchmarkWithTruth } from './truth';
import type {
  BenchmarkedNetwork,
  BenchmarkProgress,
  BenchmarkResult,
  FullBenchmark,
  NetworkSource,
} from './benchmark';
import { comparedMethods, MAX_MINUTES, methodsOf, type OtherNetworks } from './otherNetworks';
import type { CanonicalOrder } from '../../dataset/canonicalOrder';
import { identifiability, type Identifiability } from '../../evaluation/referenceFree/identifiability';
import { heldOutPerturbations } from '../../evaluation/splits';
import type { ConditionEffects } from '../../evaluation/referenceFree/conditionEffects';
import { screenOf, screenOrder } from '../../evaluation/methods/screen';

/** A finished run; `budget`: number of edges at which networks are scored without a reference. */
export interface RunToBenchmark {
  readonly dataset: TrainingData;
  readonly settings: TrainingSettings;
  readonly result: FitResult;
  readonly budget: number;
}

export interface BenchmarkStep {
  readonly progress: BenchmarkProgress;
  /** A new object whenever a part is done. */
  readonly card: BenchmarkResult;
  readonly networks: ReadonlyMap<NetworkSource, Network>;
}

/** Stop iterating to cancel; returns the last step. Independent of the order of genes and cells; leaves out methods beyond `maxMinutes`. */
export function* runBenchmark(
  run: RunToBenchmark,
  maxMinutes = MAX_MINUTES,
): Generator<BenchmarkStep, BenchmarkStep> {
  const screen = screenOf(run.dataset);
  let begun = yield* ownParts(run, maxMinutes, screen.order);
  for (const method of comparedMethods(run.dataset, maxMinutes)) {
    const network = yield* withProgress(begun.step, method, networkBy(method, screen, run.settings.seed));
    begun = withNetwork(begun, method, network);
    yield begun.step;
  }
  return begun.step;
}

/** All of it at once. `truth`: a reference, if there is one. */
export function wholeBenchmark(run: RunToBenchmark, truth: Truth | null): FullBenchmark {
  const { card, networks } = drain(runBenchmark(run));
  const { dataset, settings } = run;
  return { card, truthCard: truth && benchmarkWithTruth(networks, truth, dataset, settings.seed) };
}

/** The same with networks of other threads, of exactly the methods compared; lists them in the same order, whatever comes first. */
export async function* runBenchmarkBeside(
  run: RunToBenchmark,
  others: Pick<OtherNetworks, 'steps'>,
  maxMinutes = MAX_MINUTES,
): AsyncGenerator<BenchmarkStep, BenchmarkStep> {
  let begun = yield* ownParts(run, maxMinutes);
  for await (const { method, share, network } of others.steps()) {
    if (network === null) yield { ...begun.step, progress: { part: method, share } };
    else {
      begun = withNetwork(begun, method, network);
      yield begun.step;
    }
  }
  return begun.step;
}

/** A benchmark that knows the run's own numbers, and how networks are judged. */
export interface BegunBenchmark {
  readonly step: BenchmarkStep;
  readonly judged: (source: NetworkSource, network: Network) => BenchmarkedNetwork;
}

/** All but the networks of other methods. */
export function* ownParts(
  { dataset, settings, result, budget }: RunToBenchmark,
  maxMinutes = MAX_MINUTES,
  order = screenOrder(dataset),
): Generator<BenchmarkStep, BegunBenchmark> {
  const { seed } = settings;
  const leftOut = methodsOf(dataset).filter(({ minutes }) => minutes > maxMinutes);
  let step: BenchmarkStep = {
    progress: { part: 'predictions', share: 1 },
    card: {
      predictions: benchmarkPredictions(dataset, result, seed),
      cells: null,
      field: null,
      identifiability: null,
      networks: [],
      leftOut,
    },
    networks: new Map([['modulode', result.network]]),
  };
  yield step;

  const cells = yield* withProgress(step, 'cells', benchmarkCells(dataset, result, seed));
  step = {
    ...step,
    progress: { part: 'cells', share: 1 },
    card: { ...step.card, cells, field: fieldBenchmark(dataset, result) },
  };
  yield step;

  const evidence = yield* withProgress(step, 'identifiability', trainingEvidence(order, seed));
  const judged = (source: NetworkSource, network: Network) => ({
    source,
    withoutTruth: scoreWithShuffled(network, evidence.effects, budget),
  });
  step = {
    ...step,
    progress: { part: 'modulode', share: 1 },
    card: {
      ...step.card,
      identifiability: evidence.identifiability,
      networks: [judged('modulode', result.network)],
    },
  };
  yield step;
  return { step, judged };
}

/** With the network of another method. */
export function withNetwork(
  { step, judged }: BegunBenchmark,
  method: MethodName,
  network: Network,
): BegunBenchmark {
  const order: readonly NetworkSource[] = ['modulode', ...methodNames];
  const place = (source: NetworkSource) => order.indexOf(source);
  const networks = [...step.card.networks, judged(method, network)];
  return {
    judged,
    step: {
      progress: { part: method, share: 1 },
      card: { ...step.card, networks: networks.toSorted((a, b) => place(a.source) - place(b.source)) },
      networks: new Map(
        [...step.networks, [method, network] as const].toSorted(([a], [b]) => place(a) - place(b)),
      ),
    },
  };
}

/** Reports a part before it begins and during its computation. */
function* withProgress<Result>(
  before: BenchmarkStep,
  part: BenchmarkProgress['part'],
  computation: Generator<number, Result>,
): Generator<BenchmarkStep, Result> {
  yield { ...before, progress: { part, share: 0 } };
  for (let next = computation.next(); ; next = computation.next()) {
    if (next.done === true) return next.value;
    yield { ...before, progress: { part, share: next.value } };
  }
}

/** From the training cells, in canonical order, so that shuffles and sums do not depend on the order of the file. */
interface TrainingEvidence {
  readonly effects: EffectsWithShuffled;
  readonly identifiability: Identifiability;
}

/** Genes numbered as in the dataset behind the screen. Yields the share done. */
function* trainingEvidence(
  { dataset, placeOfGene }: CanonicalOrder,
  seed: number,
): Generator<number, TrainingEvidence> {
  const { train } = heldOutPerturbations(dataset, dataset.heldOut);
  const effects = yield* effectsWithShuffled(train, seed);
  return {
    effects: {
      screen: inOwnOrder(effects.screen, placeOfGene),
      shuffled: effects.shuffled.map((one) => inOwnOrder(one, placeOfGene)),
    },
    identifiability: inOwnNumbers(identifiability(train, effects.screen), geneAt(placeOfGene)),
  };
}

function inOwnOrder(
  effects: readonly ConditionEffects[],
  placeOfGene: Int32Array,
): readonly ConditionEffects[] {
  const gene = geneAt(placeOfGene);
  const ordered = (values: Float64Array) =>
    Float64Array.from(placeOfGene, (place) => values[place] as number);
  return effects.map((one) => ({
    ...one,
    targets: one.targets.map((place) => gene[place] as number),
    wasserstein: ordered(one.wasserstein),
    p: ordered(one.p),
  }));
}

function inOwnNumbers(known: Identifiability, gene: Int32Array): Identifiability {
  const numbers = (places: readonly number[]) =>
    places.map((place) => gene[place] as number).toSorted((a, b) => a - b);
  return {
    ...known,
    alone: numbers(known.alone),
    onlyTogether: numbers(known.onlyTogether),
    neverPerturbed: numbers(known.neverPerturbed),
    movingTogether: known.movingTogether.map(numbers),
  };
}

/** [G] inverse permutation: the gene at each place. */
function geneAt(placeOfGene: Int32Array): Int32Array {
  const genes = new Int32Array(placeOfGene.length);
  placeOfGene.forEach((place, gene) => {
    genes[place] = gene;
  });
  return genes;
}
