/** Several runs that differ in the seed only: their mean network, and what each of them measured. */
import { compareWithTruth } from '../../evaluation/compare';
import type { Network } from '../../network/network';
import { rankMean } from '../../network/rankMean';
import type { FinishedRun } from '../../share/runFile';

/** What stays of one seed's run. */
export interface SeedRun {
  readonly seed: number;
  readonly network: Network;
  /** Numbers by column of seeds.tsv; null where they were not measured. */
  readonly measured: Readonly<Record<string, number | null>>;
}

export function seedRunOf({ settings, result, truth, view }: FinishedRun): SeedRun {
  const { crossValidation, heldOut, diagnosis, model, network } = result;
  const compared = truth && compareWithTruth(network, truth, view.edgeBudget);
  return {
    seed: settings.seed,
    network,
    measured: {
      steps_kept: model.stepsKept,
      kappa: crossValidation?.kappa ?? null,
      cross_validated_error: crossValidation?.error ?? null,
      cross_validated_shrunk_error: crossValidation?.shrunkError ?? null,
      held_out_error: heldOut?.error ?? null,
      held_out_shrunk_error: heldOut?.shrunkError ?? null,
      held_out_pearson: heldOut?.pearson ?? null,
      signal: diagnosis.signal,
      agreement: diagnosis.agreement,
      auprc: compared?.auprc ?? null,
      density: compared?.density ?? null,
      auroc: compared?.auroc ?? null,
      early_precision: compared?.earlyPrecision ?? null,
    },
  };
}

/**
 * The mean of the seeds' ranks with the sizes of the first one's network (docs/method.md, "Rank mean"). Stability is the share of
 * seeds that give an edge the sign it has in the mean. `runs`: at least one, of the same data.
 */
export function meanNetwork(runs: readonly SeedRun[]): Network {
  const [first] = runs;
  if (!first) throw new Error('there is no mean of no networks');
  const members = runs.map(({ network }) => network.weights);
  const weights = rankMean(first.network, first.network.weights, members);
  const stability = weights.map((weight, pair) => {
    const agreeing = members.filter((member) => (member[pair] ?? 0) * weight > 0);
    return agreeing.length / members.length;
  });
  return { ...first.network, weights, stability };
}

/** One line per seed; empty where a number was not measured. */
export function seedsTsv(runs: readonly SeedRun[]): string {
  const columns = Object.keys(runs[0]?.measured ?? {});
  const lines = runs.map(({ seed, measured }) =>
    [seed, ...columns.map((column) => measured[column] ?? '')].join('\t'),
  );
  return `${[['seed', ...columns].join('\t'), ...lines].join('\n')}\n`;
}
