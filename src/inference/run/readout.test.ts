import { describe, expect, it } from 'vitest';
import { parameterLayout } from '../../dynamics/problem';
import { Random } from '../../numerics/random';
import { readNetwork } from './readout';

const shape = { genes: 5, regulators: 3, modules: 7, deltas: 2 };
const regulators = Int32Array.from([0, 2, 4]);
const genes = ['a', 'b', 'c', 'd', 'e'];

function logistic(u: number): number {
  return 1 / (1 + Math.exp(-u));
}

/** φ(z) written out gene by gene from dense A [G × M] and B [M × G]. */
function denseField(parameters: Float32Array) {
  const { at, bt, beta } = parameterLayout(shape);
  const A = (i: number, m: number) => parameters[at + m * shape.genes + i] ?? NaN;
  const B = (m: number, j: number) => {
    const r = regulators.indexOf(j);
    return r < 0 ? 0 : (parameters[bt + r * shape.modules + m] ?? NaN);
  };
  return (z: readonly number[]) =>
    genes.map((_, i) => {
      let sum = 0;
      for (let m = 0; m < shape.modules; m++) {
        const bias = parameters[beta + m] ?? NaN;
        const u = z.reduce((total, value, j) => total + B(m, j) * value, bias);
        sum += A(i, m) * (logistic(u) - logistic(bias));
      }
      return sum;
    });
}

function randomParameters(seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: parameterLayout(shape).total }, () => random.normal());
}

const low = Float64Array.from([-1.5, -1, -0.3, 0, -2]);
const high = Float64Array.from([2, 1, 3, 0.5, -2]);

describe('readNetwork', () => {
  const parameters = randomParameters(1);
  const network = readNetwork({ genes, regulators, shape, parameters, low, high });
  const field = denseField(parameters);
  const unit = (j: number, value: number) => genes.map((_, i) => (i === j ? value : 0));

  it('has no edges into genes that are not measured, and the others as they are', () => {
    const hidden = readNetwork({ genes, regulators, shape, parameters, low, high, latent: [1] });
    hidden.weights.forEach((weight, p) => {
      expect(weight).toBe(p % genes.length === 1 ? 0 : network.weights[p]);
    });
    expect(network.weights[1]).not.toBe(0);
  });

  it('is the difference of the field at the quantiles over the square root of their distance', () => {
    for (const [r, j] of [...regulators.entries()].slice(0, 2)) {
      const to = field(unit(j, high[j] ?? 0));
      const from = field(unit(j, low[j] ?? 0));
      for (const i of genes.keys()) {
        const expected =
          i === j ? 0 : ((to[i] ?? 0) - (from[i] ?? 0)) / Math.sqrt((high[j] ?? 0) - (low[j] ?? 0));
        expect(network.weights[r * shape.genes + i]).toBeCloseTo(expected, 5);
      }
    }
  });

  it('is zero where a regulator never varies', () => {
    expect(network.weights.slice(10, 15)).toEqual(new Float32Array(5));
  });

  it('approaches A·diag(σ′(β))·B times the root of the range when the range is small', () => {
    const tiny = 1e-3;
    const narrow = readNetwork({
      genes,
      regulators,
      shape,
      parameters,
      low: new Float64Array(5).fill(-tiny / 2),
      high: new Float64Array(5).fill(tiny / 2),
    });
    const step = 1e-6;
    const slope = field(unit(2, step)).map((v, i) => (v - (field(unit(2, -step))[i] ?? 0)) / (2 * step));
    for (const i of [0, 1, 3, 4])
      expect((narrow.weights[5 + i] ?? 0) / Math.sqrt(tiny)).toBeCloseTo(slope[i] ?? 0, 4);
  });
});
