/** `modulode predict`: the prediction of the sliders, as a table with remarks. */
import { type Command, Option } from 'commander';
import { deliver, jsonText, writeWhole } from '../files';
import type { Host } from '../host';
import { timeOf } from '../numberOptions';
import { deliverCells, nameOfCells } from './cells';
import { deliverAgreement, onDocument, type OnDocument, runOn } from './on';
import { changesOf, onlyOne, perturbsOption, type NamedLevel, timeAsked } from './perturbOptions';
import { openRun, runArgument } from '../runs';
import { badUsage } from '../failure';
import { additivity } from '../../dynamics/additivity';
import { predictionFactors } from '../../dynamics/fitted';
import { isPredicted, type Loadings, predictOutside } from '../../dynamics/loadings';
import {
  predictChange,
  predictedLevels,
  type Change,
  type PredictedChange,
  predictEnd,
} from '../../dynamics/predict';
import { limitsOf } from '../../inference/run/support';
import { runVerdict } from '../../inference/verdict/runVerdict';
import { doubtAbout } from '../../present/text/diagnosis';
import { describeVerdict, statementText } from '../../present/text/verdict';
import { doseNames } from '../../present/text/changes';
import { shrunkText, perturbSentence, predictedAgainst, predictedTime } from '../../present/text/perturb';
import { predictionTsv } from '../../present/report/prediction';
import { otherCellsLines } from '../../present/text/otherCells';
import { outsideText } from '../../present/text/outsideGenes';
import { scenarioName, settingText, limitText } from '../../present/text/scenarios';
import {
  additivityRemarks,
  type AdditivityRow,
  additivityRows,
  additivityTable,
} from '../../present/text/screen';
import {
  type PredictedScenario,
  predictedAnnData,
  predictedTable,
} from '../../share/exports/predictedValues';
import type { FinishedRun } from '../../share/finishedRun';

interface PredictOptions {
  readonly perturb?: readonly (readonly NamedLevel[])[];
  readonly cells?: string;
  readonly on?: string;
  readonly scenarios?: true;
  readonly time?: number;
  readonly out?: string;
  readonly additivity?: true;
  readonly json?: true;
}

export function addPredict(program: Command, host: Host): void {
  program
    .command('predict')
    .summary('predict the effect of perturbing genes, as the sliders do')
    .description(
      'Predicts the mean expression of every gene after knocking out, lowering or raising some genes. Prints a tab-separated table (gene, control, predicted, delta, low, high) in log expression, ln(1 + normalised count); for log ratios in log2 of the ratio to control. low and high are its 95 % interval, at least its range over the leave-out fits. Where measured genes are outside the network, they follow, and two more columns say what each gene is predicted from (network, modules, none) and its held-out error relative to no change. Remarks go to standard error.',
    )
    .addArgument(runArgument())
    .addOption(perturbsOption())
    .option(
      '--time <time>',
      'time in the unit of the data (default: the last time point); between measured times the model interpolates',
      timeOf,
    )
    .option(
      '--out <file>',
      'write to a file instead of standard output; all predicted values as AnnData if it ends in .h5ad',
    )
    .addOption(
      new Option(
        '--cells <file>',
        'write predicted cells (.h5ad) for programs that score them: control cells moved to the predicted mean of each --perturb, or without it of each perturbation of the screen, predicted by fits without it',
      )
        .argParser(nameOfCells)
        .conflicts(['scenarios', 'additivity', 'json', 'out', 'on']),
    )
    .option(
      '--on <file>',
      'start at the unperturbed cells of another file (another donor, clone or condition) with the same genes; adds the columns run_control and in_file (measured, absent, outside what the model saw). Without --perturb: how effects measured in it agree with predictions',
    )
    .addOption(
      new Option(
        '--scenarios',
        'print the scenarios kept in the run file, after that of --perturb, if any: scenario, perturbation, time, outside_data, gene, control, predicted, low, high, delta, log2 fold change with its interval, and for runs with genes outside the network what each is predicted from and its held-out error',
      ).conflicts(['additivity', 'json']),
    )
    .option(
      '--additivity',
      'of two genes or more: print the deviation from the sum of the single changes (gene, combined, sum, deviation, low, high, kind) in log2 fold change; low and high are its range over the leave-out fits',
    )
    .option('--json', 'print one JSON document with fold changes and warnings')
    .addHelpText(
      'after',
      '\nExamples:\n  $ modulode predict run1 --perturb "GATA1=0,SPI1=2" --out without-gata1.tsv\n  $ modulode predict screen.modulode.json --scenarios --out scenarios.h5ad',
    )
    .action(async (path: string, options: PredictOptions) => {
      const { out, cells } = options;
      if (!options.perturb && !options.scenarios && cells === undefined && options.on === undefined)
        throw withoutPerturbation();
      const perturb = cells === undefined ? onlyOne(options.perturb) : undefined;
      const opened = await openRun(path);
      const other = options.on === undefined ? null : await runOn(opened, options.on, host);
      const run = other?.moved ?? opened;
      const start = other === null ? [] : otherCellsLines(other.on, run.dataset.genes);
      if (other !== null && !perturb && !options.scenarios) {
        await deliverAgreement(host, run, other.on, options);
        return;
      }
      const { time, remark } = timeAsked(run.dataset, options.time);
      if (cells !== undefined) {
        const asked = options.perturb?.map((levels) => changesOf(levels, run));
        // The last time is one of several of the screen.
        const at = run.result.model.latestTime === null ? null : (options.time ?? null);
        await deliverCells(host, run, asked ? await Promise.all(asked) : null, at, cells);
        if (remark !== null) host.message(remark);
        return;
      }
      const changes = await changesOf(perturb ?? [], run);
      if (options.scenarios || isAnnData(out)) {
        const own = perturb ? { changes, time } : null;
        const scenarios = scenariosOf(run, own, options.scenarios ?? false);
        await deliverScenarios(host, run, scenarios, out);
        for (const line of [...scenarioRemarks(run, scenarios), ...start]) host.message(line);
        return;
      }
      const combination = options.additivity ? combinationOf(run, changes, time) : null;
      const answer = { changes, time, prediction: predictChange(run.result.model, changes, time) };
      const remarks = [
        ...(remark === null ? [] : [remark]),
        ...answerRemarks(run, answer),
        ...start,
        ...(combination ? additivityRemarks(run.dataset.genes, combination) : []),
      ];
      const text = options.json
        ? jsonText({
            ...answerDocument(run, answer),
            ...additivityDocument(run, combination),
            ...(other && { on: onDocument(other.on, run) }),
            remarks,
          } satisfies PredictionDocument)
        : combination
          ? additivityTable(run.dataset.genes, combination)
          : predictionTsv(run, answer, other && { on: other.on, opened });
      await deliver(host, text, out);
      for (const line of remarks) host.message(line);
    });
}

