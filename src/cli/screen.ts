/** `modulode screen`: every perturbation, or every pair, ranked by what it does to a gene or a module. */
import { InvalidArgumentError, type Command } from 'commander';
import {
  type Outcome,
  pairs,
  ranked,
  screened,
  type ScreenedPerturbation,
  singles,
} from '../dynamics/perturbationScreen';
import { safeName } from '../network/formats/edgeLists';
import { changesText } from '../present/text/perturb';
import { count, signed } from '../present/text/format';
import type { FinishedRun } from '../share/finishedRun';
import { MAX_SLIDER } from '../share/view';
import { badUsage } from './failure';
import { deliver, jsonText } from './files';
import type { Host } from './host';
import { numberWithin, wholeNumber } from './numberOptions';
import { geneAt, timeAsked } from './predict/perturbOptions';
import { openRun, runArgument } from './runs';

interface NamedOutcome {
  readonly name: string;
  readonly direction: Outcome['direction'];
}

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
      'Predicts every perturbation of a candidate regulator, or every pair, and ranks them by what happens to a gene or a module. Prints a tab-separated table (perturbation, value, low, high): log2 fold change, positive in the wanted direction, and its 95 % interval; of a module the mean over its genes. Remarks go to standard error.',
    )
    .addArgument(runArgument())
    .requiredOption('--outcome <what>', 'a gene or a module, up or down: "KLF1:up", "M1:down"', outcomeOf)
    .option('--genes <names>', 'genes to perturb, separated by commas (default: all candidate regulators)')
    .option('--pairs', 'perturb two genes at a time')
    .option(
      '--level <level>',
      `level relative to control: 0 knocked out, 2 doubled, at most ${MAX_SLIDER} (default: 0, or 2 where the screen only raises genes)`,
      numberWithin(0, MAX_SLIDER),
    )
    .option(
      '--time <time>',
      'time in the unit of the data (default: the last time point)',
      numberWithin(-1e9, 1e9),
    )
    .option('--top <n>', 'number of lines (default: all)', wholeNumber(1, 1e9))
    .option('--out <file>', 'write to a file instead of standard output')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  $ modulode screen run1 --outcome "KLF1:down" --pairs --genes GATA1,FLI1,SPI1,CEBPA',
    )
    .action((path: string, options: ScreenOptions) => screen(path, options, host));
}

function outcomeOf(typed: string): NamedOutcome {
  const [, name, direction] = /^(.+):(up|down)$/u.exec(typed.trim()) ?? [];
  if (name === undefined || (direction !== 'up' && direction !== 'down'))
    throw new InvalidArgumentError('Write a gene or module and a direction, such as KLF1:up.');
  return { name: name.trim(), direction };
}

/** More predictions than these are refused: hours. */
const MAX_PREDICTIONS = 2_000_000;

async function screen(path: string, options: ScreenOptions, host: Host): Promise<void> {
  const run = await openRun(path);
  const { model } = run.result;
  const { genes } = run.dataset;
  const outcome = { ...genesOf(run, options.outcome.name), direction: options.outcome.direction };
  const { time, remark } = timeAsked(run.dataset, options.time);
  const level = options.level ?? usualLevel(run);
  const chosen =
    options.genes === undefined
      ? [...model.regulators]
      : [...new Set(options.genes.split(',').map((name) => geneAt(name.trim(), genes)))];
  const number = options.pairs ? (chosen.length * (chosen.length - 1)) / 2 : chosen.length;
  if (number === 0 || number > MAX_PREDICTIONS)
    throw badUsage(
      `${count(number)} perturbations cannot be screened`,
      options.pairs && number === 0 ? 'A pair needs two genes.' : `At most ${count(MAX_PREDICTIONS)} can be.`,
      'Choose other genes with --genes.',
    );
  const perturbations = options.pairs ? pairs(chosen, level) : singles(chosen, level);
  const all = ranked(screened(model, perturbations, outcome, time));
  const rows = all.slice(0, options.top ?? all.length);
  const nameOf = ({ changes }: ScreenedPerturbation) =>
    changes.map(({ gene, value }) => `${genes[gene] ?? ''}=${value}`).join(',');
  const text = options.json
    ? jsonText({
        outcome: options.outcome,
        level,
        units: 'log2 fold change',
        perturbations: rows.map((one) => ({
          perturbation: nameOf(one),
          value: one.value,
          low: one.low,
          high: one.high,
          isBeyondData: one.isBeyondData,
        })),
      })
    : table(rows, nameOf);
  await deliver(host, text, options.out);
  for (const line of remarks(run, options.outcome, all)) host.message(line);
  if (remark !== null) host.message(remark);
}

/** A module by its name, or the name a user gave to it; else a gene. */
function genesOf({ dataset, result, view }: FinishedRun, name: string): Pick<Outcome, 'genes'> {
  const wanted = name.toLowerCase();
  const module = result.modules.find(
    (one, index) => one.name.toLowerCase() === wanted || view.moduleNames[index]?.toLowerCase() === wanted,
  );
  return module && module.genes.length > 0 ? module : { genes: [geneAt(name, dataset.genes)] };
}

function usualLevel({ dataset }: FinishedRun): number {
  const kinds = dataset.conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  return kinds.length > 0 && kinds.every((kind) => kind === 'overexpression') ? 2 : 0;
}

function table(rows: readonly ScreenedPerturbation[], nameOf: (one: ScreenedPerturbation) => string): string {
  const lines = rows.map((one) =>
    [safeName(nameOf(one)), ...[one.value, one.low, one.high].map((value) => value.toPrecision(4))].join(
      '\t',
    ),
  );
  return `${['perturbation\tvalue\tlow\thigh', ...lines].join('\n')}\n`;
}

function remarks(
  { dataset }: FinishedRun,
  { name, direction }: NamedOutcome,
  all: readonly ScreenedPerturbation[],
): string[] {
  const [best] = all;
  if (!best) return [];
  const sure = all.filter(({ low }) => low > 0).length;
  const measured = new Set(
    dataset.conditions.map(({ interventions }) =>
      interventions
        .map(({ gene }) => gene)
        .toSorted((a, b) => a - b)
        .join(),
    ),
  );
  const unseen = all.filter(
    ({ changes }) =>
      !measured.has(
        changes
          .map(({ gene }) => gene)
          .toSorted((a, b) => a - b)
          .join(),
      ),
  ).length;
  const beyond = all.filter(({ isBeyondData }) => isBeyondData).length;
  return [
    `Strongest for ${name} ${direction}: ${changesText(dataset.genes, best.changes)} (${signed(best.value)} log2).`,
    `${count(sure)} of ${count(all.length)} have an interval above no change; ${count(unseen)} were not measured in this screen.`,
    ...(beyond === 0 ? [] : [`${count(beyond)} set a gene to a level that no cell has: extrapolation.`]),
  ];
}
