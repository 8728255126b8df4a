/** Options for the simulated experiment: perturbations, time points, cells and sequencing. */
import { perturbationKinds, removesActivity } from '../../dataset/mapping';
import { Command, Option } from 'commander';
import { count } from '../../present/text/format';
import { pairsOf, type ExperimentSettings, flaws, type Flaw } from '../../simulation/experiment';
import { badUsage } from '../failure';
import { numberWithin, wholeNumber, numberList } from '../numberOptions';

export interface ExperimentOptions {
  readonly kind: ExperimentSettings['kind'];
  readonly perturbations?: number;
  readonly combinations: number;
  readonly dose?: readonly number[];
  readonly times?: readonly number[];
  readonly controls: number;
  readonly cells: number;
  readonly minCells?: number;
  readonly escaping: number;
  readonly hidden?: number;
  readonly hiddenFactors?: number;
  readonly depth?: number;
  readonly depthSpread?: number;
  readonly ambient: number;
  readonly dropout: number;
  readonly batches: number;
  readonly batchSpread: number;
  readonly counts?: true;
  readonly flaw?: Flaw;
  readonly seed: number;
}

/** Cells × genes: 200 MB and some minutes. */
const MAX_VALUES = 50_000_000;
const MAX_PERTURBATIONS = 2000;
/** In decay times: steady state is reached long before. */
const MAX_TIME = 100;
/** More would be recognised as a pseudo-time. */
const MAX_TIMES = 30;
const MAX_DOSES = 10;
/** Complete dropout leaves no data. */
const MAX_DROPOUT = 0.95;

export function addExperimentOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--kind <kind>', 'kind of perturbation').choices(perturbationKinds).default('knockout'),
    )
    .option(
      '--perturbations <n>',
      'number of perturbed genes (default: every regulator; every gene of a published network)',
      wholeNumber(1, MAX_PERTURBATIONS),
    )
    .option('--combinations <n>', 'number of pairs perturbed together', wholeNumber(0, 1_000_000), 0)
    .option(
      '--dose <list>',
      'knockdown: remaining share of production (default: 0.2); overexpression: added production, in units of resting production (default: 2), or of full production in published networks (default: 1). Comma-separated list',
      numberList(0, 100, MAX_DOSES),
    )
    .option(
      '--times <list>',
      'sampling times, in mRNA lifetimes after the perturbation, comma-separated (default: steady state; published networks: before it)',
      numberList(0, MAX_TIME, MAX_TIMES),
    )
    .option('--controls <n>', 'control cells per time', wholeNumber(0, 1_000_000), 400)
    .option('--cells <n>', 'cells per perturbation, dose and time', wholeNumber(1, 1_000_000), 60)
    .option(
      '--min-cells <n>',
      'cells of the last perturbation, for unequal numbers (default: as --cells)',
      wholeNumber(1, 1_000_000),
    )
    .option('--escaping <share>', 'share of cells in which the perturbation fails', numberWithin(0, 1), 0)
    .option(
      '--hidden <strength>',
      'standard deviation of log production caused by hidden factors of cells',
      numberWithin(0, 3),
    )
    .option('--hidden-factors <n>', 'number of hidden factors (default: 1)', wholeNumber(1, 100))
    .option('--depth <n>', 'mean counts per cell', numberWithin(1, 1_000_000))
    .option('--depth-spread <s>', 'standard deviation of log depth between cells', numberWithin(0, 3))
    .option('--ambient <share>', 'share of ambient counts from other cells', numberWithin(0, 1), 0)
    .option(
      '--dropout <share>',
      'share of values lost to dropout, preferably low ones',
      numberWithin(0, MAX_DROPOUT),
      0,
    )
    .option('--batches <n>', 'number of batches', wholeNumber(1, 100), 1)
    .option(
      '--batch-spread <s>',
      "standard deviation of a gene's log efficiency between batches",
      numberWithin(0, 3),
      0.3,
    )
    .option('--counts', 'write raw counts (default: log1p of counts by depth)')
    .addOption(
      new Option(
        '--flaw <flaw>',
        'inactive perturbations, exchanged perturbation names, or labels shuffled over all cells',
      ).choices(flaws),
    )
    .option('--seed <n>', 'the same seed gives the same file', wholeNumber(0, 999_999_999), 1);
}

