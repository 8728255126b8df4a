import { expect, it } from 'vitest';
import { plainModel } from '../../tests/support/dynamics/plainModel';
import { Random } from '../numerics/random';
import type { FittedModel } from './fitted';
import { modelOn } from './otherCells';
import { predictEnd } from './predict';
import { presets } from './settings';

const genes = 6;
const shape = { genes, regulators: 3, modules: 4, deltas: 0 };
const regulators = [0, 2, 5];
const random = Random.mixed(8);
const draw = (length: number, size: number) => Float32Array.from({ length }, () => size * random.normal());
const parametersOf = () => Float32Array.from([...draw(24, 1.5), ...draw(12, 1), ...draw(4, 1)]);
const model: FittedModel = plainModel({
  genes: ['A', 'B', 'C', 'D', 'E', 'F'],
  regulators: Int32Array.from(regulators),
  shape,
  parameters: parametersOf(),
  settings: { ...presets.H, horizon: 3, solverSteps: 60 },
  mean: Float64Array.of(2, 1.5, 1.8, 1.2, 2.5, 3),
  scale: Float64Array.of(0.5, 0.4, 0.6, 0.3, 0.5, 0.7),
  low: new Float64Array(genes).fill(-2),
  high: new Float64Array(genes).fill(2),
  leaveOut: [parametersOf()],
});
const start = Float64Array.of(0.8, -0.5, -1.1, 0, 0.4, 0.6);
const pseudobulk = new Float64Array(genes).fill(Number.NaN);

/** A[σ(Bz + β) − σ(β)] − z, from the layout Aᵀ, Bᵀ, β. */
function field(parameters: Float32Array, z: readonly number[]): number[] {
  const at = (place: number) => parameters[place] ?? NaN;
  const active = [0, 1, 2, 3].map((m) => {
    const beta = at(36 + m);
    const u = regulators.reduce((sum, gene, r) => sum + at(24 + r * 4 + m) * (z[gene] ?? NaN), beta);
    return 1 / (1 + Math.exp(-u)) - 1 / (1 + Math.exp(-beta));
  });
  return z.map((own, g) => active.reduce((sum, one, m) => sum + at(m * genes + g) * one, -own));
}

/** Small Euler steps of dz/dt = f(z) − f(z⁰) from z⁰, gene 0 held; change in log1p. */
function integrated(parameters: Float32Array, held: number): number[] {
  const rest = field(parameters, [...start]);
  let z = [held, ...start.slice(1)];
  const steps = 30_000;
  for (let step = 0; step < steps; step++) {
    const rate = field(parameters, z);
    z = z.map((own, g) => (g === 0 ? own : own + (3 / steps) * ((rate[g] ?? NaN) - (rest[g] ?? NaN))));
  }
  return z.map((own, g) => (own - (start[g] ?? NaN)) * (model.scale[g] ?? NaN));
}

it('predicts from the state of other cells as the field does with what holds them apart added, the leave-out fits too', () => {
  const moved = modelOn(model, { start, pseudobulk });
  const value = 0.25;
  const level = 2 + 0.5 * 0.8;
  expect(moved.mean[0]).toBeCloseTo(level, 12);
  const change = Math.log1p(value * Math.expm1(level)) - level;
  const held = 0.8 + change / 0.5;
  const { delta, lowestDelta, highestDelta } = predictEnd(moved, [{ gene: 0, value }], null);
  const [own, other] = [model.parameters, model.leaveOut[0] ?? model.parameters].map((one) =>
    integrated(one, held),
  );
  for (const [gene, expected] of (own ?? []).entries()) {
    expect(delta[gene]).toBeCloseTo(expected, 3);
    expect(lowestDelta[gene]).toBeCloseTo(Math.min(expected, other?.[gene] ?? NaN), 3);
    expect(highestDelta[gene]).toBeCloseTo(Math.max(expected, other?.[gene] ?? NaN), 3);
  }
  // Where modules are nearer to saturation the same change does something else.
  const before = predictEnd(model, [{ gene: 0, value }], null).delta;
  expect(Math.max(...before.map((one, gene) => Math.abs(one - (delta[gene] ?? NaN))))).toBeGreaterThan(0.02);
});

it('rests without a perturbation, and is the model itself at its own start', () => {
  const moved = modelOn(model, { start, pseudobulk });
  expect([...predictEnd(moved, [], null).delta]).toEqual(Array.from({ length: genes }, () => 0));
  const same = modelOn(model, { start: new Float64Array(genes), pseudobulk });
  expect(same).toEqual(model);
});

it('judges levels by the range that the training cells had, and goes back to measured shifts from the amounts of the cells', () => {
  const controlPseudobulk = new Float64Array(genes).fill(5);
  const back = {
    controlPseudobulk,
    scale: model.scale,
    wholeTotal: false,
    geneScale: new Float64Array(genes).fill(1),
  };
  const own = Float64Array.of(7, NaN, 7, 7, 7, 7);
  const moved = modelOn({ ...model, back }, { start, pseudobulk: own });
  expect([...moved.high]).toEqual(Array.from(start, (level) => 2 - level));
  expect([...moved.low]).toEqual(Array.from(start, (level) => -2 - level));
  expect([...(moved.back?.controlPseudobulk ?? [])]).toEqual([7, 5, 7, 7, 7, 7]);
});
