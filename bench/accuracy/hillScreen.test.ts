import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { mean, variance } from '../../src/numerics/statistics';
import { Random } from '../../src/numerics/random';
import { multiplyingHill, simulateHillScreen } from './hillScreen';
import { advance, noIntervention } from '../../src/simulation/langevin';
import type { RandomScreenSettings } from '../../src/simulation/randomScreen';
import { cyclic, scaleFree } from '../../src/simulation/topologies';

const size = { genes: 20, regulators: 14, edges: 40, repressing: 0.3 };

function ratesAt({ production }: ReturnType<typeof multiplyingHill>, state: Float64Array): Float64Array {
  const rates = new Float64Array(state.length);
  production(state, rates);
  return rates;
}

describe('multiplyingHill', () => {
  it('rests at its steady state, and returns to it', () => {
    const random = new Random(4);
    const kinetics = multiplyingHill(scaleFree(size, random), random);
    const { steady, decay } = kinetics;
    ratesAt(kinetics, steady).forEach((rate, g) =>
      expect(rate / ((decay[g] ?? 0) * (steady[g] ?? 0))).toBeCloseTo(1, 10),
    );
    const state = steady.map((level) => 1.5 * level);
    advance(kinetics, state, noIntervention, { duration: 80, dt: 0.05, noise: 0, random, factor: null });
    state.forEach((level, g) => expect(level / (steady[g] ?? 0)).toBeCloseTo(1, 4));
  });

  it('multiplies the factors of regulators, in the direction of their signs', () => {
    const regulations = [
      { source: 0, target: 2, strength: 2 },
      { source: 1, target: 2, strength: -3 },
    ];
    const kinetics = multiplyingHill({ genes: ['a', 'b', 'c'], regulations, modules: null }, new Random(1));
    const [a = 0, b = 0, c = 0] = kinetics.steady;
    const rate = (...state: number[]) => ratesAt(kinetics, Float64Array.from(state))[2] ?? NaN;
    expect(rate(0, 0, c) * rate(a, b, c)).toBeCloseTo(rate(0, b, c) * rate(a, 0, c), 8);
    expect(rate(0, b, c)).toBeLessThan(rate(a, b, c));
    expect(rate(a, 0, c)).toBeGreaterThan(rate(a, b, c));
    // Fully active and fully absent: the fold of strength 2, 1 + 6 · 2.
    expect(rate(1e9, b, c) / rate(0, b, c)).toBeCloseTo(13, 6);
    expect(rate(a, 0, c) / rate(a, 1e9, c)).toBeCloseTo(19, 6);
  });

  it('knows the eigenvalues of its Jacobian', () => {
    for (const seed of [1, 2, 3]) {
      const random = new Random(seed);
      const kinetics = multiplyingHill(cyclic(size, random), random);
      const { steady, decay } = kinetics;
      const jacobian = Matrix.diag([...decay]).mul(-1);
      steady.forEach((level, source) => {
        const shifted = (by: number) =>
          ratesAt(
            kinetics,
            steady.map((own, g) => (g === source ? own + by : own)),
          );
        const [up, down] = [shifted(1e-4 * level), shifted(-1e-4 * level)];
        for (let g = 0; g < 20; g++)
          jacobian.set(g, source, jacobian.get(g, source) + ((up[g] ?? 0) - (down[g] ?? 0)) / (2e-4 * level));
      });
      const largest = Math.max(...new EigenvalueDecomposition(jacobian).realEigenvalues);
      expect(Math.abs(kinetics.leadingRealPart() - largest)).toBeLessThan(0.02);
    }
  });
});

const settings: RandomScreenSettings = {
  ...size,
  topology: 'acyclic',
  kind: 'knockout',
  perturbations: 3,
  controls: 1500,
  cellsPerPerturbation: 10,
  seed: 5,
  capture: { written: 'molecules' },
};

it('a screen has bursts: levels of unregulated genes vary by five times their mean', () => {
  const { genes, labels, values, truth } = simulateHillScreen(settings);
  const regulated = new Set(truth.map(({ target }) => target));
  const free = [...genes.keys()].filter((gene) => !regulated.has(genes[gene] ?? ''));
  expect(free.length).toBeGreaterThan(1);
  for (const gene of free) {
    const levels = [...labels.keys()].flatMap((cell) =>
      labels[cell] === 'control' ? [Math.expm1(values[cell * genes.length + gene] ?? NaN)] : [],
    );
    // Standard error of a ratio of 1,500 levels: about a twentieth.
    expect(Math.abs(variance(levels) / mean(levels) / 5 - 1)).toBeLessThan(0.2);
  }
});

it('a screen is the same for the same seed', () => {
  const few = { ...settings, controls: 20, seed: 6 };
  expect(simulateHillScreen(few)).toEqual(simulateHillScreen(few));
});
