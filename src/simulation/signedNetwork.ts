/**
 * Regulatory networks with signed strengths, random or given, and their additive Hill kinetics: each gene responds
 * half-maximally at its regulators' steady levels, so the steady state is known exactly.
 */
import type { Random } from '../numerics/random';
import { hill, type Kinetics } from './langevin';
import type { SignedEdge } from './rules';
import { largestRealPart } from './stability';

export interface Regulation {
  readonly source: number;
  readonly target: number;
  /** Largest production rate it adds; negative for repression (added when the regulator is absent). */
  readonly strength: number;
}

export interface SignedNetwork {
  readonly genes: readonly string[];
  readonly regulations: readonly Regulation[];
  /** [G] planted module of each gene, −1 for none; null where none are planted. */
  readonly modules: Int32Array | null;
}

export interface AdditiveKinetics extends Kinetics {
  /** [G] steady state of the equations without noise. */
  readonly steady: Float64Array;
  /**
   * Largest real part of the Jacobian's eigenvalues at the steady state; negative: stable. Precision as
   * largestRealPart.
   */
  readonly leadingRealPart: () => number;
}

const HILL_EXPONENT = 2;

/**
 * dx_i/dt = b_i + Σ_j k⁺ H(x_j) + Σ_j k⁻ (1 − H(x_j)) − λ_i x_i, H(x) = x²/(x² + x*_j²), with x* the steady state (b
 * + Σ k/2)/λ. One evaluation takes a Hill term per regulator and an addition per regulation. Decay λ in 0.6–1; basal
 * rate 0.1–0.5 for regulated genes, 2–5 for others.
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
    leadingRealPart: () =>
      largestRealPart({
        diagonal: decay.map((rate) => -rate),
        from,
        to,
        // H′(x*) = n / (4 x*).
        weights: strengths.map(
          (strength, at) => (strength * HILL_EXPONENT) / (4 * (steady[from[at] ?? 0] ?? 1)),
        ),
      }),
    production: (state, rates) => {
      for (const source of sources)
        active[source] = hill(state[source] ?? 0, steady[source] ?? 1, HILL_EXPONENT);
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

/** By gene names; sign 0 if unknown. */
export interface KnownRegulation {
  readonly source: string;
  readonly target: string;
  readonly sign: 1 | -1 | 0;
}

/**
 * A network from known regulations. Strengths from 1 to 5 as in random networks; unknown signs are repressing with
 * probability `repressing`. Self-regulation and repeated edges are left out.
 */
export function givenNetwork(
  edges: readonly KnownRegulation[],
  repressing: number,
  random: Random,
): SignedNetwork {
  const names = new Map<string, number>();
  for (const name of edges.flatMap(({ source, target }) => [source, target]))
    if (!names.has(name)) names.set(name, names.size);
  const regulations = new Map<number, Regulation>();
  for (const edge of edges) {
    const [source, target] = [names.get(edge.source) ?? 0, names.get(edge.target) ?? 0];
    const pair = source * names.size + target;
    if (source === target || regulations.has(pair)) continue;
    const size = 1 + 4 * random.uniform();
    const drawn = random.uniform() < repressing ? -1 : 1;
    regulations.set(pair, { source, target, strength: size * (edge.sign || drawn) });
  }
  return { genes: [...names.keys()], regulations: [...regulations.values()], modules: null };
}
