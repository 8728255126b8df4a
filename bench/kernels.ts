/**
 * Times training steps on one core, several sizes interleaved in one run: `node scripts/run.mjs bench/kernels.ts [repeats] [H or SH]`.
 * H: a whole step (endpoint of means, 12 solver steps, cell term of 256 cells, path, Adam) on every processor device.
 * SH: a step of 8 endpoints × 40 cells, 5 solver steps, and its parts, the fastest of all repeats; Sinkhorn at 1e-3 and,
 * in brackets, with all 100 iterations made. Milliseconds of processor time; the data
 * are random numbers.
 */
import type { Batch, CloudBatch, DynamicsDevice, StepHyper } from '../src/dynamics/device/device';
import { randomProblem, type RandomProblem } from '../src/dynamics/device/randomProblem';
import { createReferenceDevice } from '../src/dynamics/device/reference/referenceDevice';
import { instantiateKernels } from '../src/dynamics/device/wasm/kernelModule';
import { padRow, padded, paddedLayout } from '../src/dynamics/device/wasm/paddedLayout';
import { sinkhornDivergence } from '../src/dynamics/device/wasm/sinkhornDivergence';
import { createWasmDevice } from '../src/dynamics/device/wasm/wasmDevice';
import { Workspace } from '../src/dynamics/device/wasm/workspace';
import type { Problem } from '../src/dynamics/problem';
import { Random } from '../src/numerics/random';

const sizesOfH = [
  { genes: 11, regulators: 11, modules: 22, perturbations: 8 },
  { genes: 100, regulators: 40, modules: 80, perturbations: 32 },
  { genes: 103, regulators: 103, modules: 206, perturbations: 8 },
  { genes: 200, regulators: 200, modules: 400, perturbations: 160 },
];
const sizesOfSH = [
  { genes: 11, regulators: 11, modules: 22, perturbations: 8 },
  { genes: 30, regulators: 20, modules: 40, perturbations: 16 },
  { genes: 100, regulators: 40, modules: 80, perturbations: 32 },
  { genes: 103, regulators: 103, modules: 206, perturbations: 8 },
];
const drawnEndpoints = 8;
const cloudCells = 40;
const hyper: StepHyper = { learningRate: 1e-3, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };

/** Of processor time: other programs on the machine do not count. */
async function millisecondsOf(work: () => Promise<unknown> | void): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

function row(cells: readonly (string | number)[], width: number): string {
  return cells
    .map((cell) => (typeof cell === 'string' ? cell : cell.toFixed(cell % 1 === 0 ? 0 : 2)).padStart(width))
    .join('');
}

function prepared(device: DynamicsDevice, parameters: Float32Array, batch: Batch): DynamicsDevice {
  device.setParameters(parameters);
  device.setBatch(batch);
  return device;
}

async function stepsOfH(repeats: number): Promise<void> {
  console.log(row(['G', 'R', 'M', 'K', 'reference', 'wasm', 'fastest', 'ratio'], 10));
  for (const size of sizesOfH) {
    const { problem, parameters, batch } = randomProblem({
      ...size,
      cells: 1000,
      batch: 256,
      solverSteps: 12,
      horizon: 6,
    });
    const reference = prepared(createReferenceDevice(problem), parameters, batch);
    const wasm = prepared(await createWasmDevice(problem), parameters, batch);
    const times: { reference: number[]; wasm: number[] } = { reference: [], wasm: [] };
    for (let warmup = 0; warmup < 3; warmup++) await wasm.step(hyper);
    for (let repeat = 0; repeat < repeats; repeat++) {
      times.wasm.push(await millisecondsOf(() => wasm.step(hyper)));
      // The reference is up to hundreds of times slower; one of its steps in fifteen is enough.
      if (repeat % 15 === 0) times.reference.push(await millisecondsOf(() => reference.step(hyper)));
    }
    const [slow, fast] = [median(times.reference), median(times.wasm)];
    console.log(
      row([...Object.values(size), slow, fast, Math.min(...times.wasm), `${Math.round(slow / fast)}×`], 10),
    );
  }
}

