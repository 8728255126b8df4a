/** Screens of random networks at any size: for tests, measurements and trying the app out. */
import { Random } from '../numerics/random';
import { captureScreen, type CapturedScreen } from './capture';
import { simulateScreen, type Arm } from './screen';
import { additiveHill, edgesOfNetwork, type AdditiveKinetics, type SignedNetwork } from './signedNetwork';
import { cyclic, scaleFree, type TopologySettings } from './topologies';

/** Of drawing networks, in G³ each: some minutes. */
const MOST_WORK = 5e9;

export interface RandomScreenSettings extends TopologySettings {
  readonly topology: 'acyclic' | 'cyclic';
  readonly kind: 'knockout' | 'overexpression';
  /** How many of the regulators are perturbed. */
  readonly perturbations: number;
  readonly controls: number;
  readonly cellsPerPerturbation: number;
  readonly seed: number;
}

/**
 * Cells at steady state; controls are 'control', perturbations carry the gene's name. The same for the same settings.
 * `onCell` as in simulateScreen. Throws UnstableNetworks, and where the edges do not fit (edgeRange tells before).
 */
export function simulateRandomScreen(
  settings: RandomScreenSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const random = new Random(settings.seed);
  const { network, kinetics } = stableNetwork(settings, random);
  const regulators = [...new Set(network.regulations.map(({ source }) => source))];
  const perturbed = random.permutation(regulators.length).slice(0, settings.perturbations);
  const arms = Array.from(perturbed, (at): Arm => {
    const gene = regulators[at] ?? 0;
    return {
      label: network.genes[gene] ?? '',
      kind: settings.kind,
      targets: [gene],
      cells: settings.cellsPerPerturbation,
    };
  });
  const design = {
    arms: [control(settings.controls), ...arms],
    start: kinetics.steady,
    burnIn: 4,
    earliest: 12,
    latest: 12,
    boost: kinetics.steady.map((level, g) => 2 * level * (kinetics.decay[g] ?? 1)),
    dt: 0.1,
    noise: 0.5,
    seed: random.integer(2 ** 31 - 1),
  };
  const screen = simulateScreen(kinetics, design, onCell);
  return captureScreen(screen, edgesOfNetwork(network), { efficiency: 4, depthSpread: 0.2 }, random);
}

function control(cells: number): Arm {
  return { label: 'control', kind: 'control', targets: [], cells };
}

/** No network was drawn that returns to its steady state: the settings leave hardly any. */
export class UnstableNetworks extends Error {}

/** Without loops every network returns: its eigenvalues are −λ, at most −0.6. With loops, draws until one does within a few decay times. */
function stableNetwork(
  settings: RandomScreenSettings,
  random: Random,
): { readonly network: SignedNetwork; readonly kinetics: AdditiveKinetics } {
  if (settings.topology === 'acyclic') {
    const network = scaleFree(settings, random);
    return { network, kinetics: additiveHill(network, random) };
  }
  const mostTries = Math.ceil(Math.min(1000, MOST_WORK / settings.genes ** 3));
  for (let tries = 0; tries < mostTries; tries++) {
    const network = cyclic(settings, random);
    const kinetics = additiveHill(network, random);
    if (kinetics.slowest() < -0.25) return { network, kinetics };
  }
  throw new UnstableNetworks(`none of ${mostTries} networks of this size is stable`);
}
