/** Screens of other physics than those of simulation/randomScreen.ts: factors of a gene's regulators multiply, and transcription comes in bursts. */
import type { Random } from '../../src/numerics/random';
import type { CapturedScreen } from '../../src/simulation/capture';
import { hill } from '../../src/simulation/langevin';
import {
  drawNetwork,
  type RandomScreenSettings,
  settledSubject,
  simulateNetworkScreen,
} from '../../src/simulation/randomScreen';
import {
  leadingRealPart,
  type SettledKinetics,
  type SignedNetwork,
} from '../../src/simulation/signedNetwork';

const EXPONENT = 2;
/** Largest production over the least, less one, per unit of a regulation's strength (1 to 5). */
const FOLD = 6;
/** Standard deviation of the log level of half activity, from the regulator's steady level. */
const HALF_SPREAD = 0.5;
/** Range of steady levels, and mean molecules of a burst. */
const LEAST_LEVEL = 10;
const LARGEST_LEVEL = 100;
const BURST = 5;

/** As simulateRandomScreen. */
export function simulateHillScreen(settings: RandomScreenSettings): CapturedScreen {
  return simulateNetworkScreen(
    (random) => drawNetwork(settings, random),
    (network, random) => ({ ...settledSubject(network, multiplyingHill(network, random)), burst: BURST }),
    settings,
  );
}

/**
 * dx_i/dt = k_i Π_j (1 + s_ij h_ij)/(1 + s_ij) − λ_i x_i, h the Hill function of x_j for activators and 1 less it for repressors, s_ij = 6 |strength|. Levels
 * are drawn, and k such that they are the steady state. Decay λ in 0.6–1.
 */
export function multiplyingHill({ genes, regulations }: SignedNetwork, random: Random): SettledKinetics {
  const decay = Float64Array.from(genes, () => 0.6 + 0.4 * random.uniform());
  const steady = Float64Array.from(
    genes,
    () => LEAST_LEVEL * (LARGEST_LEVEL / LEAST_LEVEL) ** random.uniform(),
  );
  const levelOf = (gene: number): number => steady[gene] ?? 1;
  const rateOf = (gene: number): number => (decay[gene] ?? 1) * levelOf(gene);
  const fold = Float64Array.from(regulations, ({ strength }) => FOLD * Math.abs(strength));
  const half = Float64Array.from(
    regulations,
    ({ source }) => levelOf(source) * Math.exp(HALF_SPREAD * random.normal()),
  );
  /** Of a regulation with its source at a level. */
  const factorAt = (edge: number, level: number): number => {
    const [s, share] = [fold[edge] ?? 0, hill(level, half[edge] ?? 1, EXPONENT)];
    return (1 + s * ((regulations[edge]?.strength ?? 0) > 0 ? share : 1 - share)) / (1 + s);
  };
  const full = Float64Array.from(genes, (_, gene) => rateOf(gene));
  for (const [edge, { source, target }] of regulations.entries())
    full[target] = (full[target] ?? 0) / factorAt(edge, levelOf(source));
  return {
    genes,
    decay,
    steady,
    leadingRealPart: () =>
      leadingRealPart(
        { decay, regulations },
        // Rate · d ln factor / dx_j with dh/dx = n h (1 − h)/x.
        Float64Array.from(regulations, ({ source, target, strength }, edge) => {
          const s = fold[edge] ?? 0;
          const share = hill(levelOf(source), half[edge] ?? 1, EXPONENT);
          const slope = (Math.sign(strength) * s * EXPONENT * share * (1 - share)) / levelOf(source);
          return (rateOf(target) * slope) / ((1 + s) * factorAt(edge, levelOf(source)));
        }),
      ),
    production: (state, rates) => {
      rates.set(full);
      for (const [edge, { source, target }] of regulations.entries())
        rates[target] = (rates[target] ?? 0) * factorAt(edge, state[source] ?? 0);
    },
  };
}
