/** One screen with a known network: the default preset next to every other method, and predictions of held-out perturbations. */
import { type Dataset, perturbedInTraining } from '../../src/dataset/dataset';
import { presets, settingsFor, type TrainingSettings } from '../../src/dynamics/settings';
import { type Interval, auprcOverRegulators } from '../../src/evaluation/bootstrap';
import { density } from '../../src/evaluation/networks/metrics';
import { perturbedApart } from '../../src/evaluation/networks/networkScores';
import { squaredError, type PredictedShift } from '../../src/evaluation/predictions/predictionError';
import { scorePairs } from '../../src/evaluation/networks/scoredPairs';
import type { UntimedResult } from '../../src/inference/run/result';
import { unseenPredictions } from '../../src/inference/benchmark/predictions';
import type { MethodName } from '../../src/evaluation/methods/methodNames';
import type { Method } from '../../src/evaluation/methods/method';
import { networkBy } from '../../src/evaluation/methods/methods';
import { type MethodRequest, type MethodResult, runMethod } from '../../src/evaluation/methods/runMethod';
import { screenOf } from '../../src/evaluation/methods/screen';
import type { Network } from '../../src/network/network';
import { drain } from '../../src/numerics/lazy';
import type { Predictor } from '../../src/inference/benchmark/benchmark';
import { withCost, type Cost } from './job';
import type { KnownScreen } from './screens';
import { createDevice } from '../../src/dynamics/device/createDevice';
import { Inference } from '../../src/inference/run/inference';

export type Source = 'modulode' | MethodName;

interface NetworkScore {
  readonly source: Source;
  /** With its interval over regulators; null if no pair is true. */
  readonly auprc: Interval | null;
  /** AUPRC over regulators that were never perturbed in training. */
  readonly neverPerturbed: number | null;
  readonly processorSeconds: number;
}

/** One held-out perturbation: mean squared error over its genes, and that of predicting no change; z units. */
export interface Loss {
  readonly predictor: Predictor;
  readonly label: string;
  readonly error: number;
  readonly change: number;
}

export interface SetRow {
  readonly group: string;
  readonly name: string;
  readonly from: 'here' | 'shared';
  readonly genes: number;
  readonly cells: number;
  readonly regulators: number;
  readonly density: number;
  readonly networks: readonly NetworkScore[];
  /** Largest memory of the process, earlier jobs included. */
  readonly megabytes: number;
  readonly wallSeconds: number;
  readonly losses: readonly Loss[];
  /** Held-out error relative to no change, before κ; null if nothing was held out. */
  readonly unshrunkError: number | null;
  /** null with too few perturbations. */
  readonly crossValidation: {
    readonly error: number;
    readonly shrunkError: number;
    readonly kappa: number;
  } | null;
}

interface Measuring extends Pick<SetRow, 'group' | 'from'> {
  readonly methods: readonly MethodName[];
  readonly settings?: Partial<TrainingSettings>;
}

/** Seed of forests and of intervals. */
const SEED = 1;

/** Networks of the default and of the other methods, of one screen. */
interface Learned {
  readonly dataset: Dataset;
  readonly result: UntimedResult;
  /** Of the run. */
  readonly cost: Cost;
  readonly networks: readonly {
    readonly source: Source;
    readonly network: Network;
    readonly processorSeconds: number;
  }[];
}

export async function measured(known: KnownScreen, measuring: Measuring): Promise<SetRow> {
  return scored(await learned(known.dataset, measuring), known, measuring);
}

export async function learned(dataset: Dataset, { methods, settings }: Measuring): Promise<Learned> {
  const own = await withCost(() => fitted(dataset, { ...presets.default, ...settings }));
  const screen = screenOf(dataset);
  const networks: Learned['networks'][number][] = [
    { source: 'modulode', network: own.row.network, processorSeconds: own.cost.processorSeconds },
  ];
  for (const source of methods) {
    const other = await withCost(async () => drain(networkBy(source, screen, SEED)));
    networks.push({ source, network: other.row, processorSeconds: other.cost.processorSeconds });
  }
  return { dataset, result: own.row, cost: own.cost, networks };
}