function withoutPerturbation() {
  return badUsage(
    'No perturbation is given',
    'predict needs --perturb, --scenarios for those kept in the run file, --cells or --on.',
    'Add --perturb "GENE=0".',
  );
}

/** What must not be interpreted, and what lies outside what the data support. */
function scenarioRemarks(run: FinishedRun, scenarios: readonly PredictedScenario[]): readonly string[] {
  const doubt = doubtAbout(runVerdict(run));
  return [
    ...(doubt === null ? [] : [`${doubt}.`]),
    ...scenarios.flatMap(({ name, limits }) =>
      limits.map((limit) => `${name}: ${limitText(limit, run.dataset.genes)}`),
    ),
  ];
}

/** Throws Failure for fewer than two changed genes. */
function combinationOf(
  { result }: FinishedRun,
  changes: readonly Change[],
  time: number | null,
): readonly AdditivityRow[] {
  const set = changes.filter(({ value }) => value !== 1).map(({ gene }) => gene);
  if (set.length < 2)
    throw badUsage(
      'One gene is not a combination',
      'Additivity compares a combination with its single changes.',
      'Set two genes or more with --perturb.',
    );
  return additivityRows(additivity(result.model, changes, time), set);
}

function additivityDocument({ dataset }: FinishedRun, rows: readonly AdditivityRow[] | null) {
  return (
    rows && { additivity: rows.map(({ gene, ...row }) => ({ gene: dataset.genes[gene] ?? '', ...row })) }
  );
}

interface Answer {
  readonly changes: readonly Change[];
  /** null: the last time point. */
  readonly time: number | null;
  readonly prediction: PredictedChange;
}

/** As a JSON document, with fold changes and warnings. */
function answerDocument(run: FinishedRun, answer: Answer) {
  const { result, dataset } = run;
  const { prediction, changes, time } = answer;
  const verdict = runVerdict(run);
  return {
    perturbation: changes.map(({ gene, value }) => ({ gene: dataset.genes[gene] ?? '', value })),
    time: time ?? result.model.latestTime,
    timeUnit: dataset.timeUnit,
    kappa: predictionFactors(result.model, changes).kappa,
    doubt: doubtAbout(verdict),
    verdict: { predicts: verdict.predicts.level, edges: verdict.edges.level },
    beyondData: prediction.beyondData.map((gene) => dataset.genes[gene] ?? ''),
    leaveOutFits: result.model.leaveOut.length,
    units: run.dataset.scale === 'log-ratio' ? 'log2 ratio to control' : 'log1p expression',
    genes: predictedLevels(run.result.model, prediction, run.dataset.scale).map((row, gene) => ({
      ...row,
      log2FoldChange: prediction.log2FoldChange[gene] ?? 0,
      lowLog2FoldChange: prediction.low[gene] ?? 0,
      highLog2FoldChange: prediction.high[gene] ?? 0,
    })),
    ...(result.loadings ? { outside: outsideRows(run, result.loadings, answer) } : {}),
  };
}

