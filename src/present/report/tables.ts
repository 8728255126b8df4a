/**
 * The tables of a run folder: what people take into R, pandas or a spreadsheet. Pure functions of the run, without a clock:
 * the same run gives the same bytes.
 */
import { modulesGmt } from '../../network/formats/geneSets';
import { edgesTsv, safeName } from '../../network/formats/edgeLists';
import type { FinishedRun } from '../../share/runFile';
import type { BesideOthers } from '../../inference/benchmark/benchmark';
import { metricsJson } from './metrics';
import { shortest } from '../../numerics/format';

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

/** Modules as a table: one line per gene and role. As gene sets: network/formats/gmt. */

const MODULES_HEADER = 'module\tgene\trole\tstability\tname';

/**
 * One line per member and per regulator, in the order of the result (regulators strongest first). `stability` is the
 * module's, in [0, 1], empty where no fit was left out; `name` what a person called it, or empty.
 */
function modulesTsv({ dataset, result, view }: FinishedRun): string {
  const lines = result.modules.flatMap((module, index) => {
    const stability = module.stability === null ? '' : shortest(module.stability);
    const given = safeName(view.moduleNames[index] ?? '');
    const line = (gene: number, role: 'member' | 'regulator') =>
      [safeName(module.name), safeName(dataset.genes[gene] ?? ''), role, stability, given].join('\t');
    return [
      ...module.genes.map((gene) => line(gene, 'member')),
      ...module.regulators.map((gene) => line(gene, 'regulator')),
    ];
  });
  return `${[MODULES_HEADER, ...lines].join('\n')}\n`;
}

/** Predicted and measured change of every gene in every perturbation, as one long table. */

const PREDICTIONS_HEADER = 'perturbation\trole\ttime\tgene\ttarget\tpredicted\tmeasured\tstandard_error';

/**
 * A line per comparison of the result and gene. Changes against control in log1p expression, in the fewest digits that give
 * the same 32-bit number back, empty where not finite; `time` in the data's unit, empty without time points; `target` is
 * yes for genes set by the experimenter, which no error counts.
 */
function predictionsTsv({ dataset, result }: FinishedRun): string {
  const lines = result.comparisons.flatMap(
    ({ label, role, time, targets, predicted, measured, standardError }) => {
      const set = new Set(targets);
      const start = [safeName(label), role, time === null ? '' : String(time)].join('\t');
      return dataset.genes.map((gene, g) =>
        [
          start,
          safeName(gene),
          set.has(g) ? 'yes' : 'no',
          ...[predicted, measured, standardError].map((values) => cell(values[g])),
        ].join('\t'),
      );
    },
  );
  return `${[PREDICTIONS_HEADER, ...lines].join('\n')}\n`;
}

function cell(value: number | undefined): string {
  return value !== undefined && Number.isFinite(value) ? shortest(value) : '';
}
