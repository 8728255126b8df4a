import { expect, test } from 'vitest';
import { parameterLayout } from '../dynamics/parameters';
import { rk4 } from '../dynamics/solve/rk4';
import { vectorField, vectorFieldOf } from '../dynamics/vectorField';
import { Random } from '../numerics/random';
import { jacobian, laggedJacobian, meanSlopes } from './jacobian';

const shape = { genes: 6, regulators: 4, modules: 5, deltas: 1 };
const regulators = Int32Array.of(0, 2, 3, 5);
const random = new Random(7);
const parameters = Float32Array.from({ length: parameterLayout(shape).total }, () => 0.7 * random.normal());
const model = { shape, regulators, parameters };
const field = vectorFieldOf(shape, regulators, Float64Array.from(parameters));
const h = 1e-5;

function normals(): Float64Array {
  return Float64Array.from({ length: shape.genes }, () => random.normal());
}

/** Central difference of a map of states by regulator r. */
function difference(map: (z: Float64Array) => Float64Array, z: Float64Array, r: number): Float64Array {
  const moved = (by: number) => map(z.map((value, g) => (g === regulators[r] ? value + by : value)));
  const [above, below] = [moved(h), moved(-h)];
  return above.map((value, g) => (value - (below[g] ?? NaN)) / (2 * h));
}

function rates(z: Float64Array): Float64Array {
  const f = new Float64Array(shape.genes);
  vectorField(field, z, f);
  return f;
}

test('the mean of the Jacobian over states agrees with finite differences of the field', () => {
  const states = [normals(), normals(), normals()];
  const found = jacobian(model, meanSlopes(model, states));
  for (let r = 0; r < shape.regulators; r++) {
    const single = states.map((z) => difference(rates, z, r));
    for (let g = 0; g < shape.genes; g++) {
      const decay = g === regulators[r] ? 1 : 0;
      const mean = single.reduce((sum, row) => sum + (row[g] ?? NaN) / 3, 0);
      expect(found[r * shape.genes + g]).toBeCloseTo(mean + decay, 8);
    }
  }
});

test('after a lag it is the derivative of the flow at the control state', () => {
  const lag = 1.3;
  const flow = (z: Float64Array) =>
    rk4((at, dz) => vectorField(field, at, dz), z.slice(), lag, 200).at(-1) ?? z;
  const control = new Float64Array(shape.genes);
  const found = laggedJacobian(model, meanSlopes(model, [control]), lag);
  for (let r = 0; r < shape.regulators; r++)
    difference(flow, control, r).forEach((slope, g) =>
      expect(found[r * shape.genes + g]).toBeCloseTo(slope, 7),
    );
});

test('a short lag gives the direct slopes', () => {
  const slopes = meanSlopes(model, [normals()]);
  const direct = jacobian(model, slopes);
  const lagged = laggedJacobian(model, slopes, 1e-6);
  direct.forEach((slope, p) => {
    const isSelf = regulators[Math.floor(p / shape.genes)] === p % shape.genes;
    expect(((lagged[p] ?? NaN) - (isSelf ? 1 : 0)) / 1e-6).toBeCloseTo(slope - (isSelf ? 1 : 0), 4);
  });
});
