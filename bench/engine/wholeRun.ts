/** A whole run as users start it: the default preset on 100 genes and 40 perturbations with automatic choices, then slider predictions. */
import { nodeDevices } from '../../src/cli/devices/nodeDevices';
import { predictChange } from '../../src/dynamics/predict';
import { createWasmDevice } from '../../src/dynamics/device/wasm/wasmDevice';
import { presets } from '../../src/dynamics/settings';
import { median } from '../../src/numerics/statistics';
import { prepareRun } from '../../src/inference/training/run';
import { acyclic, simulated } from '../accuracy/screens';
import { textTable } from '../accuracy/textTable';
import { timed, type Cost } from './interleaved';
import { presetH } from './problems';
import { digits } from './stepsTable';

export interface WholeRun {
  /** From the dataset to the network. */
  readonly run: Cost;
  readonly megabytes: number;
  /** Trajectories of 500 cells under an intervention. */
  readonly cloud: Cost;
  /** Mean expression after a slider moved: prediction, range and curve. */
  readonly slider: Cost;
}

const threads = 2;
const sliders = 20;

export async function measureWholeRun(): Promise<WholeRun> {
  const { dataset } = await simulated('100 genes', { ...acyclic, kind: 'knockout', seed: 11 }, 0);
  const settings = presets.default;
  const devices = nodeDevices({ wish: 'processor', threads, settings, message: () => undefined });
  try {
    const inference = await prepareRun(devices, dataset, settings);
    const run = await timed(async () => {
      while (!inference.isDone) await inference.advance();
      await inference.result();
    });
    const { model } = await inference.result();
    inference.dispose();
    const predictions: Cost[] = [];
    for (let gene = 0; gene < sliders; gene++)
      predictions.push(await timed(async () => predictChange(model, [{ gene, value: 0.5 }], null)));
    const cloud = await cloudOfCells(500);
    const megabytes = process.resourceUsage().maxRSS / 1024;
    return { run, megabytes, cloud, slider: medianOf(predictions) };
  } finally {
    devices.dispose();
  }
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
  const query = { rows: cells, keep, clamp, shift: new Float32Array(keep.length), horizon, solverSteps };
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

export function wholeRunTable({ run, megabytes, cloud, slider }: WholeRun): string {
  return textTable(
    ['default, 100 genes, 40 perturbations', ''],
    [
      [`seconds, ${threads} threads`, digits(run.wallMs / 1000)],
      ['CPU seconds', digits(run.cpuMs / 1000)],
      ['milliseconds per slider change (a frame is 16.7)', digits(slider.wallMs)],
      ['CPU milliseconds per slider change', digits(slider.cpuMs)],
      ['CPU milliseconds of 500 simulated cells', digits(cloud.cpuMs)],
      ['MB, whole process', digits(megabytes)],
    ],
  );
}
