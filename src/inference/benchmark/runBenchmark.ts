/**
 * Sets a run beside every other method, part by part: what it predicted first, of means and of cells, what the screen can tell, its network, and then the
 * networks of the others, the quickest first. All from the cells, genes and candidate regulators that the run was trained on.
 */
import type { Dataset } from '../../dataset/dataset';
import type { TrainingSettings } from '../../dynamics/settings';
import { judgeBesideShuffled } from '../../evaluation/referenceFree/besideShuffled';
import type { FitResult } from '../result';
import { methodNames, networkBy, screenOf } from '../../evaluation/methods/methods';
import type { Network } from '../../network/network';
import { cellsCard } from './cellsCard';
import { minutesOf, MOST_MINUTES, sizeOf } from './cost';
import { predictionCard } from './predictionCard';
import type { JudgingProgress, NetworkSource, ReportCard } from './benchmark';
import { trainingSide } from './trainingSide';

/** A finished run, and at how many edges its network is judged where no truth says how many. */
export interface RunToJudge {
  readonly dataset: Dataset;
  readonly settings: TrainingSettings;
  readonly result: FitResult;
  readonly budget: number;
}

export interface JudgingStep {
  readonly progress: JudgingProgress;
  /** Another one each time a part is done. */
  readonly card: ReportCard;
  readonly networks: ReadonlyMap<NetworkSource, Network>;
}

/**
 * To cancel, stop asking; returns the last step. The same numbers whatever the order of genes and cells. Methods that would take more than
 * `mostMinutes` are left out.
 */
export function* judge(
  { dataset, settings, result, budget }: RunToJudge,
  mostMinutes = MOST_MINUTES,
): Generator<JudgingStep, JudgingStep> {
  const { seed } = settings;
  let step: JudgingStep = {
    progress: { part: 'predictions', share: 1 },
    card: {
      predictions: predictionCard(dataset, result, seed),
      cells: null,
      identifiability: null,
      networks: [],
      leftOut: [],
    },
    networks: new Map([['modulode', result.network]]),
  };
  yield step;

  const cells = yield* withProgress(step, 'cells', cellsCard(dataset, result, seed));
  step = { ...step, progress: { part: 'cells', share: 1 }, card: { ...step.card, cells } };
  yield step;

  const screen = screenOf(dataset);
  const knowing = trainingSide(screen, seed);
  const { effects, identifiability } = yield* withProgress(step, 'identifiability', knowing);
  const judged = (source: NetworkSource, network: Network) => ({
    source,
    withoutTruth: judgeBesideShuffled(network, effects, budget),
  });
  step = {
    ...step,
    progress: { part: 'modulode', share: 1 },
    card: { ...step.card, identifiability, networks: [judged('modulode', result.network)] },
  };
  yield step;

  for (const method of methodNames) {
    if (method === 'density') continue;
    const minutes = minutesOf(method, sizeOf(screen));
    if (minutes > mostMinutes) {
      const leftOut = [...step.card.leftOut, { source: method, minutes }];
      step = { ...step, progress: { part: method, share: 1 }, card: { ...step.card, leftOut } };
    } else {
      const network = yield* withProgress(step, method, networkBy(method, screen, seed));
      step = {
        progress: { part: method, share: 1 },
        card: { ...step.card, networks: [...step.card.networks, judged(method, network)] },
        networks: new Map([...step.networks, [method, network]]),
      };
    }
    yield step;
  }
  return step;
}

/** Tells of a part before it begins and while it is computed. */
function* withProgress<Result>(
  before: JudgingStep,
  part: JudgingProgress['part'],
  computation: Generator<number, Result>,
): Generator<JudgingStep, Result> {
  yield { ...before, progress: { part, share: 0 } };
  for (let next = computation.next(); ; next = computation.next()) {
    if (next.done === true) return next.value;
    yield { ...before, progress: { part, share: next.value } };
  }
}
