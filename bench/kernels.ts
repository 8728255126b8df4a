/**
 * Times a whole training step (endpoint, cell term, path, Adam) of each device at several sizes, interleaved in one run:
 * `node scripts/run.mjs bench/kernels.ts [repeats]`. One core; the batch is 256 cells, the solver takes 12 steps.
 */
import { performance } from 'node:perf_hooks';
import type { DynamicsDevice, StepHyper } from '../src/dynamics/device/device';
import { randomProblem } from '../src/dynamics/device/randomProblem';
import { createReferenceDevice } from '../src/dynamics/device/reference/referenceDevice';
import { createWasmDevice } from '../src/dynamics/device/wasm/wasmDevice';

const sizes = [
  { genes: 11, regulators: 11, modules: 22, perturbations: 8 },
  { genes: 100, regulators: 40, modules: 80, perturbations: 32 },
  { genes: 103, regulators: 103, modules: 206, perturbations: 8 },
  { genes: 200, regulators: 200, modules: 400, perturbations: 160 },
];
const hyper: StepHyper = { learningRate: 1e-3, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };

async function millisecondsOf(device: DynamicsDevice): Promise<number> {
  const start = performance.now();
  await device.step(hyper);
  return performance.now() - start;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

export async function main([repeats = '15']: string[]): Promise<void> {
  console.log('     G     R     M     K   reference ms   wasm ms   fastest   ratio');
  for (const size of sizes) {
    const random = randomProblem({ ...size, cells: 1000, batch: 256, solverSteps: 12, horizon: 6 });
    const reference = createReferenceDevice(random.problem);
    const wasm = await createWasmDevice(random.problem);
    const times: { reference: number[]; wasm: number[] } = { reference: [], wasm: [] };
    for (const device of [reference, wasm]) {
      device.setParameters(random.parameters);
      device.setBatch(random.batch);
    }
    for (let warmup = 0; warmup < 3; warmup++) await wasm.step(hyper);
    for (let repeat = 0; repeat < Number(repeats); repeat++) {
      times.wasm.push(await millisecondsOf(wasm));
      // The reference is up to hundreds of times slower; one of its steps in fifteen is enough.
      if (repeat % 15 === 0) times.reference.push(await millisecondsOf(reference));
    }
    const [slow, fast] = [median(times.reference), median(times.wasm)];
    const columns = [size.genes, size.regulators, size.modules, size.perturbations].map((value) =>
      String(value).padStart(6),
    );
    console.log(
      columns.join(''),
      slow.toFixed(1).padStart(14),
      fast.toFixed(2).padStart(9),
      Math.min(...times.wasm)
        .toFixed(2)
        .padStart(9),
      (slow / fast).toFixed(0).padStart(7),
    );
  }
}
