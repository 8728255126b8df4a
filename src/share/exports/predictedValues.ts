/**
 * Predicted values of perturbations for other programs: every gene under each of them, as one tab-separated table or as an AnnData file.
 * The page writes the sliders and the kept scenarios, the terminal those of a run file.
 */
import { programOf } from '../../inference/run/program';
import { timePoints } from '../../dataset/dataset';
import { type Unstructured, writeH5ad } from '../../dataset/writers/h5ad';
import { isPredicted, type Loadings, predictOutside } from '../../dynamics/loadings';
import { type Change, type PredictedEnd, type PredictedLevel, predictedLevels } from '../../dynamics/predict';
import type { Limit } from '../../inference/run/support';
import { safeName } from '../../network/formats/edgeLists';
import { formatFloat32 } from '../../numerics/format';
import { genesOf, settingsOf, type RunToExport } from './annData';

/** One predicted perturbation. */
export interface PredictedScenario {
  readonly name: string;
  readonly changes: readonly Change[];
  /** In the unit of the data; null: the last time point. */
  readonly time: number | null;
  readonly prediction: Pick<
    PredictedEnd,
    'delta' | 'lowestDelta' | 'highestDelta' | 'log2FoldChange' | 'low' | 'high'
  >;
  /** What lies outside what the data support. */
  readonly limits: readonly Limit[];
}

export type PredictedFormat = 'tsv' | 'h5ad';

const columns = [
  'scenario',
  'perturbation',
  'time',
  'outside_data',
  'gene',
  'control',
  'predicted',
  'low',
  'high',
  'delta',
  'log2_fold_change',
  'log2_low',
  'log2_high',
] as const;

/** Further columns where measured genes are outside the network. */
export const sourceColumns = ['predicted_from', 'held_out_error'] as const;

/** Cells of these columns; null: a gene of the network, whose errors are those of the run. */
export function sourceOf(loadings: Loadings | null, gene: number): readonly string[] {
  if (loadings === null) return ['network', ''];
  return [isPredicted(loadings, gene) ? 'modules' : 'none', formatFloat32(loadings.error[gene] ?? 1)];
}

/**
 * One line per scenario and gene, in the order given. Levels (`control`, `predicted` with its 95 % interval, `delta`) are in log expression,
 * of log ratios in log2 of the ratio to control; numbers have the fewest digits that restore the 32-bit value. Genes outside the network follow
 * those of it, with sourceColumns.
 */
export function predictedTable(run: RunToExport, scenarios: readonly PredictedScenario[]): string {
  const { dataset, result } = run;
  const { loadings } = result;
  const names = uniqueNames(scenarios);
  const lines = scenarios.flatMap((scenario, at) => {
    const { prediction } = scenario;
    const head = [
      safeName(names[at] ?? ''),
      perturbationOf(scenario, dataset.genes),
      timeOf(scenario, dataset),
      outsideOf(scenario, dataset.genes),
    ];
    const linesOf = (
      of: Parameters<typeof predictedLevels>[0],
      end: PredictedScenario['prediction'],
      more: (gene: number) => readonly string[],
    ) =>
      predictedLevels(of, end, dataset.scale).map((level, gene) => {
        const numbers = [
          ...levelParts.map((part) => level[part]),
          ...foldParts.map((part) => end[part][gene] ?? Number.NaN),
        ];
        return [...head, safeName(level.gene), ...numbers.map(formatFloat32), ...more(gene)].join('\t');
      });
    if (!loadings) return linesOf(result.model, prediction, () => []);
    const outside = predictOutside(result.model, loadings, scenario.changes, prediction);
    return [
      ...linesOf(result.model, prediction, () => sourceOf(null, 0)),
      ...linesOf(loadings, outside, (gene) => sourceOf(loadings, gene)),
    ];
  });
  const header = loadings ? [...columns, ...sourceColumns] : columns;
  return `${[header.join('\t'), ...lines].join('\n')}\n`;
}

const levelParts = ['control', 'predicted', 'low', 'high', 'delta'] as const;
const foldParts = ['log2FoldChange', 'low', 'high'] as const;

/** Rows are scenarios, columns the genes of the network; X and layer `predicted` the predicted mean. Deterministic. */
export function predictedAnnData(
  run: RunToExport,
  scenarios: readonly PredictedScenario[],
): Promise<Uint8Array<ArrayBuffer>> {
  const { dataset, result } = run;
  const levels = scenarios.map(({ prediction }) => predictedLevels(result.model, prediction, dataset.scale));
  const stacked = (part: keyof Omit<PredictedLevel, 'gene'>) =>
    Float32Array.from(levels.flatMap((rows) => rows.map((level) => level[part])));
  const folds = (part: (typeof foldParts)[number]) =>
    Float32Array.from(scenarios.flatMap(({ prediction }) => [...prediction[part]]));
  const predicted = stacked('predicted');
  return writeH5ad({
    values: predicted,
    encoding: 'dense',
    cellNames: uniqueNames(scenarios),
    geneNames: dataset.genes,
    obs: {
      perturbation: scenarios.map((scenario) => perturbationOf(scenario, dataset.genes)),
      time: Float64Array.from(scenarios, ({ time }) => time ?? lastTimeOf(dataset) ?? Number.NaN),
      outside_data: scenarios.map((scenario) => outsideOf(scenario, dataset.genes)),
    },
    var: genesOf(run),
    layers: {
      predicted,
      low: stacked('low'),
      high: stacked('high'),
      change: stacked('delta'),
      log2_fold_change: folds('log2FoldChange'),
      log2_low: folds('low'),
      log2_high: folds('high'),
    },
    uns: { settings: settingsOf(run), modulode: aboutOf(run) },
  });
}

function aboutOf({ dataset, result }: RunToExport): Unstructured {
  return {
    version: programOf(result),
    data: dataset.name,
    fingerprint: dataset.fingerprint,
    time_unit: dataset.timeUnit,
    leave_out_fits: result.model.leaveOut.length,
    units:
      dataset.scale === 'log-ratio'
        ? 'log2 ratio to control'
        : 'log1p expression; log2_* are log2 fold changes of expression',
  };
}

/** 'GATA1=0,SPI1=2', as `modulode predict --perturb` reads it. */
function perturbationOf({ changes }: PredictedScenario, genes: readonly string[]): string {
  return changes
    .filter(({ value }) => value !== 1)
    .map(({ gene, value }) => `${safeName(genes[gene] ?? '')}=${value}`)
    .join(',');
}

/** 'level:SPI1;combination:GATA1,SPI1'; '' where the data support all of it. */
function outsideOf({ limits }: PredictedScenario, genes: readonly string[]): string {
  return limits
    .map(({ tag, genes: of }) => `${tag}:${of.map((gene) => safeName(genes[gene] ?? '')).join(',')}`)
    .join(';');
}

type Timed = RunToExport['dataset'];

function timeOf({ time }: PredictedScenario, dataset: Timed): string {
  return String(time ?? lastTimeOf(dataset) ?? '');
}

function lastTimeOf(dataset: Timed): number | undefined {
  return timePoints(dataset).at(-1);
}

/** Names given twice are numbered. */
function uniqueNames(scenarios: readonly PredictedScenario[]): readonly string[] {
  const names = scenarios.map(({ name }) => name);
  return names.map((name, at) => {
    const before = names.slice(0, at).filter((other) => other === name).length;
    return before === 0 ? name : `${name} (${before + 1})`;
  });
}
