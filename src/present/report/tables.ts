/**
 * The tables of a run folder: what people take into R, pandas or a spreadsheet. Pure functions of the run, without a clock:
 * the same run gives the same bytes.
 */
import { modulesGmt } from '../../network/formats/gmt';
import { edgesTsv } from '../../network/formats/tsv';
import type { FinishedRun } from '../../share/runFile';
import type { BesideOthers } from '../../inference/benchmark/benchmark';
import { metricsJson } from './metrics';
import { modulesTsv } from './modulesTable';
import { predictionsTsv } from './predictionsTable';

export interface RunTable {
  /** Its name in the run folder. */
  readonly name: string;
  readonly content: string;
}

/**
 * `top`: how many of the strongest edges edges.tsv holds; null: every candidate regulator → gene. `beside`: the run beside other methods;
 * null: not computed.
 */
export function runTables(
  run: FinishedRun,
  { top, beside }: { readonly top: number | null; readonly beside: BesideOthers | null },
): readonly RunTable[] {
  return [
    { name: 'edges.tsv', content: edgesTsv(run.result.network, top ?? Infinity) },
    { name: 'modules.tsv', content: modulesTsv(run) },
    { name: 'modules.gmt', content: modulesGmt(modulesOf(run)) },
    { name: 'predictions.tsv', content: predictionsTsv(run) },
    { name: 'metrics.json', content: metricsJson(run, beside) },
  ];
}

function modulesOf({ dataset, result, view }: FinishedRun) {
  return { genes: dataset.genes, modules: result.modules, moduleNames: view.moduleNames };
}
