/** Comparison of a run with all other methods: computed in the calling thread with a status line, and printed as tables. */
import type { Truth } from '../../evaluation/networks/truth';
import { benchmarkWithTruth } from '../../inference/benchmark/truth';
import { compareOnHeldOutCells } from '../../inference/benchmark/heldOutCells';
import { runBenchmark } from '../../inference/benchmark/runBenchmark';
import type {
  FullBenchmark,
  BenchmarkProgress,
  HeldOutCellsBenchmark,
} from '../../inference/benchmark/benchmark';
import { createThreadDevice } from '../../inference/run/fit';
import { networkSourceNames, perturbationNoun } from '../../present/text/names';
import { percent } from '../../present/text/format';
import type { FinishedRun } from '../../share/finishedRun';
import type { Host } from '../host';
import { evaluationText } from '../../present/text/evaluation';
import {
  causalBenchAbout,
  causalBenchTables,
  causalBenchTitle,
  noHeldOutCells,
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

/** The comparison of CausalBench; null where too few cells can be held out. */
export async function compareAsCausalBench(
  { dataset, settings, result }: Pick<FinishedRun, 'dataset' | 'settings' | 'result'>,
  maxMinutes: number,
  host: Pick<Host, 'status'>,
): Promise<HeldOutCellsBenchmark | null> {
  const found = await compareOnHeldOutCells(
    { dataset, settings, result },
    createThreadDevice,
    (part, share) => host.status?.(`${causalBenchTitle}: ${progressText({ part, share })}`),
    maxMinutes,
  );
  host.status?.('');
  return found;
}

export function causalBenchLines(found: HeldOutCellsBenchmark | null, columns: number): string[] {
  if (found === null) return [causalBenchTitle, ...indented(noHeldOutCells, columns)];
  return [
    ...causalBenchTables(found).flatMap((one) => [...tableLines(one), '']),
    ...[causalBenchAbout(found), ...leftOutTexts(found)].flatMap((text) => indented(text, columns)),
  ];
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

export function benchmarkLines(run: FinishedRun, benchmark: FullBenchmark, columns: number): string[] {
  const { title, line } = verdictOf(run, benchmark);
  const { card, truthCard } = benchmark;
  const texts = (paragraphs: readonly string[]) => paragraphs.flatMap((text) => indented(text, columns));
  return [
    besideOthersTitle,
    ...texts([title, line]),
    ...(card.predictions
      ? [
          '',
          ...tableLines(predictionTable(card.predictions, perturbationNoun(run.dataset))),
          ...texts([evaluationText.errors, ...calibrationTexts(card.predictions)]),
        ]
      : []),
    ...(card.cells
      ? ['', ...tableLines(predictedCellsTable(card.cells)), ...texts([predictedCellsText.about])]
      : []),
    '',
    ...tableLines(cellTable(card)),
    ...(truthCard ? ['', ...tableLines(truthTable(truthCard))] : []),
    ...texts(leftOutTexts(card)),
  ];
}

function tableLines({ title, columns, rows }: BenchmarkTable): string[] {
  const indentedRows = [columns, ...rows].map(([first = '', ...rest]) => [`  ${first}`, ...rest]);
  return [title, ...table(indentedRows, 1)];
}
