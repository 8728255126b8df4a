/**
 * A random regulatory network with strengths, and its kinetics: each regulation adds a Hill term of the regulator's level,
 * each gene responds half at its regulators' steady levels, so the steady state is known exactly.
 */
import type { Random } from '../numerics/random';
import { hill, type Kinetics } from './kinetics';
import { largestRealPart } from './largestRealPart';
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
  /** [G] which planted module a gene is in, −1 in none; null where none are planted. */
  readonly modules: Int32Array | null;
}

export interface AdditiveKinetics extends Kinetics {
  /** [G] steady state of the equations without noise. */
  readonly steady: Float64Array;
  /** Largest real part of the Jacobian's eigenvalues there; negative: it returns to it. As exact as largestRealPart. */
  readonly slowest: () => number;
}

const exponent = 2;

/**
 * dx_i/dt = b_i + Σ_j k⁺ H(x_j) + Σ_j k⁻ (1 − H(x_j)) − λ_i x_i, H(x) = x²/(x² + x*_j²), with x* the steady state
 * (b + Σ k/2)/λ. One evaluation takes a Hill term for each regulator and an addition for each regulation. Decay λ in 0.6–1; basal rate 0.1–0.5 where a gene has a regulator, 2–5 where it has none.
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

  const sources = Int32Array.from(new Set(regulations.map(({ source }) => source)));
  const active = new Float64Array(genes.length);
  const from = Int32Array.from(regulations, ({ source }) => source);
  const to = Int32Array.from(regulations, ({ target }) => target);
  const strengths = Float64Array.from(regulations, ({ strength }) => strength);
  return {
    genes,
    decay,
    steady,
    slowest: () =>
      largestRealPart({
        diagonal: decay.map((rate) => -rate),
        from,
        to,
        // H′(x*) = n / (4 x*).
        weights: strengths.map((strength, at) => (strength * exponent) / (4 * (steady[from[at] ?? 0] ?? 1))),
      }),
    production: (state, rates) => {
      for (const source of sources) active[source] = hill(state[source] ?? 0, steady[source] ?? 1, exponent);
      rates.set(basal);
      for (let at = 0; at < from.length; at++) {
        const [strength, target] = [strengths[at] as number, to[at] as number];
        const share = active[from[at] as number] as number;
        rates[target] =
          (rates[target] as number) + (strength > 0 ? strength * share : -strength * (1 - share));
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
