/** `modulode screen`: every perturbation, or every pair, ranked by what it does to a gene, a module, or the way to a group of cells. */
import { type Command, InvalidArgumentError } from 'commander';
import { cellGroups, shiftOfGroup } from '../dataset/cellGroups';
import {
  type Outcome,
  type ScreenedPerturbation,
  numberOfPerturbations,
  ranked,
  screened,
} from '../dynamics/perturbationScreen';
import { perturbationName } from '../dynamics/predict';
import { runVerdict } from '../inference/verdict/runVerdict';
import { supportsPredictions } from '../inference/verdict/statements';
import { jointErrors } from '../inference/run/margins';
import { geneFinder } from '../dataset/names/match';
import { adviceText } from '../present/text/advice';
import { count, listOf } from '../present/text/format';
import { MAX_SCREENED, type NamedOutcome, screenRemarks, screenTable } from '../present/text/screen';
import type { FinishedRun } from '../share/finishedRun';
import { MAX_SLIDER } from '../share/view';
import { badUsage, noSuchGroup } from './failure';
import { deliver, jsonText } from './files';
import type { Host } from './host';
import { numberWithin, timeOf, wholeNumber } from './numberOptions';
import { geneAt, timeAsked } from './predict/perturbOptions';
import { openRun, runArgument } from './runs';

interface ScreenOptions {
  readonly outcome: NamedOutcome;
  readonly genes?: string;
  readonly pairs?: true;
  readonly level?: number;
  readonly time?: number;
  readonly top?: number;
  readonly out?: string;
  readonly json?: true;
}

export function addScreen(program: Command, host: Host): void {
  program
    .command('screen')
    .summary('rank all perturbations, or all pairs, by an outcome')
    .description(
      'Predicts every perturbation of a candidate regulator, or every pair, and ranks them by what happens to a gene or a module, or by how far cells move towards a group of cells. Prints a tab-separated table (perturbation, value, low, high): log2 fold change, positive in the wanted direction, and its 95 % interval; of a module the means over its genes that are not perturbed; towards a group the share of the way, 1 for all of it. Remarks go to standard error.',
    )
    .addArgument(runArgument())
    .requiredOption(
      '--outcome <what>',
      'a gene or a module up or down, or a perturbation (with its time point, where there are several), batch or category whose cells are the goal: "KLF1:up", "M1:down", "SPI1:towards", "SPI1 (2 days):towards", "batch b2:towards", "cluster: early:towards"',
      outcomeOf,
    )
    .option('--genes <names>', 'genes to perturb, separated by commas (default: all candidate regulators)')
    .option('--pairs', 'perturb two genes at a time')
    .option(
      '--level <level>',
      `level relative to control: 0 knocked out, 2 raised as overexpression raises genes here, at most ${MAX_SLIDER} (default: 0, or 2 where the screen only raises genes)`,
      numberWithin(0, MAX_SLIDER),
    )
    .option('--time <time>', 'time in the unit of the data (default: the last time point)', timeOf)
    .option('--top <n>', 'number of lines (default: all)', wholeNumber(1))
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  $ modulode screen run1 --outcome "KLF1:down" --pairs --top 10')
    .action((path: string, options: ScreenOptions) => screen(path, options, host));
}

function outcomeOf(typed: string, before: NamedOutcome | undefined): NamedOutcome {
  if (before !== undefined) throw new InvalidArgumentError('It can be given only once.');
  const [, name, direction] = /^(.+):(up|down|towards)$/u.exec(typed.trim()) ?? [];
  if (name === undefined || (direction !== 'up' && direction !== 'down' && direction !== 'towards'))
    throw new InvalidArgumentError('Write a gene, module or group and a direction, such as KLF1:up.');
  return { name: name.trim(), direction };
}

async function screen(path: string, options: ScreenOptions, host: Host): Promise<void> {
  const run = await openRun(path);
  const { model } = run.result;
  const { genes } = run.dataset;
  const outcome = await outcomeIn(run, options.outcome);
  const { time, remark } = timeAsked(run.dataset, options.time);
  const level = options.level ?? usualLevel(run);
  const chosen =
    options.genes === undefined
      ? [...model.regulators]
      : [...new Set(await Promise.all(options.genes.split(',').map((name) => geneAt(name.trim(), run))))];
  const candidates = { genes: chosen, inPairs: options.pairs ?? false, level };
  const number = numberOfPerturbations(candidates);
  if (number === 0 || number > MAX_SCREENED)
    throw badUsage(
      number === 0 ? 'No perturbation can be screened' : `${count(number)} perturbations are too many`,
      number === 0 ? 'A pair needs two genes.' : `At most ${count(MAX_SCREENED)} can be screened at once.`,
      'Choose other genes with --genes.',
    );
  const errors = jointErrors(run.result.comparisons);
  const all = ranked(screened(model, { candidates, outcome, time, errors }));
  const rows = all.slice(0, options.top ?? all.length);
  const text = options.json
    ? jsonText(asDocument(options.outcome, level, rows, genes))
    : screenTable(genes, rows);
  await deliver(host, text, options.out);
  if (all.length === 0)
    host.message(
      `Nothing is listed: genes that are set do not count, and ${options.outcome.name} consists of these alone.`,
    );
  for (const line of screenRemarks(
    { ...run.result, dataset: run.dataset, isShared: false },
    options.outcome,
    all,
  ))
    host.message(line);
  if (!supportsPredictions(runVerdict(run))) host.message(adviceText.unsupported);
  if (remark !== null) host.message(remark);
}

/** What `--json` prints. */
export type ScreenDocument = ReturnType<typeof asDocument>;

function asDocument(
  outcome: NamedOutcome,
  level: number,
  rows: readonly ScreenedPerturbation[],
  genes: readonly string[],
) {
  return {
    outcome,
    level,
    units: outcome.direction === 'towards' ? 'share of the way' : 'log2 fold change',
    perturbations: rows.map(({ changes, beyondData, ...one }) => ({
      perturbation: perturbationName(genes, changes),
      ...one,
      isBeyondData: beyondData.length > 0,
    })),
  };
}

/** A group of cells; a module by its name, or the name a user gave to it; else a gene. */
async function outcomeIn(run: FinishedRun, { name, direction }: NamedOutcome): Promise<Outcome> {
  const { dataset, result, view } = run;
  const wanted = name.toLowerCase();
  if (direction === 'towards') {
    const groups = cellGroups(dataset);
    const group = groups.find((one) => one.name.toLowerCase() === wanted);
    if (group) return { direction, shift: shiftOfGroup(dataset, group, result.model.mean) };
    throw noSuchGroup(name, groups);
  }
  const module = result.modules.find(
    (one, index) => one.name.toLowerCase() === wanted || view.moduleNames[index]?.toLowerCase() === wanted,
  );
  if (!module && /^m\d+$/.test(wanted) && geneFinder(dataset.genes)(name) === null)
    throw badUsage(
      `The model has no module ${name}`,
      `Its modules are ${
        listOf(
          result.modules.map((one) => one.name),
          8,
        ) || 'none'
      }.`,
      'Name one of them, or a gene: KLF1:up.',
    );
  return {
    direction,
    genes: module && module.genes.length > 0 ? module.genes : [await geneAt(name, run)],
  };
}

function usualLevel({ dataset }: FinishedRun): number {
  const kinds = dataset.conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  return kinds.length > 0 && kinds.every((kind) => kind === 'overexpression') ? 2 : 0;
}
