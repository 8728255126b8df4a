/** Comparison of a run with all other methods: computed in the calling thread with a status line, and printed as tables. */
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
  type BenchmarkTable,
} from '../../present/text/benchmarkTables';
import { besideOthersTitle, verdictOf } from '../../present/text/benchmark';
import { indented, table } from '../lines';

interface BenchmarkRequest {
  readonly truth: Truth | null;
  /** Number of edges of each network that are evaluated against the cells. */
  readonly budget: number;
  /** Methods with a longer estimated time are skipped. */
  readonly maxMinutes: number;
}

/** Milliseconds between yields to the event loop. */
const YIELD_INTERVAL = 50;

/** Returns what is known as soon as `isStopped`, which is polled, returns true. */
export async function compareWithMethods(
  { dataset, settings, result }: Pick<FinishedRun, 'dataset' | 'settings' | 'result'>,
  { truth, budget, maxMinutes }: BenchmarkRequest,
  host: Pick<Host, 'status' | 'now'>,
  isStopped: () => boolean,
): Promise<FullBenchmark> {
  const judging = runBenchmark({ dataset, settings, result, budget }, maxMinutes);
  let yieldedAt = host.now();
  for (let step = judging.next(); ; step = judging.next()) {
    if (step.done === true || isStopped()) {
      host.status?.('');
      const { card, networks } = step.value;
      return { card, truthCard: truth && benchmarkWithTruth(networks, truth, dataset, settings.seed) };
    }
    host.status?.(progressText(step.value.progress));
    if (host.now() - yieldedAt < YIELD_INTERVAL) continue;
    await new Promise((resolve) => setImmediate(resolve));
    yieldedAt = host.now();
  }
}

function progressText({ part, share }: BenchmarkProgress): string {
  if (part === 'predictions') return 'Simpler predictions';
  if (part === 'cells') return `Predicted cells, ${percent(share)}`;
  if (part === 'identifiability') return `Identifiability, ${percent(share)}`;
  return `${networkSourceNames[part]}, ${percent(share)}`;
}

/** As a JSON document. */
export function benchmarkDocument({ card, truthCard }: FullBenchmark) {
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

export function benchmarkLines(run: FinishedRun, beside: FullBenchmark, columns: number): string[] {
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

function tableLines({ title, columns, rows }: BenchmarkTable): string[] {
  return [title, ...table(indentedRows([columns, ...rows]), 1)];
}

function indentedRows(rows: readonly (readonly string[])[]): string[][] {
  return rows.map(([first = '', ...rest]) => [`  ${first}`, ...rest]);
}