/** As preset SH draws it: the ends of 8 trajectories of different perturbations. */
function cloudsOf({ problem, batch }: RandomProblem): Batch & { readonly clouds: CloudBatch } {
  const random = new Random(3);
  const rows = () =>
    Int32Array.from({ length: drawnEndpoints * cloudCells }, () => random.integer(problem.maskOfCell.length));
  const ends = problem.endpoints.flatMap(({ step }, e) => (step === problem.solverSteps ? [e] : []));
  return {
    cells: batch.cells,
    clouds: {
      endpoints: Int32Array.from(ends.slice(0, drawnEndpoints)),
      start: rows(),
      measured: rows(),
    },
  };
}

/** The divergences of one step by themselves: start cells that have gone half of the way home, measured ones that have not. */
async function sinkhornAlone(problem: Problem, batch: CloudBatch): Promise<(tolerance: number) => void> {
  const { kernels, memory } = await instantiateKernels();
  const workspace = new Workspace(memory);
  const layout = paddedLayout(problem.shape, problem.regulators);
  const rows = padded(cloudCells);
  const pointers = Array.from(batch.endpoints, (_, p) =>
    [batch.start, batch.measured].map((drawn, side) => {
      const cloud = workspace.zeros(rows * layout.genes);
      const view = workspace.view(cloud, rows * layout.genes);
      for (let n = 0; n < cloudCells; n++)
        padRow(layout, problem.cells, drawn[p * cloudCells + n] ?? 0, view, n);
      if (side === 0) kernels.scaled(cloud, rows * layout.genes, 0.5);
      return cloud;
    }),
  );
  const start = workspace.mark();
  return (tolerance) => {
    for (const [x = 0, y = 0] of pointers) {
      workspace.release(start);
      const limits = { blur: 0.05, iterations: 100, tolerance };
      sinkhornDivergence({ kernels, workspace, layout }, limits, { n: cloudCells, x, y }, 1);
    }
  };
}

async function stepsOfSH(repeats: number): Promise<void> {
  console.log(row(['G', 'R', 'M', 'K', 'wasm', 'rows', 'Sinkhorn', '(all 100)', 'cells'], 10));
  for (const size of sizesOfSH) {
    const random = randomProblem({
      ...size,
      cells: 1000,
      batch: 256,
      cloudCells,
      solverSteps: 5,
      horizon: 1.5,
    });
    const { clouds } = random.problem;
    const limits = { blur: 0.05, iterations: 100, tolerance: 1e-3 };
    const problem = { ...random.problem, clouds: clouds && { ...clouds, ...limits } };
    const batch = cloudsOf(random);
    const noCells = { ...batch, cells: new Int32Array() };
    const sinkhorn = await sinkhornAlone(problem, batch.clouds);
    const wasm = prepared(await createWasmDevice(problem), random.parameters, batch);
    const times: Record<'whole' | 'noCells' | 'sinkhorn' | 'all', number[]> = {
      whole: [],
      noCells: [],
      sinkhorn: [],
      all: [],
    };
    for (let repeat = -3; repeat < repeats; repeat++) {
      wasm.setBatch(batch);
      const whole = await millisecondsOf(() => wasm.step(hyper));
      wasm.setBatch(noCells);
      const withoutCells = await millisecondsOf(() => wasm.step(hyper));
      const toTolerance = await millisecondsOf(() => sinkhorn(limits.tolerance));
      const all = await millisecondsOf(() => sinkhorn(0));
      if (repeat < 0) continue;
      times.whole.push(whole);
      times.noCells.push(withoutCells);
      times.sinkhorn.push(toTolerance);
      times.all.push(all);
    }
    const [whole, withoutCells] = [Math.min(...times.whole), Math.min(...times.noCells)];
    const [toTolerance, all] = [Math.min(...times.sinkhorn), Math.min(...times.all)];
    console.log(
      row(
        [
          ...Object.values(size),
          whole,
          withoutCells - toTolerance,
          toTolerance,
          `(${all.toFixed(2)})`,
          whole - withoutCells,
        ],
        10,
      ),
    );
  }
}

/** `preset`: one of the two tables, or both without. */
export async function main([repeats = '15', preset]: string[]): Promise<void> {
  if (preset !== 'SH') await stepsOfH(Number(repeats));
  if (preset !== 'H') await stepsOfSH(Number(repeats));
}
