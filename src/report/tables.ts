/**
 * The tables of a run folder: what people take into R, pandas or a spreadsheet. Pure functions of the run, without a clock:
 * the same run gives the same bytes.
 */
import { edgesTsv } from '../network/formats/tsv';
import type { FinishedRun } from '../snapshot/runFile';
import { metricsJson } from './metrics';
import { modulesGmt, modulesTsv } from './moduleTables';
import { predictionsTsv } from './predictionsTable';

export interface RunTable {
  /** Its name in the run folder. */
  readonly name: string;
  readonly content: string;
}

/** `top`: how many of the strongest edges edges.tsv holds; null: every candidate regulator → gene. */
export function runTables(run: FinishedRun, { top }: { readonly top: number | null }): readonly RunTable[] {
  return [
    { name: 'edges.tsv', content: edgesTsv(run.result.network, top ?? Infinity) },
    { name: 'modules.tsv', content: modulesTsv(run) },
    { name: 'modules.gmt', content: modulesGmt(run) },
    { name: 'predictions.tsv', content: predictionsTsv(run) },
    { name: 'metrics.json', content: metricsJson(run) },
  ];
}
