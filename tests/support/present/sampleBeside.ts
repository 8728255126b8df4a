/** A made-up run beside other methods, the quick ones, for tests. Not used by the app. */
import { toTheEnd } from '../../../src/numerics/toTheEnd';
import { againstTruth } from '../../../src/inference/benchmark/againstTruth';
import { judge } from '../../../src/inference/benchmark/runBenchmark';
import type { BesideOthers } from '../../../src/inference/benchmark/benchmark';

import type { FinishedRun } from '../../../src/share/runFile';

/** The two methods that grow trees are left out. */
export function sampleBeside({ dataset, settings, result, truth }: FinishedRun): BesideOthers {
  const { card, networks } = toTheEnd(judge({ dataset, settings, result, budget: 12 }, 0));
  return { card, truthCard: truth && againstTruth(networks, truth, dataset, settings.seed) };
}
