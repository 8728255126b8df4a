import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksBeyond, lossTerms } from '../../tests/support/dynamics/compareGradients';
import { createReferenceDevice } from '../../src/dynamics/device/reference/referenceDevice';
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import { cloudOf, hyper, presetH, presetSH, sinkhornAlone } from './problems';
import { openTorch, pythonWithTorch } from './torchPeer';

/** The stub uses the classical Runge–Kutta method; torchdiffeq uses the 3/8 rule. */
const standIn = `
import torch
__version__ = "stand-in"
def odeint(right, z, times, method):
    assert method == "rk4"
    states = [z]
    for t, later in zip(times[:-1], times[1:]):
        h = later - t
        k1 = right(t, z)
        k2 = right(t + h / 2, z + h / 2 * k1)
        k3 = right(t + h / 2, z + h / 2 * k2)
        k4 = right(later, z + h * k3)
        z = z + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        states.append(z)
    return torch.stack(states)
`;

const python = pythonWithTorch();
const small = { genes: 23, regulators: 9, modules: 14, perturbations: 7, batch: 37 };

const problems: readonly { readonly name: string; readonly random: RandomProblem }[] = [
  { name: 'H', random: presetH(small) },
  { name: 'H with steps of one stage', random: presetH({ ...small, solverSteps: 9, stages: 1 }) },
  { name: 'SH', random: withAllIterations(presetSH({ ...small, perturbations: 20 })) },
  { name: 'a plain cloud', random: cloudOf({ rows: 12, genes: 10, modules: 5, steps: 4 }) },
  { name: 'Sinkhorn alone', random: sinkhornAlone({ points: 30, iterations: 50, genes: 12 }) },
];

/** Both sides make the same number of iterations. */
function withAllIterations(random: RandomProblem): RandomProblem {
  const { clouds } = random.problem;
  return { ...random, problem: { ...random.problem, clouds: clouds && { ...clouds, tolerance: 0 } } };
}

describe.skipIf(python === null)('the step in PyTorch (skipped without python3 that imports torch)', () => {
  let peer: Awaited<ReturnType<typeof openTorch>>;
  beforeAll(async () => {
    peer = await openTorch(python ?? '');
  });
  afterAll(() => peer.close());

  it.each(problems)('has the loss and the gradient of the reference device for $name', async ({ random }) => {
    const reference = createReferenceDevice(random.problem);
    reference.setParameters(random.parameters);
    reference.setBatch(random.batch);
    const expected = await reference.lossAndGradient();
    await peer.load(random, hyper, 'cpu');
    const found = await peer.lossAndGradient();
    const off = lossTerms.filter(
      (term) => !(Math.abs(found.loss[term] - expected.loss[term]) <= 1e-4 * Math.abs(expected.loss[term])),
    );
    expect(off).toEqual([]);
    expect(blocksBeyond(1e-4, random.problem.shape, expected.gradient, found.gradient)).toEqual([]);
  });

  it('updates its parameters as our device does, for given cells and rates', async () => {
    const random = presetH(small);
    const device = createReferenceDevice(random.problem);
    device.setParameters(random.parameters);
    await peer.load(random, hyper, 'cpu');
    for (const [step, learningRate] of [0.01, 0.003, 0.02].entries()) {
      const batch = { cells: random.batch.cells.map((cell) => (cell + 7 * step) % 30), clouds: null };
      device.setBatch(batch);
      await device.step({ ...hyper, learningRate });
      await peer.draw(batch, learningRate);
      await peer.step();
    }
    const [own, theirs] = [await device.readParameters(), await peer.readParameters()];
    const moved = Math.max(...own.map((value, p) => Math.abs(value - (random.parameters[p] ?? NaN))));
    const apart = Math.max(...own.map((value, p) => Math.abs(value - (theirs[p] ?? NaN))));
    expect(moved).toBeGreaterThan(0.02);
    expect(apart).toBeLessThan(0.01 * moved);
  });

  it('takes its trajectories from torchdiffeq if installed (tested with a stub of its interface)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'modulode-torchdiffeq-'));
    writeFileSync(join(folder, 'torchdiffeq.py'), standIn);
    const other = await openTorch(python ?? '', { ...process.env, PYTHONPATH: folder });
    try {
      expect(other.torchdiffeq).toBe('stand-in');
      const random = cloudOf({ rows: 12, genes: 10, modules: 5, steps: 4 });
      await peer.load(random, hyper, 'cpu');
      await other.load(random, hyper, 'cpu', 'torchdiffeq');
      const [plain, solved] = [await peer.lossAndGradient(), await other.lossAndGradient()];
      expect(solved.loss.endpoint).toBeCloseTo(plain.loss.endpoint, 6);
      expect(blocksBeyond(1e-5, random.problem.shape, plain.gradient, solved.gradient)).toEqual([]);
    } finally {
      other.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('reports the cost of a step', async () => {
    const cost = await peer.step();
    expect(cost.wallMs).toBeGreaterThan(0);
    expect(cost.cpuMs).toBeGreaterThan(0);
  });
});
