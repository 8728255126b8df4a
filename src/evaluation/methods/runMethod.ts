/** Runs a method of the gallery on a screen: settings checked, needs met, result in the order of the data set. */
import type { TrainingData } from '../../dynamics/settings';
import type { Network } from '../../network/network';
import { type Prior, priorOn } from '../../network/prior';
import { errorOverNoChange } from '../predictions/predictionError';
import { type BaselinePrediction, heldOutPredictions } from './baselinePredictors';
import {
  type FoundByMethod,
  type LeftOut,
  type LinkVerdict,
  type Method,
  type MethodInput,
  MethodRefusal,
  type PartErrors,
  type Predict,
  type SettingValues,
  readsPrior,
  settingsOf,
  unmetNeeds,
} from './method';
import { type Screen, inOriginalOrder } from './screen';

export interface MethodResult {
  /** In the order of the data set behind the screen; unsigned methods have no negative weight. */
  readonly network: Network;
  /** [R × G] as the method gave them, in canonical order: input of the consensus. */
  readonly scores: Float32Array;
  /** Held-out perturbations at the last time point; empty where the method does not predict. */
  readonly predictions: readonly BaselinePrediction[];
  /** Of methods that learn from a known network. */
  readonly links?: LinkVerdict;
  /** Errors on held-out perturbations over no change, each without a part of the method. */
  readonly without?: PartErrors;
}

/** Everything but the screen and the known network that its data set has; settings that are not given have their default. */
export interface MethodRequest extends Pick<
  MethodInput,
  'run' | 'networks' | 'cells' | 'embeddings' | 'seed'
> {
  readonly settings: SettingValues;
}

/**
 * Yields the share done; stop iterating (`return`) to cancel. Throws MethodRefusal where the screen lacks what the method needs, RangeError
 * for a setting that does not exist or lies outside its range, Error where a method breaks its promises.
 */
export async function* runMethod(
  { about, load }: Method,
  screen: Screen,
  { settings, ...beside }: MethodRequest,
): AsyncGenerator<number, MethodResult> {
  const checked = settingsOf(about.settings, settings);
  const { run, networks } = beside;
  const [lacking] = unmetNeeds(about, screen.original, {
    run: run !== undefined,
    networks: networks?.length ?? 0,
  });
  if (lacking !== undefined) throw new MethodRefusal(lacking, `${about.name} needs ${lacking}`);
  const algorithm = await load();
  const prior = readsPrior(about) ? knownTo(screen.original) : null;
  const found = yield* algorithm({ screen, settings: checked, ...beside, ...(prior && { prior }) });
  return resultOf(found, screen, about.name);
}

function knownTo({ knowledge, genes, candidates }: TrainingData): Prior | null {
  if (!knowledge) return null;
  const regulators = Array.from(candidates, (gene) => genes[gene] ?? '');
  const laid = priorOn(knowledge.edges, knowledge.name, genes, regulators);
  return laid.ok ? laid.value : null;
}

function resultOf(
  { scores, predict, links, without }: FoundByMethod,
  screen: Screen,
  name: string,
): MethodResult {
  const { original, order, dataset } = screen;
  if (scores.length !== dataset.candidates.length * dataset.genes.length || scores.some(Number.isNaN))
    throw new Error(`${name} did not converge: its scores are not numbers`);
  return {
    network: {
      genes: original.genes,
      regulators: original.candidates,
      weights: inOriginalOrder(scores, original, order),
      stability: null,
    },
    scores,
    predictions: predict === null ? [] : heldOutPredictions(screen, atLatestTime(screen, predict)),
    ...(links && { links }),
    ...(without && { without: errorsOf(without, screen) }),
  };
}

function errorsOf(without: Readonly<Record<LeftOut, Predict>>, screen: Screen): PartErrors {
  const errorOf = (part: LeftOut) =>
    errorOverNoChange(heldOutPredictions(screen, atLatestTime(screen, without[part])));
  return {
    adapter: errorOf('adapter'),
    'edge-perturbation': errorOf('edge-perturbation'),
    network: errorOf('network'),
  };
}

/**
 * Each gene within its values in the training cells: linear systems leave them by far where a loop is close to instability or a perturbation
 * is stronger than all that were learned from.
 */
function atLatestTime(
  { dataset, cells }: Screen,
  predict: Predict,
): Parameters<typeof heldOutPredictions>[1] {
  const genes = dataset.genes.length;
  const least = new Float64Array(genes).fill(Infinity);
  const most = new Float64Array(genes).fill(-Infinity);
  for (const [at, value] of cells.values.entries()) {
    const g = at % genes;
    least[g] = Math.min(value, least[g] as number);
    most[g] = Math.max(value, most[g] as number);
  }
  const latest = Math.max(...dataset.conditions.map(({ time }) => time ?? -Infinity));
  return (interventions, time) =>
    time === null || time === latest
      ? predict(interventions).map((value, g) =>
          Math.min(Math.max(value, least[g] as number), most[g] as number),
        )
      : null;
}
