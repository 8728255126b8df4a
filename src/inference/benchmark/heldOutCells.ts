/**
 * Comparison of networks as CausalBench makes it: a fifth of the cells of every condition is held out, Modulode and every other method
 * learn again from the rest, and their edges are tested on the held-out cells. On request only, since it takes one more training.
 */
import { inCanonicalOrder } from '../../dataset/canonicalOrder';
import { cellCount, isControl } from '../../dataset/dataset';
import { networkBy } from '../../evaluation/methods/methods';
import { screenOf } from '../../evaluation/methods/screen';
import {
  causalBenchScores,
  chanceScores,
  edgeCountsOf,
  measuredPairs,
  type CausalBenchScores,
} from '../../evaluation/referenceFree/heldOutScores';
import { conditionEffects, isTestable } from '../../evaluation/referenceFree/conditionEffects';
import { heldOutCells } from '../../evaluation/splits';
import type { Network } from '../../network/network';
import { refit, type RunToRepeat } from '../confidence/refit';
import type { CreateDevice } from '../run/fit';
import type { HeldOutCellsBenchmark, NetworkSource } from './benchmark';
import { MAX_MINUTES, methodsOf } from './otherNetworks';

/**
 * null where fewer than two perturbations of single genes have five held-out cells. Methods beyond `maxMinutes` are left out. Independent
 * of the order of genes and cells. Rejects as refit does.
 */
export async function compareOnHeldOutCells(
  run: RunToRepeat,
  createDevice: CreateDevice,
  onProgress: (part: NetworkSource, share: number) => void,
  maxMinutes = MAX_MINUTES,
): Promise<HeldOutCellsBenchmark | null> {
  const { seed } = run.settings;
  const { dataset } = inCanonicalOrder(run.dataset);
  const { train, test } = heldOutCells(dataset, seed);
  const isTraining = (label: string) => !dataset.heldOut.includes(label);
  const alone = conditionEffects(test).filter(
    ({ label, targets }) => isTraining(label) && targets.length === 1,
  );
  const tested = new Set(alone.filter(isTestable).map(({ label }) => label));
  const size = { genes: dataset.genes.length, regulators: dataset.candidates };
  const measured = measuredPairs(alone, size, dataset.latent ?? [], seed);
  const counts = edgeCountsOf(measured);
  if (tested.size < 2 || counts.length === 0) return null;

  const scored = (network: Network): readonly CausalBenchScores[] =>
    causalBenchScores(network, measured, counts);
  onProgress('modulode', 0);
  const { network } = await refit(run, {
    dataset: train,
    seed,
    createDevice,
    read: () => Promise.resolve(null),
    onProgress: (share) => onProgress('modulode', share),
  });
  const rows: HeldOutCellsBenchmark['rows'][number][] = [{ source: 'modulode', scores: scored(network) }];
  const screen = screenOf(train);
  const others = methodsOf(train);
  for (const { source: method, minutes } of others) {
    if (minutes > maxMinutes) continue;
    const learning = networkBy(method, screen, seed);
    let step = learning.next();
    for (; step.done !== true; step = learning.next()) onProgress(method, step.value);
    rows.push({ source: method, scores: scored(step.value) });
  }
  const labelsAlone = new Set(
    dataset.conditions
      .filter((one) => !isControl(one) && one.interventions.length === 1 && isTraining(one.label))
      .map(({ label }) => label),
  );
  return {
    heldOutCells: test.cells,
    cells: cellCount(dataset),
    perturbations: tested.size,
    tooFewCells: labelsAlone.size - tested.size,
    edges: counts,
    rows,
    chance: chanceScores(measured, counts, seed),
    leftOut: others.filter(({ minutes }) => minutes > maxMinutes),
  };
}
