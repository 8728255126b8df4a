/**
 * A random regulatory network with strengths, and its kinetics: each regulation adds a Hill term of the regulator's level,
 * each gene responds half at its regulators' steady levels, so the steady state is known exactly.
 */
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { Random } from '../numerics/random';
import { hill, type Kinetics } from './kinetics';
import type { SignedEdge } from './rules';

export interface Regulation {
  readonly source: number;
  readonly target: number;
  /** Largest production rate it adds; negative where it represses (adds that much when the regulator is gone). */
  readonly strength: number;
}

export interface SignedNetwork {
  readonly genes: readonly string[];
  readonly regulations: readonly Regulation[];
}

export interface AdditiveKinetics extends Kinetics {
  /** [G] steady state of the equations without noise. */
  readonly steady: Float64Array;
  /** Largest real part of the Jacobian's eigenvalues there; negative: it returns to it. Takes as long as G³. */
  readonly slowest: () => number;
}

const exponent = 2;

/**
 * dx_i/dt = b_i + Σ_j k⁺ H(x_j) + Σ_j k⁻ (1 − H(x_j)) − λ_i x_i, H(x) = x²/(x² + x*_j²), with x* the steady state
 * (b + Σ k/2)/λ. Decay λ in 0.6–1; basal rate 0.1–0.5 where a gene has a regulator, 2–5 where it has none.
 */
export function additiveHill({ genes, regulations }: SignedNetwork, random: Random): AdditiveKinetics {
  const regulated = new Set(regulations.map(({ target }) => target));
  const decay = Float64Array.from(genes, () => 0.6 + 0.4 * random.uniform());
  const basal = Float64Array.from(genes, (_, g) =>
    regulated.has(g) ? 0.1 + 0.4 * random.uniform() : 2 + 3 * random.uniform(),
  );
  const halfway = basal.slice();
  for (const { target, strength } of regulations)
    halfway[target] = (halfway[target] ?? 0) + Math.abs(strength) / 2;
  const steady = halfway.map((rate, g) => rate / (decay[g] ?? 1));

  const jacobian = Matrix.zeros(genes.length, genes.length);
  for (const g of genes.keys()) jacobian.set(g, g, -(decay[g] ?? 0));
  // H′(x*) = n / (4 x*).
  for (const { source, target, strength } of regulations)
    jacobian.set(
      target,
      source,
      jacobian.get(target, source) + (strength * exponent) / (4 * (steady[source] ?? 1)),
    );

  return {
    genes,
    decay,
    steady,
    slowest: () => Math.max(...new EigenvalueDecomposition(jacobian).realEigenvalues),
    production: (state, rates) => {
      rates.set(basal);
      for (const { source, target, strength } of regulations) {
        const active = hill(state[source] ?? 0, steady[source] ?? 1, exponent);
        rates[target] = (rates[target] ?? 0) + (strength > 0 ? strength * active : -strength * (1 - active));
      }
    },
  };
}

export function edgesOfNetwork({ genes, regulations }: SignedNetwork): SignedEdge[] {
  return regulations.map(({ source, target, strength }) => ({
    source: genes[source] ?? '',
    target: genes[target] ?? '',
    sign: strength > 0 ? 1 : -1,
  }));
}
