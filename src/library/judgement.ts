/** A run beside every other method, for programs: the card with its sentence. */
import type { Truth } from '../evaluation/truth';
import { toTheEnd } from '../numerics/toTheEnd';
import { againstTruth } from '../inference/benchmark/againstTruth';
import { judge } from '../inference/benchmark/runBenchmark';
import type { BesideOthers } from '../inference/benchmark/benchmark';
import { verdictOf } from '../present/text/reportCard';
import type { FinishedRun } from '../share/runFile';

export interface Judgement extends BesideOthers {
  /** The card in one plain sentence, as the page has it. */
  readonly title: string;
  /** The numbers behind it. */
  readonly line: string;
}

export function judgementOf(run: FinishedRun, truth: Truth | null): Judgement {
  const { dataset, settings, result, view } = run;
  const { card, networks } = toTheEnd(judge({ dataset, settings, result, budget: view.edgeBudget }));
  const truthCard = truth && againstTruth(networks, truth, dataset, settings.seed);
  const beside = { card, truthCard };
  return { ...verdictOf(run, beside), ...beside };
}
