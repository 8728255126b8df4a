/**
 * Whole runs of the default preset on one thread, as users start them: from the data set to the network with its cross-validated error, without
 * other methods. Then what a moved slider computes, and simulated cells.
 */
import { predictChange } from '../../src/dynamics/predict';
import { createWasmDevice } from '../../src/dynamics/device/wasm/wasmDevice';
import { presets } from '../../src/dynamics/settings';
import { median } from '../../src/numerics/statistics';
import type { Dataset } from '../../src/dataset/dataset';
import type { FittedModel } from '../../src/dynamics/fitted';
import { createThreadDevice } from '../../src/inference/run/fit';
import { Inference } from '../../src/inference/run/inference';
import { simulateRandomScreen, type RandomScreenSettings } from '../../src/simulation/randomScreen';
import { bulkSamples } from '../accuracy/bulkSamples';
import { withCost } from '../accuracy/job';
import { acyclic, knownScreen, type KnownScreen, loops, technical, uncounted } from '../accuracy/screens';
import { textTable } from '../accuracy/textTable';
import { timed, type Cost } from './interleaved';
import { presetH } from './problems';
import { digits } from './stepsTable';

interface Run {
  readonly name: string;
  readonly cells: number;
  /** Where the initial parameters come from, and the steps that training made. */
  readonly start: string;
  readonly steps: number;
  /** Of the processor. */
  readonly seconds: number;
}

export interface WholeRuns {
  readonly runs: readonly Run[];
  readonly megabytes: number;
  /** Trajectories of 500 cells under an intervention. */
  readonly cloud: Cost;
  /** Mean expression after a slider moved: prediction, range and curve. */
  readonly slider: Cost;
}

const knockout = { kind: 'knockout', seed: 881 } as const;
const small = { genes: 12, regulators: 10, edges: 24, perturbations: 10 };
const many = { genes: 106, regulators: 106, edges: 265, perturbations: 106 };
const samples = { replicates: 2, unperturbed: 3, noise: 0.1 } as const;

interface Screen {
  readonly name: string;
  readonly settings: RandomScreenSettings;
  readonly isBulk?: true;
}

/** The last one is that of the sliders. */
const screens: readonly Screen[] = [
  {
    name: '12 genes, 10 knockouts',
    settings: { ...loops, ...small, ...uncounted, ...knockout },
  },
  { name: '30 genes, 20 knockouts', settings: { ...loops, ...uncounted, ...knockout } },
  { name: '30 genes, 20 knockouts, counts', settings: { ...loops, ...technical(1000), ...knockout } },
  { name: '100 genes, 40 knockouts, counts', settings: { ...acyclic, ...technical(2000), ...knockout } },
  {
    name: '60 genes, 40 knockouts with two bulk samples each',
    settings: { ...acyclic, genes: 60, edges: 150, ...uncounted, ...knockout },
    isBulk: true,
  },
  {
    name: '106 genes, all knocked out, with two bulk samples each',
    settings: { ...loops, ...many, ...uncounted, ...knockout },
    isBulk: true,
  },
  { name: '100 genes, 40 knockouts', settings: { ...acyclic, ...uncounted, ...knockout } },
];

const sliders = 20;

/** `wanted`: text in the names of screens, beside the last one. */
export async function measureWholeRuns(wanted: string): Promise<WholeRuns> {
  const runs: Run[] = [];
  const models: FittedModel[] = [];
  for (const screen of screens.filter(({ name }, at) => name.includes(wanted) || at === screens.length - 1)) {
    const { dataset } = await datasetOf(screen);
    const { row, cost } = await withCost(() => trained(dataset));
    const { model, ...course } = row;
    models.push(model);
    runs.push({ name: screen.name, cells: dataset.cells, ...course, seconds: cost.processorSeconds });
    console.error(`${screen.name}: ${digits(cost.processorSeconds)} s`);
  }
  const predictions: Cost[] = [];
  for (const model of models.slice(-1))
    for (let gene = 0; gene < sliders; gene++)
      predictions.push(await timed(async () => predictChange(model, [{ gene, value: 0.5 }], null)));
  return {
    runs,
    megabytes: process.resourceUsage().maxRSS / 1024,
    cloud: await cloudOfCells(500),
    slider: medianOf(predictions),
  };
}

async function trained(dataset: Dataset) {
  const inference = await Inference.create(dataset, presets.default, createThreadDevice);
  try {
    while (!inference.isDone) await inference.advance();
    const { start, steps } = inference.main.prepared;
    return { start, steps, model: (await inference.result()).model };
  } finally {
    inference.dispose();
  }
}

function datasetOf({ name, settings, isBulk }: Screen): Promise<KnownScreen> {
  const cells = simulateRandomScreen(settings);
  return knownScreen(name, isBulk ? bulkSamples(cells, samples, settings.seed) : cells, 0, settings);
}

/** On wasm in this thread, at the size of that run. */
async function cloudOfCells(cells: number): Promise<Cost> {
  const { problem, parameters } = presetH({
    genes: 100,
    regulators: 40,
    modules: 80,
    perturbations: cells,
    batch: 0,
  });
  const device = await createWasmDevice(problem);
  device.setParameters(parameters);
  const { keep, clamp, horizon, solverSteps } = problem;
  const ends = Array.from({ length: cells }, (_, row) => ({ row, step: solverSteps }));
  const query = {
    rows: cells,
    keep,
    clamp,
    shift: new Float32Array(keep.length),
    horizon,
    solverSteps,
    ends,
  };
  const costs: Cost[] = [];
  for (let i = 0; i < sliders; i++) costs.push(await timed(() => device.simulate(query)));
  return medianOf(costs);
}

function medianOf(costs: readonly Cost[]): Cost {
  return {
    wallMs: median(costs.map(({ wallMs }) => wallMs)),
    cpuMs: median(costs.map(({ cpuMs }) => cpuMs)),
  };
}

export function wholeRunsTable({ runs, megabytes, cloud, slider }: WholeRuns): string {
  return [
    textTable(
      ['from the data set to the network, one thread', 'cells or samples', 'start', 'steps', 'CPU s'],
      runs.map(({ name, cells, start, steps, seconds }) => [
        name,
        String(cells),
        start,
        String(steps),
        digits(seconds),
      ]),
    ),
    '',
    textTable(
      ['100 genes, 40 knockouts', ''],
      [
        ['milliseconds per slider change (a frame is 16.7)', digits(slider.wallMs)],
        ['CPU milliseconds per slider change', digits(slider.cpuMs)],
        ['CPU milliseconds of 500 simulated cells', digits(cloud.cpuMs)],
        ['MB, whole process', digits(megabytes)],
      ],
    ),
  ].join('\n');
}
