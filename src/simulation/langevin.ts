/**
 * One cell through time: the chemical Langevin equation (Gillespie 2000) dx = (P − λx) dt + q √(P + λx) dW by
 * Euler–Maruyama with a fixed step, kept non-negative. q = 1 is the noise of single molecules; smaller q that of larger
 * numbers. Interventions hold throughout the call.
 */
import type { Random } from '../numerics/random';
import type { Kinetics } from './kinetics';

export interface Hold {
  /** Knocked-out genes: held at 0. */
  readonly out: readonly number[];
  /** Share of their production that knocked-down genes keep. */
  readonly kept: readonly { readonly gene: number; readonly share: number }[];
  /** Extra production rate of overexpressed genes. */
  readonly extra: readonly { readonly gene: number; readonly rate: number }[];
}

export const untouched: Hold = { out: [], kept: [], extra: [] };

export interface LangevinRun {
  readonly duration: number;
  readonly dt: number;
  readonly noise: number;
  readonly random: Random;
  /** [G] by how much this cell makes more of each gene than the kinetics say; null: as they say. */
  readonly factor: Float64Array | null;
}

/** Advances `state` [G] in place by `duration`, in whole steps of `dt`. */
export function advance(kinetics: Kinetics, state: Float64Array, hold: Hold, run: LangevinRun): void {
  const rates = new Float64Array(state.length);
  const amplitude = run.noise * Math.sqrt(run.dt);
  for (const gene of hold.out) state[gene] = 0;
  for (let step = Math.round(run.duration / run.dt); step > 0; step--) {
    kinetics.production(state, rates);
    if (run.factor) for (const [g, factor] of run.factor.entries()) rates[g] = (rates[g] as number) * factor;
    for (const { gene, share } of hold.kept) rates[gene] = (rates[gene] ?? 0) * share;
    for (const { gene, rate } of hold.extra) rates[gene] = (rates[gene] ?? 0) + rate;
    for (let g = 0; g < state.length; g++) {
      const made = rates[g] ?? 0;
      const lost = (kinetics.decay[g] ?? 0) * (state[g] ?? 0);
      const noise = amplitude === 0 ? 0 : amplitude * Math.sqrt(made + lost) * run.random.normal();
      state[g] = Math.max(0, (state[g] ?? 0) + (made - lost) * run.dt + noise);
    }
    for (const gene of hold.out) state[gene] = 0;
  }
}
