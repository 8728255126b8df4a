/**
 * One cell over time: the chemical Langevin equation (Gillespie 2000) dx = (P − λx) dt + q √(P + λx) dW by
 * Euler–Maruyama with a fixed step, kept non-negative. q = 1 is the noise of single molecules, smaller q that of
 * larger numbers. Where transcription bursts, noise is that of bursts alone (advance).
 */
import type { Random } from '../numerics/random';

/**
 * Production and decay of a network. States are molecules per cell (or any concentration with the same noise scale);
 * time in the unit of the decay rates.
 */
export interface Kinetics {
  readonly genes: readonly string[];
  /** [G] decay rates λ. */
  readonly decay: Float64Array;
  /** Writes the production rate of every gene in `state` into `rates`; both [G]. */
  readonly production: (state: Float64Array, rates: Float64Array) => void;
}

/** x^n / (x^n + h^n) for even n ≥ 2 by squaring and multiplying: the same bits on every machine, unlike pow. */
export function hill(x: number, half: number, exponent: number): number {
  const ratio = (x / half) * (x / half);
  let power = 1;
  for (let n = 2; n <= exponent; n += 2) power *= ratio;
  return power / (1 + power);
}

export interface Hold {
  /** Knocked-out genes, clamped at 0. */
  readonly out: readonly number[];
  /** Genes that no longer act on others; their own level stays free. */
  readonly blocked: readonly number[];
  /** Remaining share of the production of knocked-down genes. */
  readonly kept: readonly { readonly gene: number; readonly share: number }[];
  /** Added production rate of overexpressed genes. */
  readonly extra: readonly { readonly gene: number; readonly rate: number }[];
}

export const noIntervention: Hold = { out: [], blocked: [], kept: [], extra: [] };

interface LangevinRun {
  readonly duration: number;
  readonly dt: number;
  readonly noise: number;
  /** Mean molecules of a transcriptional burst, whose noise replaces the other; absent: production is steady. */
  readonly burst?: number | undefined;
  readonly random: Random;
  /** [G] factors of this cell on each gene's production; null: none. */
  readonly factor: Float64Array | null;
}

/**
 * Advances `state` [G] in place by `duration`, in whole steps of `dt`, with the intervention held. With bursts, P dt/b of them come in a step, each of
 * exponential size, and decay is smooth: at constant production the steady state is a gamma distribution of mean P/λ and variance b P/λ (Friedman, Cai
 * & Xie 2006, Physical Review Letters 97: 168302), and its counts are negative binomial.
 */
export function advance(kinetics: Kinetics, state: Float64Array, hold: Hold, run: LangevinRun): void {
  const rates = new Float64Array(state.length);
  const acting = hold.blocked.length > 0 ? new Float64Array(state.length) : state;
  const { burst } = run;
  const amplitude = run.noise * Math.sqrt(run.dt);
  for (const gene of hold.out) state[gene] = 0;
  for (let step = Math.round(run.duration / run.dt); step > 0; step--) {
    if (acting !== state) acting.set(state);
    for (const gene of hold.blocked) acting[gene] = 0;
    kinetics.production(acting, rates);
    if (run.factor) for (const [g, factor] of run.factor.entries()) rates[g] = (rates[g] as number) * factor;
    for (const { gene, share } of hold.kept) rates[gene] = (rates[gene] ?? 0) * share;
    for (const { gene, rate } of hold.extra) rates[gene] = (rates[gene] ?? 0) + rate;
    for (let g = 0; g < state.length; g++) {
      const made = rates[g] ?? 0;
      const lost = (kinetics.decay[g] ?? 0) * (state[g] ?? 0);
      const noise = burst
        ? burstsOf(made * run.dt, burst, run.random) - made * run.dt
        : amplitude === 0
          ? 0
          : amplitude * Math.sqrt(made + lost) * run.random.normal();
      state[g] = Math.max(0, (state[g] ?? 0) + (made - lost) * run.dt + noise);
    }
    for (const gene of hold.out) state[gene] = 0;
  }
}

/** Molecules of the bursts of one step, `mean` on average; exponential times between them, in units of their mean. */
function burstsOf(mean: number, burst: number, random: Random): number {
  let made = 0;
  for (let at = exponential(random); at < mean / burst; at += exponential(random))
    made += burst * exponential(random);
  return made;
}

function exponential(random: Random): number {
  return -Math.log(1 - random.uniform());
}
