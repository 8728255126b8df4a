/** Comparison of a run with all other methods: with a status line while it is computed, and printed as tables. */
import type { Truth } from '../../evaluation/networks/truth';
import { benchmarkWithTruth } from '../../inference/benchmark/truth';
import { compareOnHeldOutCells } from '../../inference/benchmark/heldOutCells';
import { runBenchmarkBeside } from '../../inference/benchmark/runBenchmark';
import type { OtherNetworks } from '../../inference/benchmark/otherNetworks';
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
  /** Of the same run and `maxMinutes`; they may have begun before. */
  readonly others: OtherNetworks;
  /** Maximum number, this one included while it computes. */
  readonly threads: number;
}

/** Milliseconds between yields to the event loop. */
const YIELD_INTERVAL = 50;

/** Returns what is known as soon as `isStopped`, which is polled, returns true. Ends the threads of `others`. */
export async function compareWithMethods(
  { dataset, settings, result }: Pick<FinishedRun, 'dataset' | 'settings' | 'result'>,
  { truth, budget, maxMinutes, others, threads }: BenchmarkRequest,
  host: Pick<Host, 'status' | 'now'>,
  isStopped: () => boolean,
): Promise<FullBenchmark> {
  const judging = runBenchmarkBeside({ dataset, settings, result, budget }, others, maxMinutes);
  let yieldedAt = host.now();
  others.use(threads - 1);
  try {
    for (let step = await judging.next(); ; step = await judging.next()) {
      if (step.done === true || isStopped()) {
        const { card, networks } = step.value;
        return { card, truthCard: truth && benchmarkWithTruth(networks, truth, dataset, settings.seed) };
      }
      const { progress } = step.value;
      if (progress.part === 'modulode') others.use(threads);
      host.status?.(progressText(progress));
      if (host.now() - yieldedAt < YIELD_INTERVAL) continue;
      await new Promise((resolve) => setImmediate(resolve));
      yieldedAt = host.now();
    }
  } finally {
    host.status?.('');
    others.end();
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
