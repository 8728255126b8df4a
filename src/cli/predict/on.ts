/** `modulode predict --on`: the start of predictions at the cells of another file. */
import { cellsOfFile } from '../../inference/benchmark/otherFile';
import { type Agreement, type OtherCells, resultOn } from '../../inference/benchmark/otherCells';
import { otherCellsLines, isRefusal, refusedCells, startsOf } from '../../present/text/otherCells';
import { safeName } from '../../network/formats/edgeLists';
import type { FinishedRun } from '../../share/finishedRun';
import { badUsage, failureOf } from '../failure';
import { deliver, jsonText } from '../files';
import type { Host } from '../host';
import { openData, readingProgress } from '../openData';

/** The file with the run as it predicts there. Throws Failure where predictions cannot start at its cells. */
export async function runOn(
  run: FinishedRun,
  path: string,
  host: Host,
): Promise<{ readonly moved: FinishedRun; readonly on: OtherCells }> {
  const progress = readingProgress(host, [path]);
  const { data, ...read } = await openData([path], {}, progress);
  try {
    const on = await cellsOfFile(run, data, read, progress);
    if (!('tag' in on)) return { on, moved: { ...run, result: resultOn(run.result, on) } };
    if (!isRefusal(on)) throw failureOf(on);
    const { title, why, next } = refusedCells(on);
    throw badUsage(title, why, next);
  } finally {
    data.close();
    host.status?.('');
  }
}

/** How effects measured in the file agree with predictions. Throws Failure where it has none that the run can predict. */
export async function deliverAgreement(
  host: Host,
  run: FinishedRun,
  on: OtherCells,
  { out, json }: { readonly out?: string; readonly json?: true },
): Promise<void> {
  const { genes } = run.dataset;
  if (on.agreement === null)
    throw badUsage(
      `${on.file} holds no perturbation that the run can predict`,
      'There is nothing to compare: its cells are unperturbed, or what was perturbed is no gene of the run.',
      'Say what to predict at its cells with --perturb.',
    );
  await deliver(host, json ? jsonText(onDocument(on, run)) : agreementTable(on.agreement), out);
  for (const line of otherCellsLines(on, genes)) host.message(line);
}

/** What `--json` prints. */
export type OnDocument = ReturnType<typeof onDocument>;

export function onDocument(on: OtherCells, { dataset: { genes } }: FinishedRun) {
  const { file, cells, factor, start, agreement } = on;
  return {
    file,
    cells,
    factor,
    genes: startsOf(on, genes).map((inFile, gene) => ({
      gene: genes[gene] ?? '',
      inFile,
      start: start[gene] ?? 0,
    })),
    agreement,
  };
}

function number(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toFixed(4);
}

/** One line per perturbation of the file. */
function agreementTable({ perturbations }: Agreement): string {
  const header = ['perturbation', 'cells', 'error', 'correlation', 'error_of_run', 'correlation_of_run'];
  const lines = perturbations.map(({ label, cells, predicted, own }) => [
    safeName(label),
    String(cells),
    ...[predicted.error, predicted.correlation, own?.error, own?.correlation].map(number),
  ]);
  return `${[header, ...lines].map((line) => line.join('\t')).join('\n')}\n`;
}
