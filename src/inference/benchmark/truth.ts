/** Networks against a reference, each at as many edges as are true. */
import type { TrainingData } from '../../dynamics/settings';
import { perturbedInTraining } from '../../dataset/dataset';
import { compareScored, trainedEdges } from '../../evaluation/networks/truthComparison';
import { scoresOf } from '../../evaluation/networks/networkScores';
import { auprcOverRegulators } from '../../evaluation/bootstrap';
import { thinnedCurve } from '../../evaluation/networks/metrics';
import { scorePairs } from '../../evaluation/networks/scoredPairs';
import type { Truth } from '../../evaluation/networks/truth';
import { isSigned } from '../../evaluation/methods/methodNames';
import type { Network } from '../../network/network';
import type { NetworkSource, TruthBenchmark, TruthRow } from './benchmark';

const MAX_POINTS = 400;
/** Scored pairs: candidate regulator → gene. */
const UNIVERSE = 'candidates';

export type Networks = ReadonlyMap<NetworkSource, Network>;

type Judged = Pick<TrainingData, 'conditions' | 'heldOut' | 'knowledge'>;

/** `networks` share genes and candidates; null where the truth has no edge among them. */
export function benchmarkWithTruth(
  networks: Networks,
  truth: Truth,
  dataset: Judged,
  seed: number,
): TruthBenchmark | null {
  return cachedTruthBenchmark(truth, dataset, seed)(networks);
}

/** The same for a growing set of networks: each is compared once. */
export function cachedTruthBenchmark(
  truth: Truth,
  dataset: Judged,
  seed: number,
): (networks: Networks) => TruthBenchmark | null {
  const perturbed = perturbedInTraining(dataset);
  const known = new Map<Network, Compared | null>();
  const compared = (source: NetworkSource, network: Network): Compared | null => {
    const before = known.get(network);
    if (before !== undefined) return before;
    const found = compareOne(source, network, { truth, knowledge: dataset.knowledge, perturbed, seed });
    known.set(network, found);
    return found;
  };
  return (networks) => {
    const all = [...networks].flatMap(([source, network]) => compared(source, network) ?? []);
    const [first] = all;
    if (first === undefined) return null;
    const trained = all.find(({ row }) => row.source === 'modulode')?.trained ?? null;
    return { name: truth.name, ...first.pairs, trained, rows: all.map(({ row }) => row) };
  };
}

interface Compared {
  /** The same for every network. */
  readonly pairs: Pick<TruthBenchmark, 'pairs' | 'trueEdges' | 'density'>;
  readonly row: TruthRow;
  readonly trained: TruthBenchmark['trained'];
}

interface Reference {
  readonly truth: Truth;
  readonly knowledge: TrainingData['knowledge'];
  readonly perturbed: ReadonlySet<number>;
  readonly seed: number;
}

function compareOne(
  source: NetworkSource,
  network: Network,
  { truth, knowledge, perturbed, seed }: Reference,
): Compared | null {
  const scored = scorePairs(network, truth, UNIVERSE);
  const trueEdges = scored.positive.reduce((sum, isTrue) => sum + isTrue, 0);
  const comparison = compareScored(scored, trueEdges, UNIVERSE);
  if (comparison === null) return null;
  const { pairs, density, auroc, signAccuracy, curve } = comparison;
  return {
    pairs: { pairs, trueEdges, density },
    trained: source === 'modulode' ? trainedEdges(scored, knowledge) : null,
    row: {
      source,
      auprc: auprcOverRegulators(scored, seed),
      auroc,
      scores: scoresOf(scored, trueEdges, perturbed),
      signAccuracy: source === 'modulode' || isSigned(source) ? signAccuracy : null,
      curve: thinnedCurve(curve, MAX_POINTS),
    },
  };
}