/** `sources`: names of the regulators to score, if not all candidates. */
export function scored(
  { dataset, result, cost, networks }: Learned,
  { name, truth }: Pick<KnownScreen, 'name' | 'truth'>,
  { group, from }: Measuring,
  sources: ReadonlySet<string> = new Set(dataset.genes),
): SetRow {
  const scoredOf = (network: Network) => scorePairs(ofSources(network, sources), truth, 'candidates');
  const own = scoredOf(result.network);
  const perturbed = perturbedInTraining(dataset);
  const { crossValidation } = result;
  return {
    group,
    name,
    from,
    genes: dataset.genes.length,
    cells: dataset.cells,
    regulators: new Set(own.pairs.map((pair) => Math.floor(pair / dataset.genes.length))).size,
    density: density(own.positive),
    networks: networks.map(({ source, network, processorSeconds }) => {
      const ofNetwork = scoredOf(network);
      return {
        source,
        auprc: auprcOverRegulators(ofNetwork, SEED),
        neverPerturbed: perturbedApart(ofNetwork, perturbed).neverPerturbed.auprc,
        processorSeconds,
      };
    }),
    megabytes: cost.megabytes,
    wallSeconds: cost.wallSeconds,
    losses: heldOutLosses(dataset, result),
    unshrunkError: result.heldOut?.error ?? null,
    crossValidation: crossValidation && {
      error: crossValidation.error,
      shrunkError: crossValidation.shrunkError,
      kappa: crossValidation.kappa,
    },
  };
}

/** The rows of these regulators in a network. */
export function ofSources(network: Network, sources: ReadonlySet<string>): Network {
  const genes = network.genes.length;
  const rows = [...network.regulators.keys()].filter((r) =>
    sources.has(network.genes[network.regulators[r] ?? -1] ?? ''),
  );
  return {
    ...network,
    regulators: Int32Array.from(rows, (r) => network.regulators[r] ?? 0),
    weights: Float32Array.from(
      rows.flatMap((r) => [...network.weights.subarray(r * genes, (r + 1) * genes)]),
    ),
    stability: null,
  };
}

/** Losses on held-out perturbations: of the model as the page shows them, and of predictors without a network. */
export function heldOutLosses(dataset: Dataset, result: UntimedResult): readonly Loss[] {
  const { what, judged, predictions } = unseenPredictions(dataset, { ...result, seconds: 0 });
  if (what !== 'held out') return [];
  const others = predictions.filter(({ predictor }) => predictor !== 'no-change');
  return others.flatMap(({ predictor, shifts }) =>
    judged.flatMap((one, place) => {
      const predicted = shifts[place] ?? null;
      return predicted === null ? [] : (lossOf(predictor, one.label, { ...one, predicted }) ?? []);
    }),
  );
}

/** null if the perturbation changed nothing. */
function lossOf(predictor: Predictor, label: string, shift: PredictedShift): Loss | null {
  const loss = squaredError(shift);
  return loss.change > 0 ? { predictor, label, ...loss } : null;
}

/** A whole method of the gallery. */
export async function ended(method: Method, dataset: Dataset, request: MethodRequest): Promise<MethodResult> {
  const run = runMethod(method, screenOf(dataset), request);
  for (let step = await run.next(); ; step = await run.next()) if (step.done === true) return step.value;
}

/** A whole run in this thread, as the page makes it. */
export async function fitted(dataset: Dataset, settings: TrainingSettings): Promise<UntimedResult> {
  const own = settingsFor(dataset, settings);
  const inference = await Inference.create(dataset, own, (problem) => createDevice('wasm', problem));
  try {
    while (!inference.isDone) await inference.advance();
    return await inference.result();
  } finally {
    inference.dispose();
  }
}
