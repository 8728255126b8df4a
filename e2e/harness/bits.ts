/**
 * Bits of parameters trained on the wasm device, for comparison with Node (e2e/nodeBits.ts): means and clouds, and
 * steps of one stage.
 */
import { createDevice } from '../../src/dynamics/device/createDevice';
import { randomProblem } from '../../tests/support/dynamics/randomProblem';
import type { StepHyper } from '../../src/dynamics/device/device';

const hyper: StepHyper = { learningRate: 0.02, betas: [0.9, 0.98], clipNorm: 5, rowNorm: 0.5 };
const size = { genes: 21, regulators: 13, modules: 18, perturbations: 9, cells: 60, batch: 50 };
const variants = [{}, { stages: 1 }, { cloudCells: 19 }, { cloudCells: 40 }] as const;

/** Per variant, the parameters after five steps as unsigned integers, and the losses. */
export async function wasmBits(): Promise<{ parameters: number[]; losses: number[] }[]> {
  const found = [];
  for (const variant of variants) {
    const { problem, parameters, batch } = randomProblem({ ...size, ...variant });
    const device = await createDevice('wasm', problem);
    device.setParameters(parameters);
    device.setBatch(batch);
    for (let step = 0; step < 5; step++) await device.step(hyper);
    const trained = await device.readParameters();
    const losses = (await device.losses()).flatMap(({ endpoint, cell }) => [endpoint, cell]);
    device.dispose();
    found.push({ parameters: [...new Uint32Array(trained.buffer)], losses });
  }
  return found;
}
