/**
 * What grows with a screen: genes outside the network, of which means are kept and loadings fitted; a step of a large screen beside its
 * forecast; and the comparison with other methods beside the training.
 */
import type { Dataset } from '../../src/dataset/dataset';
import { groupByConditionAndBatch } from '../../src/dataset/cellMoments';
import { OutsideSums } from '../../src/dataset/outsideGenes';
import { predictOutside } from '../../src/dynamics/loadings';
import { predictEnd } from '../../src/dynamics/predict';
import { hiddenUnits } from '../../src/dynamics/prepare/assembleProblem';
import { presets, trainingScheme } from '../../src/dynamics/settings';
import { runBenchmark } from '../../src/inference/benchmark/runBenchmark';
import { fitLoadings } from '../../src/inference/run/loadings';
import { resampledFitSeconds } from '../../src/inference/training/forecast';
import { drain } from '../../src/numerics/lazy';
import { Random } from '../../src/numerics/random';
import { withCost } from '../accuracy/job';
import { fitted } from '../accuracy/measure';
import { acyclic, simulated } from '../accuracy/screens';
import { textTable } from '../accuracy/textTable';
import { wasmContender } from './interleaved';
import { presetH } from './problems';
import { digits } from './stepsTable';

/** A line of the table; null: nothing to compare with. */
export interface ScaleRow {
  readonly what: string;
  readonly cpuSeconds: number;
  readonly megabytes: number | null;
  readonly beside: string;
}

export async function measureScale(): Promise<readonly ScaleRow[]> {
  return [...(await outsideRows()), ...(await stepRows()), ...(await comparisonRows())];
}

const outside = { genes: 20_000, perturbations: 100, cellsPerPerturbation: 60, filled: 0.1 };
/** Steps of a training whose network has no part in what is timed. */
const FEW_STEPS = 8;

/** Entries of one gene at a time, as a file stored by gene has them: a tenth of the cells, x between 0 and 4. */
function outsideSums(dataset: Dataset): OutsideSums {
  const groups = groupByConditionAndBatch(dataset.conditionOfCell, null, 1);
  const names = Array.from({ length: outside.genes }, (_, gene) => `outside ${gene}`);
  const sums = new OutsideSums(groups, names);
  const count = Math.round(outside.filled * dataset.cells);
  const random = new Random(1);
  const rows = Int32Array.from({ length: count }, (_, at) => Math.floor(at / outside.filled));
  const values = Float64Array.from(rows, () => 4 * random.uniform());
  const genes = new Int32Array(count);
  for (let gene = 0; gene < names.length; gene++) sums.add({ count, rows, genes: genes.fill(gene), values });
  return sums;
}

async function outsideRows(): Promise<readonly ScaleRow[]> {
  const { perturbations, cellsPerPerturbation } = outside;
  const size = { genes: 500, regulators: perturbations, edges: 1250, perturbations };
  const settings = { ...acyclic, ...size, cellsPerPerturbation, kind: 'knockout', seed: 801 } as const;
  const { dataset } = await simulated('outside', settings, 0);
  const result = await fitted(dataset, { ...presets.H, steps: FEW_STEPS });
  const reading = await withCost(async () => outsideSums(dataset).means());
  const means = reading.row;
  const fitting = await withCost(async () => fitLoadings({ ...dataset, outside: means }, result));
  const loadings = fitting.row;
  if (!loadings) throw new Error('every perturbation was left out once');
  const changes = [{ gene: dataset.candidates[0] ?? 0, value: 0 }];
  const end = predictEnd(result.model, changes, null);
  const slider = await withCost(async () => predictOutside(result.model, loadings, changes, end));
  return [
    {
      what: `${outside.genes} genes outside, ${perturbations} perturbations, ${dataset.cells} cells: means`,
      cpuSeconds: reading.cost.processorSeconds,
      megabytes: heldBy(means),
      beside: '',
    },
    {
      what: '  loadings',
      cpuSeconds: fitting.cost.processorSeconds,
      megabytes: heldBy(loadings),
      beside: '',
    },
    { what: '  a moved slider', cpuSeconds: slider.cost.processorSeconds, megabytes: null, beside: '' },
  ];
}

/** One step of one fit of preset H on random numbers: 2,000 genes, 500 candidate regulators, 2,000 perturbations. */
async function stepRows(): Promise<readonly ScaleRow[]> {
  const size = { genes: 2000, regulators: 500, perturbations: 2000 };
  const modules = hiddenUnits(presets.H, size.regulators);
  const before = largestMemory();
  const contender = await wasmContender(
    '',
    presetH({ ...size, modules, ...trainingScheme(presets.H, true), batch: presets.H.cellBatch }),
  );
  // The first step allocates.
  await contender.step();
  const { cpuMs } = await contender.step();
  const [forecast] = resampledFitSeconds({ ...size, trained: size.perturbations, times: 1 }, presets.H);
  return [
    {
      what: `a step of one fit: ${size.genes} genes, ${size.regulators} regulators, ${modules} modules, ${size.perturbations} perturbations`,
      cpuSeconds: cpuMs / 1000,
      megabytes: largestMemory() - before,
      beside: `forecast ${digits(forecast / presets.H.steps)} s`,
    },
  ];
}

/** Training with cross-validation, and then the other methods on the same cells, in this thread. */
async function comparisonRows(): Promise<readonly ScaleRow[]> {
  const found: ScaleRow[] = [];
  for (const [genes, regulators] of [
    [100, 40],
    [800, 100],
  ] as const) {
    const size = { genes, regulators, edges: Math.round(2.5 * genes), perturbations: regulators };
    const { dataset } = await simulated(
      'comparison',
      { ...acyclic, ...size, kind: 'knockout', seed: 801 },
      0,
    );
    const settings = presets.default;
    const run = await withCost(() => fitted(dataset, settings));
    const result = { ...run.row, seconds: run.cost.wallSeconds };
    const others = await withCost(async () =>
      drain(runBenchmark({ dataset, settings, result, budget: 2 * genes })),
    );
    const [training, comparison] = [run.cost.processorSeconds, others.cost.processorSeconds];
    const name = `${genes} genes, ${regulators} knockouts, ${dataset.cells} cells`;
    found.push(
      { what: `${name}: training`, cpuSeconds: training, megabytes: null, beside: '' },
      {
        what: '  comparison with other methods',
        cpuSeconds: comparison,
        megabytes: null,
        beside: `${digits(comparison / training)} × training`,
      },
    );
  }
  return found;
}

/** Of the process so far, MB. */
function largestMemory(): number {
  return process.resourceUsage().maxRSS / 1024;
}

/** MB of the arrays of an object. */
function heldBy(value: object): number {
  const bytes = Object.values(value).reduce(
    (sum: number, part: unknown) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0),
    0,
  );
  return bytes / 1e6;
}

export function scaleTable(rows: readonly ScaleRow[]): string {
  return textTable(
    ['', 'CPU s', 'MB', ''],
    rows.map(({ what, cpuSeconds, megabytes, beside }) => [
      what,
      digits(cpuSeconds),
      megabytes === null ? '' : digits(megabytes),
      beside,
    ]),
  );
}