/** The genes outside the network, as those of it, with their held-out errors. */
function outsideRows({ result, dataset }: FinishedRun, loadings: Loadings, { changes, prediction }: Answer) {
  const end = predictOutside(result.model, loadings, changes, prediction);
  return predictedLevels(loadings, end, dataset.scale).map((row, gene) => ({
    ...row,
    log2FoldChange: end.log2FoldChange[gene] ?? 0,
    lowLog2FoldChange: end.low[gene] ?? 0,
    highLog2FoldChange: end.high[gene] ?? 0,
    heldOutError: loadings.error[gene] ?? 1,
    predictedFrom: isPredicted(loadings, gene) ? 'modules' : 'none',
  }));
}

/** Remarks that the page shows with the prediction; the finding first. */
function answerRemarks(run: FinishedRun, { prediction, changes, time }: Answer): string[] {
  const { result, dataset } = run;
  const { title, line } = perturbSentence(
    dataset.genes,
    changes,
    prediction.log2FoldChange,
    predictedTime(dataset, time),
    predictedAgainst(dataset),
    doseNames(result.model),
  );
  const verdict = runVerdict(run);
  const doubt = doubtAbout(verdict);
  return [
    ...(doubt === null ? [] : [`${doubt}.`]),
    ...(changes.every(({ value }) => value === 1)
      ? ['No gene is perturbed: nothing changes.']
      : [`${title}.`, line]),
    ...describeVerdict(verdict)
      .filter(({ of }) => of === 'predicts')
      .map(statementText),
    shrunkText(result.model, changes),
    ...limitsOf({ dataset, model: result.model, isShared: false }, changes, prediction.beyondData).map(
      (limit) => limitText(limit, dataset.genes),
    ),
    result.loadings ? outsideText(result.loadings) : null,
    result.model.leaveOut.length === 0 && result.model.margins === null
      ? 'No interval is known: low and high equal the prediction.'
      : null,
  ].filter((remark) => remark !== null);
}

type PredictionDocument = ReturnType<typeof answerDocument> &
  Partial<NonNullable<ReturnType<typeof additivityDocument>>> & {
    readonly on?: OnDocument;
    /** What standard error says. */
    readonly remarks: readonly string[];
  };

/** What `--json` prints: of a perturbation, or how effects measured in another file agree. */
export type PredictDocument = PredictionDocument | OnDocument;

interface Asked {
  readonly changes: readonly Change[];
  readonly time: number | null;
}

/** `own`: of --perturb. Throws Failure where there is none, and no kept scenario. */
function scenariosOf(run: FinishedRun, own: Asked | null, withKept: boolean): readonly PredictedScenario[] {
  const { dataset, view } = run;
  const predicted = (name: string, { changes, time }: Asked): PredictedScenario => {
    const prediction = predictEnd(run.result.model, changes, time);
    const limits = limitsOf(
      { dataset, model: run.result.model, isShared: false },
      changes,
      prediction.beyondData,
    );
    return { name, changes, time, prediction, limits };
  };
  const kept = withKept
    ? view.scenarios.map((one) =>
        predicted(scenarioName(one, dataset), { changes: one.sliders, time: one.time }),
      )
    : [];
  const asked = own
    ? [predicted(settingText({ sliders: own.changes, time: own.time }, dataset), own), ...kept]
    : kept;
  if (asked.length > 0) return asked;
  throw badUsage(
    'The run file has no scenarios',
    'Scenarios are kept on the page, on Perturb, and saved with the run.',
    'Give a perturbation with --perturb.',
  );
}

/** As a table, or as AnnData where the file is to end in .h5ad. */
async function deliverScenarios(
  host: Host,
  run: FinishedRun,
  scenarios: readonly PredictedScenario[],
  file: string | undefined,
): Promise<void> {
  if (file === undefined || !isAnnData(file)) return deliver(host, predictedTable(run, scenarios), file);
  await writeWhole(file, await predictedAnnData(run, scenarios));
  host.message(`Written to ${file}`);
}

function isAnnData(file: string | undefined): boolean {
  return file?.toLowerCase().endsWith('.h5ad') ?? false;
}
