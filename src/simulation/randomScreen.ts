/** Screens of random networks at any size: for tests, measurements and trying the app out. */
import { Random } from '../numerics/random';
import { cleanCapture, type CapturedScreen } from './capture';
import { simulateExperiment, type ExperimentSettings } from './experiment';
import { givenNetwork, type KnownRegulation } from './givenNetwork';
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

export interface GivenSettings extends ExperimentSettings {
  /** Share of repressing regulations among those whose sign is not known. */
  readonly repressing: number;
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
  return simulateNetworkScreen((random) => drawNetwork(settings, random), settings, onCell);
}

/** The same of a network that is known: genes in the order in which they are first named, strengths drawn (givenNetwork). */
export function simulateGivenScreen(
  edges: readonly KnownRegulation[],
  settings: GivenSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  return simulateNetworkScreen(
    (random) => givenNetwork(edges, settings.repressing, random),
    settings,
    onCell,
  );
}

function simulateNetworkScreen(
  draw: (random: Random) => SignedNetwork,
  settings: ExperimentSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const random = new Random(settings.seed);
  const { network, kinetics } = stableNetwork(draw, random);
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

function drawNetwork(settings: RandomScreenSettings, random: Random): SignedNetwork {
  const { topology } = settings;
  switch (topology) {
    case 'acyclic':
      return scaleFree(settings, random);
    case 'modular':
      return modular({ ...settings, modules: modulesOf(settings) }, random);
    case 'cyclic':
      return cyclic(settings, random);
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

/** Draws until a network returns to its steady state within a few decay times. Without loops the first one does. */
function stableNetwork(
  draw: (random: Random) => SignedNetwork,
  random: Random,
): { readonly network: SignedNetwork; readonly kinetics: AdditiveKinetics } {
  let drawn = 0;
  for (let work = 0; drawn < MOST_TRIES && work < MOST_WORK; drawn++) {
    const network = draw(random);
    const kinetics = additiveHill(network, random);
    if (kinetics.slowest() < SLOWEST) return { network, kinetics };
    work += network.regulations.length;
  }
  throw new UnstableNetworks(`none of ${drawn} networks of this size is stable`);
}
