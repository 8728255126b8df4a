/** What is done with the network and how the cells are sequenced, from the options. */
import { perturbationKinds } from '../../dataset/mapping';
import { Option, type Command } from 'commander';
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

/** Values in all: 200 MB, and some minutes. */
const MOST_VALUES = 50_000_000;
const MOST_PERTURBATIONS = 2000;
/** Decay times: by then everything has long come to rest. */
const LATEST = 100;
/** More would be a pseudo-time to whoever reads the file. */
const MOST_TIMES = 30;
const MOST_DOSES = 10;
/** All that is lost leaves nothing to learn from. */
const MOST_LOST = 0.95;

/** Under the names that commander gives them. */
export const experimentOptionNames = [
  'kind',
  'perturbations',
  'combinations',
  'dose',
  'times',
  'controls',
  'cells',
  'minCells',
  'escaping',
  'hidden',
  'hiddenFactors',
  'depth',
  'depthSpread',
  'ambient',
  'dropout',
  'batches',
  'batchSpread',
  'counts',
  'flaw',
  'seed',
];

export function addExperimentOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--kind <kind>', 'what is done to the perturbed genes')
        .choices(perturbationKinds)
        .default('knockout'),
    )
    .option(
      '--perturbations <n>',
      'genes that are perturbed (default: every regulator; of a published network every gene)',
      wholeNumber(1, MOST_PERTURBATIONS),
    )
    .option('--combinations <n>', 'pairs of them that are perturbed together', wholeNumber(0, 1_000_000), 0)
    .option(
      '--dose <list>',
      'knockdown: share of the production that is left (default: 0.2); overexpression: production added, in resting (published networks: full) ones (default: 2; 1). Several with commas',
      numberList(0, 100, MOST_DOSES),
    )
    .option(
      '--times <list>',
      'when cells are taken, in decay times after the perturbation, with commas (default: at rest; published networks: on the way)',
      numberList(0, LATEST, MOST_TIMES),
    )
    .option('--controls <n>', 'control cells, at each time', wholeNumber(0, 1_000_000), 400)
    .option('--cells <n>', 'cells of each perturbation and dose, at each time', wholeNumber(1, 1_000_000), 60)
    .option(
      '--min-cells <n>',
      'cells of the last perturbation, where they shall be unequal (default: as --cells)',
      wholeNumber(1, 1_000_000),
    )
    .option('--escaping <share>', 'share of the perturbed cells that are not', numberWithin(0, 1), 0)
    .option(
      '--hidden <strength>',
      'standard deviation of log production by hidden factors that cells differ in',
      numberWithin(0, 3),
    )
    .option('--hidden-factors <n>', 'how many these are (default: 1)', wholeNumber(1, 100))
    .option('--depth <n>', 'counts of a cell in the mean', numberWithin(1, 1_000_000))
    .option('--depth-spread <s>', 'standard deviation of log depth between cells', numberWithin(0, 3))
    .option('--ambient <share>', "share of the counts that are other cells' free RNA", numberWithin(0, 1), 0)
    .option(
      '--dropout <share>',
      'share of the values that are lost, low ones first',
      numberWithin(0, MOST_LOST),
      0,
    )
    .option('--batches <n>', 'groups of cells that were processed together', wholeNumber(1, 100), 1)
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
        'perturbations do nothing; they have exchanged their names; labels are shuffled over all cells',
      ).choices(flaws),
    )
    .option('--seed <n>', 'the same seed gives the same file', wholeNumber(0, 999_999_999), 1);
}

/** For a network of `genes`, of which `perturbable` can be perturbed. Throws Failure where the numbers do not go together. */
export function experimentOf(
  options: ExperimentOptions,
  { genes, perturbable }: { readonly genes: number; readonly perturbable: number },
): ExperimentSettings {
  const { kind, combinations, dose, times, controls, cells, escaping, ambient, dropout, seed } = options;
  const perturbations = options.perturbations ?? perturbable;
  if (perturbations > perturbable) throw tooManyPerturbations(perturbable, genes);
  const pairs = pairsOf(perturbations);
  if (combinations > pairs)
    throw badUsage(
      `--combinations: ${count(combinations)} are more than there can be`,
      `${count(perturbations)} perturbed genes make ${count(pairs)} pairs.`,
      `Give a number from 0 to ${count(pairs)}, or more --perturbations.`,
    );
  if (dose !== undefined && (kind === 'knockout' || (kind === 'knockdown' && dose.some((left) => left > 1))))
    throw badUsage(
      `--dose: ${dose.join(', ')} cannot be for ${kind === 'knockout' ? 'knockouts' : 'knockdowns'}`,
      kind === 'knockout'
        ? 'A gene that is knocked out is gone.'
        : 'It is the share of the production that a knockdown leaves.',
      'Give shares from 0 to 1 with --kind knockdown, or what is added with --kind overexpression.',
    );
  const { minCells } = options;
  if (minCells !== undefined && minCells > cells)
    throw badUsage(
      `--min-cells: ${count(minCells)} exceeds --cells`,
      `The first perturbation has ${count(cells)} cells, and the last one the fewest.`,
      `Give a number from 1 to ${count(cells)}, or more --cells.`,
    );
  if (options.hiddenFactors !== undefined && options.hidden === undefined)
    throw badUsage(
      '--hidden-factors: how strong they are is missing',
      'Factors without strength change nothing.',
      'Give --hidden too, such as 0.5.',
    );
  const doses = dose?.length ?? 1;
  const values = (controls + (perturbations + combinations) * doses * cells) * (times?.length ?? 1) * genes;
  if (values > MOST_VALUES)
    throw badUsage(
      `${count(values)} values are too many`,
      `That many cells of that many genes would take hours; at most ${count(MOST_VALUES)} are simulated.`,
      'Take fewer --cells, --controls, --perturbations, --combinations, --times, doses or --genes.',
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

function tooManyPerturbations(perturbable: number, genes: number): Error {
  if (perturbable === genes)
    return badUsage(
      `--perturbations: there are only ${count(genes)} genes`,
      'Each can be perturbed once; for pairs of them there is --combinations.',
      `Give a number from 1 to ${count(genes)}.`,
    );
  return badUsage(
    `--perturbations: there are only ${count(perturbable)} regulators`,
    'Genes that regulate no other are not perturbed: nothing but themselves would change.',
    `Give a number from 1 to ${count(perturbable)}, or more --regulators.`,
  );
}
