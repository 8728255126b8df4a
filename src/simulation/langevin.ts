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
  /** Extra production rate of overexpressed genes. */
  readonly extra: readonly { readonly gene: number; readonly rate: number }[];
}

export const untouched: Hold = { out: [], extra: [] };

/** Advances `state` [G] in place by `duration`, in whole steps of `dt`. */
export function advance(
  kinetics: Kinetics,
  state: Float64Array,
  hold: Hold,
  run: { readonly duration: number; readonly dt: number; readonly noise: number; readonly random: Random },
): void {
  const rates = new Float64Array(state.length);
  const amplitude = run.noise * Math.sqrt(run.dt);
  for (const gene of hold.out) state[gene] = 0;
  for (let step = Math.round(run.duration / run.dt); step > 0; step--) {
    kinetics.production(state, rates);
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
