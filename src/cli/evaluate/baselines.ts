/** A run beside every other method, as the page's report card has it; computed here, with progress where a terminal shows it. */
import type { Truth } from '../../evaluation/networks/truth';
import { benchmarkWithTruth } from '../../inference/benchmark/truth';
import { runBenchmark } from '../../inference/benchmark/runBenchmark';
import type {
  FullBenchmark,
  BenchmarkProgress,
  PredictionBenchmark,
} from '../../inference/benchmark/benchmark';
import { networkSourceNames, perturbationNoun } from '../../present/text/names';
import { percent } from '../../present/text/format';
import type { FinishedRun } from '../../share/finishedRun';
import type { Host } from '../host';
import { evaluationText } from '../../present/text/evaluation';
import {
  predictedCellsTable,
  predictedCellsText,
  calibrationTexts,
  cellTable,
  leftOutTexts,
  predictionTable,
  truthTable,
  type CardTable,
} from '../../present/text/benchmarkTables';
import { besideOthersTitle, verdictOf } from '../../present/text/benchmark';
import { indented, table } from '../lines';

interface Asked {
  readonly truth: Truth | null;
  /** Edges of each network that the cells judge. */
  readonly budget: number;
  /** Methods that would take longer are left out. */
  readonly mostMinutes: number;
}

/** Milliseconds until others are heard. */
const BETWEEN_BREATHS = 50;

/** Ends with what is known where `isStopped` says so, asked now and then. */
export async function besideOthers(
  { dataset, settings, result }: Pick<FinishedRun, 'dataset' | 'settings' | 'result'>,
  { truth, budget, mostMinutes }: Asked,
  host: Pick<Host, 'status' | 'now'>,
  isStopped: () => boolean,
): Promise<FullBenchmark> {
  const judging = runBenchmark({ dataset, settings, result, budget }, mostMinutes);
  let breathed = host.now();
  for (let step = judging.next(); ; step = judging.next()) {
    if (step.done === true || isStopped()) {
      host.status?.('');
      const { card, networks } = step.value;
      return { card, truthCard: truth && benchmarkWithTruth(networks, truth, dataset, settings.seed) };
    }
    host.status?.(progressText(step.value.progress));
    if (host.now() - breathed < BETWEEN_BREATHS) continue;
    await new Promise((heard) => setImmediate(heard));
    breathed = host.now();
  }
}

function progressText({ part, share }: BenchmarkProgress): string {
  if (part === 'predictions') return 'Simpler predictions';
  if (part === 'cells') return `Predicted cells, ${percent(share)}`;
  if (part === 'identifiability') return `What the screen can tell, ${percent(share)}`;
  return `${networkSourceNames[part]}, ${percent(share)}`;
}

/** As plain lists. */
export function besideOthersDocument({ card, truthCard }: FullBenchmark) {
  return {
    card,
    truthCard: truthCard && {
      ...truthCard,
      rows: truthCard.rows.map((row) => ({
        ...row,
        curve: { recall: [...row.curve.recall], precision: [...row.curve.precision] },
      })),
    },
  };
}

/** The report card in lines of a terminal: one sentence, then a table each for predictions, networks and the reference. */

export function besideOthersLines(run: FinishedRun, beside: FullBenchmark, columns: number): string[] {
  const { title, line } = verdictOf(run, beside);
  const { card, truthCard } = beside;
  const noun = perturbationNoun(run.dataset);
  return [
    besideOthersTitle,
    ...indented(title, columns),
    ...indented(line, columns),
    ...(card.predictions ? ['', ...predictionLines(card.predictions, noun, columns)] : []),
    ...(card.cells
      ? ['', ...tableLines(predictedCellsTable(card.cells)), ...indented(predictedCellsText.about, columns)]
      : []),
    '',
    ...tableLines(cellTable(card)),
    ...(truthCard ? ['', ...tableLines(truthTable(truthCard))] : []),
    ...leftOutTexts(card).flatMap((text) => indented(text, columns)),
  ];
}

function predictionLines(predictions: PredictionBenchmark, noun: string, columns: number): string[] {
  return [
    ...tableLines(predictionTable(predictions, noun)),
    ...[evaluationText.errors, ...calibrationTexts(predictions)].flatMap((text) => indented(text, columns)),
  ];
}

function tableLines({ title, columns, rows }: CardTable): string[] {
  return [title, ...table(indentedRows([columns, ...rows]), 1)];
}

function indentedRows(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]);
}