/** Attribute names in commander. */
export const experimentOptionNames = addExperimentOptions(new Command()).options.map((option) =>
  option.attributeName(),
);

/** Settings of the experiment on `genes` genes, `perturbable` of which can be perturbed. Throws Failure for inconsistent numbers. */
export function experimentOf(
  options: ExperimentOptions,
  { genes, perturbable }: { readonly genes: number; readonly perturbable: number },
): ExperimentSettings {
  const { kind, combinations, dose, times, controls, cells, escaping, ambient, dropout, seed } = options;
  const perturbations = options.perturbations ?? perturbable;
  if (perturbations > perturbable)
    throw perturbable === genes
      ? badUsage(
          `--perturbations: there are only ${count(genes)} genes`,
          'Each gene is perturbed once; for pairs use --combinations.',
          `Give a number from 1 to ${count(genes)}.`,
        )
      : badUsage(
          `--perturbations: there are only ${count(perturbable)} regulators`,
          'Genes without targets are not perturbed, because no other gene would change.',
          `Give a number from 1 to ${count(perturbable)}, or more --regulators.`,
        );
  const pairs = pairsOf(perturbations);
  if (combinations > pairs)
    throw badUsage(
      `--combinations: ${count(combinations)} is not possible`,
      `${count(perturbations)} perturbed genes make ${count(pairs)} pairs.`,
      `Give a number from 0 to ${count(pairs)}, or more --perturbations.`,
    );
  if (
    dose !== undefined &&
    (removesActivity(kind) || (kind === 'knockdown' && dose.some((left) => left > 1)))
  )
    throw badUsage(
      `--dose: ${dose.join(', ')} is not possible for ${kind}s`,
      removesActivity(kind)
        ? 'Knockouts and inhibitors have no dose.'
        : 'The dose of a knockdown is the remaining share of production.',
      'Give shares from 0 to 1 with --kind knockdown, or the added production with --kind overexpression.',
    );
  const { minCells } = options;
  if (minCells !== undefined && minCells > cells)
    throw badUsage(
      `--min-cells: ${count(minCells)} exceeds --cells`,
      `The first perturbation has ${count(cells)} cells, the last one the minimum.`,
      `Give a number from 1 to ${count(cells)}, or more --cells.`,
    );
  if (options.hiddenFactors !== undefined && options.hidden === undefined)
    throw badUsage(
      '--hidden-factors requires --hidden',
      'The strength of the factors is missing.',
      'Add --hidden, such as --hidden 0.5.',
    );
  const doses = dose?.length ?? 1;
  const values = (controls + (perturbations + combinations) * doses * cells) * (times?.length ?? 1) * genes;
  if (values > MAX_VALUES)
    throw badUsage(
      `${count(values)} values are too many`,
      `Cells × genes may not exceed ${count(MAX_VALUES)}.`,
      'Reduce --cells, --controls, --perturbations, --combinations, --times, --dose or --genes.',
    );
  return {
    kind,
    perturbations,
    combinations,
    controls,
    cellsPerPerturbation: cells,
    escaping,
    seed,
    ...(minCells !== undefined && { fewestCells: minCells }),
    ...(dose && { doses: dose }),
    ...(times && { times }),
    ...(options.hidden !== undefined && {
      hidden: { factors: options.hiddenFactors ?? 1, strength: options.hidden },
    }),
    ...(options.depth !== undefined && { depth: options.depth }),
    capture: {
      ambient,
      dropout,
      batches: options.batches,
      batchSpread: options.batchSpread,
      ...(options.counts && { written: 'counts' as const }),
      ...(options.depthSpread !== undefined && { depthSpread: options.depthSpread }),
    },
    ...(options.flaw && { flaw: options.flaw }),
  };
}
