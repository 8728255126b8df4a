/** A made-up run beside other methods, the quick ones, for tests. Not used by the app. */
import { toTheEnd } from '../numerics/toTheEnd';
import { againstTruth } from '../reportCard/againstTruth';
import { judge } from '../reportCard/judge';
import type { BesideOthers } from '../reportCard/reportCard';

import type { FinishedRun } from '../snapshot/runFile';

/** The two methods that grow trees are left out. */
export function sampleBeside({ dataset, settings, result, truth }: FinishedRun): BesideOthers {
  const { card, networks } = toTheEnd(judge({ dataset, settings, result, budget: 12 }, 0));
  return { card, truthCard: truth && againstTruth(networks, truth, dataset, settings.seed) };
}
