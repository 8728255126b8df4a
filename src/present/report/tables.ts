/**
 * The tables of a run folder, for R, pandas or a spreadsheet: byte-identical for the same run. The network of a finished run in the
 * format of another program.
 */
import { runVerdict } from '../../inference/verdict/runVerdict';
import { doubtAbout } from '../text/diagnosis';
import { modulesGmt } from '../../network/formats/geneSets';
import { edgesTsv, safeName } from '../../network/formats/edgeLists';
import { type Dataset, perturbedGenes, shownChange } from '../../dataset/dataset';
import type { Comparison } from '../../inference/run/result';
import type { FinishedRun } from '../../share/finishedRun';
import type { FullBenchmark } from '../../inference/benchmark/benchmark';
import { metricsJson } from './metrics';
import { formatFloat32 } from '../../numerics/format';
import { type NetworkFormatName, networkFormats } from '../../network/formats/formats';
import { paletteOf } from '../figure/palette';
import { placementOfRun } from '../figure/runFigure';
import { type EdgeChoice, exportNetwork } from '../../share/exports/networkExport';

interface RunTable {
  /** File name in the run folder. */
  readonly name: string;
  /** In pieces where a string may be too short. */
  readonly content: string | Iterable<string>;
}

/** `top`: number of edges in edges.tsv, null: every candidate regulator → gene. `beside`: null if other methods were not run. */
export function runTables(
  run: FinishedRun,
  { top, beside }: { readonly top: number | null; readonly beside: FullBenchmark | null },
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

const MODULES_HEADER = 'module\tgene\trole\tstability\tname';

/**
 * One line per member and per regulator, in the order of the result (regulators strongest first). `stability` is the
 * module's, in [0, 1], empty without refits; `name` the name given by the user, or empty.
 */
function modulesTsv({ dataset, result, view }: FinishedRun): string {
  const lines = result.modules.flatMap((module, index) => {
    const stability = module.stability === null ? '' : formatFloat32(module.stability);
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

/** [G] changes in log1p expression. */
type ComparedShift = Pick<
  Comparison,
  'label' | 'role' | 'time' | 'targets' | 'predicted' | 'measured' | 'standardError'
>;

const PREDICTIONS_HEADER = 'perturbation\trole\ttime\tgene\ttarget\tpredicted\tmeasured\tstandard_error';

/**
 * One line per comparison and gene. Changes versus control in log1p expression, of log ratios to base 2, in the fewest digits that restore
 * the 32-bit number, empty if not finite; `time` in the unit of the data, empty without time points; `target` yes: perturbed genes, excluded from errors.
 */
function predictionsTsv({ dataset, result }: FinishedRun): Iterable<string> {
  return comparisonsTsv(dataset, result.comparisons);
}

/** The same for comparisons of another method: a piece for each, and one for the header. */
export function* comparisonsTsv(
  dataset: Pick<Dataset, 'genes' | 'scale'>,
  comparisons: readonly ComparedShift[],
): Generator<string, void, undefined> {
  yield `${PREDICTIONS_HEADER}\n`;
  const genes = dataset.genes.map(safeName);
  for (const { label, role, time, targets, predicted, measured, standardError } of comparisons) {
    const set = new Set(targets);
    const start = [safeName(label), role, time === null ? '' : String(time)].join('\t');
    const lines = genes.map((gene, g) =>
      [
        start,
        gene,
        set.has(g) ? 'yes' : 'no',
        ...[predicted, measured, standardError].map((values) =>
          cell(shownChange(values[g] ?? Number.NaN, dataset.scale)),
        ),
      ].join('\t'),
    );
    yield `${lines.join('\n')}\n`;
  }
}

function cell(value: number): string {
  return Number.isFinite(value) ? formatFloat32(value) : '';
}

/** Formats with a layout use that of the report. */
export function networkText(
  format: NetworkFormatName,
  run: FinishedRun,
  choice: EdgeChoice,
): Promise<string> {
  const { dataset, result, view } = run;
  const taken = {
    name: dataset.name,
    network: result.network,
    modules: result.modules,
    placement: networkFormats[format].places ? placementOfRun(run) : null,
    doubt: doubtAbout(runVerdict(run)),
    perturbed: perturbedGenes(dataset),
    view,
  };
  return exportNetwork(format, taken, choice, paletteOf('light'));
}
