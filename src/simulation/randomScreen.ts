/** Screens of random networks at any size: for tests, measurements and trying the app out. */
import { Random } from '../numerics/random';
import { cleanCapture, type CapturedScreen } from './capture';
import { simulateExperiment, type ExperimentSettings } from './experiment';
import { modular, moduleNames } from './modularNetwork';
import type { TopologySettings } from './networkBuilder';
import { additiveHill, edgesOfNetwork, type AdditiveKinetics, type SignedNetwork } from './signedNetwork';
import { cyclic, scaleFree } from './topologies';

type Topology = 'acyclic' | 'cyclic' | 'modular';

export interface RandomScreenSettings extends TopologySettings, ExperimentSettings {
  /** 'modular': genes in groups that share their regulators. */
  readonly topology: Topology;
  /** How many groups a modular network has, at most as many as regulators; one for four regulators where not given. */
  readonly modules?: number;
}

/** Networks drawn, and regulations of all of them: about a minute. */
const MOST_TRIES = 1000;
const MOST_WORK = 1e6;
/** Slower than this, perturbed cells would not have come to rest when they are taken. */
const SLOWEST = -0.25;

/**
 * Cells at steady state, or on their way there at the times given; controls are 'control', perturbations carry the genes'
 * names. Only genes that regulate others are perturbed. The unit of overexpression is the resting production. The same for
 * the same settings. `onCell` as in simulateScreen. Throws UnstableNetworks, and where the edges do not fit (edgeRange
 * tells before).
 */
export function simulateRandomScreen(
  settings: RandomScreenSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const random = new Random(settings.seed);
  const { network, kinetics } = networkOf(settings, random);
  const subject = {
    kinetics,
    perturbable: [...new Set(network.regulations.map(({ source }) => source))],
    start: kinetics.steady,
    burnIn: 4,
    window: { earliest: 12, latest: 12 },
    unit: kinetics.steady.map((level, g) => level * (kinetics.decay[g] ?? 1)),
    dose: { knockout: 0, knockdown: 0.2, overexpression: 2 },
    dt: 0.1,
    noise: 0.5,
    capture: { ...cleanCapture, efficiency: 4, depthSpread: 0.2 },
    known: { truth: edgesOfNetwork(network), modules: moduleNames(network) },
  };
  return simulateExperiment(subject, settings, random, onCell);
}

/** No network was drawn that returns to its steady state: the settings leave hardly any. */
export class UnstableNetworks extends Error {}

/** With loops, draws until a network returns to its steady state within a few decay times; without them every one does. */
function networkOf(
  settings: RandomScreenSettings,
  random: Random,
): { readonly network: SignedNetwork; readonly kinetics: AdditiveKinetics } {
  const { topology } = settings;
  switch (topology) {
    case 'acyclic': {
      const network = scaleFree(settings, random);
      return { network, kinetics: additiveHill(network, random) };
    }
    case 'modular': {
      const network = modular({ ...settings, modules: modulesOf(settings) }, random);
      return { network, kinetics: additiveHill(network, random) };
    }
    case 'cyclic':
      return stableNetwork(settings, random);
    default:
      return topology satisfies never;
  }
}

/** How many groups a modular network of these settings has. */
export function modulesOf({
  modules,
  regulators,
}: Pick<RandomScreenSettings, 'modules' | 'regulators'>): number {
  return modules ?? Math.max(1, Math.floor(regulators / 4));
}

function stableNetwork(settings: RandomScreenSettings, random: Random) {
  const mostTries = Math.ceil(Math.min(MOST_TRIES, MOST_WORK / settings.edges));
  for (let tries = 0; tries < mostTries; tries++) {
    const network = cyclic(settings, random);
    const kinetics = additiveHill(network, random);
    if (kinetics.slowest() < SLOWEST) return { network, kinetics };
  }
  throw new UnstableNetworks(`none of ${mostTries} networks of this size is stable`);
}
