/** Screens of random and of given networks at any size, for tests, benchmarks and first trials of the app. */
import { Random } from '../numerics/random';
import { type CapturedScreen, cleanCapture } from './capture';
import { type ExperimentSettings, type Subject, simulateExperiment } from './experiment';
import {
  type SettledKinetics,
  type KnownRegulation,
  type SignedNetwork,
  additiveHill,
  edgesOfNetwork,
  givenNetwork,
} from './signedNetwork';
import {
  type Topology,
  type TopologySettings,
  cyclic,
  modular,
  moduleNames,
  modulesOf,
  scaleFree,
} from './topologies';
import type { SimulatedDemo } from '../dataset/dataset';

export interface RandomScreenSettings extends TopologySettings, ExperimentSettings {
  /** 'modular': groups of genes share their regulators. */
  readonly topology: Topology;
  /** Number of groups of a modular network, at most the number of regulators; default: one per four regulators. */
  readonly modules?: number;
}

export interface GivenSettings extends ExperimentSettings {
  /** Share of repressing regulations among those of unknown sign. */
  readonly repressing: number;
}

/** Limits of drawing networks: number of networks, and of regulations of all of them (about a minute). */
const MAX_NETWORKS = 1000;
const MAX_REGULATIONS = 1e6;
/** Above this rate perturbed cells would not reach their steady state before sampling. */
const MAX_REAL_PART = -0.25;

/**
 * A screen of a random network. Cells are at steady state, or on the way there at the given times; controls are 'control', perturbations
 * carry the genes' names. Only regulators are perturbed. The unit of overexpression is the resting production. The same settings give the
 * same screen. `onCell` is called after each cell. Throws an Error where no stable network is found, or its number of edges is impossible.
 */
export function simulateRandomScreen(
  settings: RandomScreenSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  return simulateNetworkScreen((random) => drawNetwork(settings, random), additiveSubject, settings, onCell);
}

/** A screen of your own network, as simulateRandomScreen makes it: genes in the order of their first mention; strengths are drawn. */
export function simulateGivenScreen(
  edges: readonly KnownRegulation[],
  settings: GivenSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  return simulateNetworkScreen(
    (random) => givenNetwork(edges, settings.repressing, random),
    additiveSubject,
    settings,
    onCell,
  );
}

/** What an experiment needs of a network, with drawn kinetics. */
type SubjectOf = (network: SignedNetwork, random: Random) => Subject & { readonly kinetics: SettledKinetics };

function additiveSubject(network: SignedNetwork, random: Random) {
  return settledSubject(network, additiveHill(network, random));
}

/** A screen of the first drawn network that returns to its steady state; the rest as simulateRandomScreen. */
export function simulateNetworkScreen(
  draw: (random: Random) => SignedNetwork,
  subjectOf: SubjectOf,
  settings: ExperimentSettings,
  onCell?: (done: number, all: number) => void,
): CapturedScreen {
  const random = new Random(settings.seed);
  return simulateExperiment(stableSubject(draw, subjectOf, random), settings, random, onCell);
}

/** What an experiment on this network needs: cells start at rest, regulators are perturbed, and cells are sampled when they rest again. */
export function settledSubject(network: SignedNetwork, kinetics: SettledKinetics) {
  return {
    kinetics,
    perturbable: [...new Set(network.regulations.map(({ source }) => source))],
    start: kinetics.steady,
    burnIn: 4,
    window: { earliest: 12, latest: 12 },
    unit: kinetics.steady.map((level, g) => level * (kinetics.decay[g] ?? 1)),
    dose: { knockout: 0, knockdown: 0.2, overexpression: 2, inhibitor: 0 },
    dt: 0.1,
    noise: 0.5,
    capture: { ...cleanCapture, efficiency: 4, depthSpread: 0.2 },
    known: { truth: edgesOfNetwork(network), modules: moduleNames(network) },
  };
}

/** No drawn network returns to its steady state: almost no network of these settings is stable. */
export class UnstableNetworks extends Error {}

export function drawNetwork(settings: RandomScreenSettings, random: Random): SignedNetwork {
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

/** Draws until a network returns to its steady state within a few decay times; without loops the first one does. */
function stableSubject(
  draw: (random: Random) => SignedNetwork,
  subjectOf: SubjectOf,
  random: Random,
): Subject {
  let drawn = 0;
  for (let work = 0; drawn < MAX_NETWORKS && work < MAX_REGULATIONS; drawn++) {
    const network = draw(random);
    const subject = subjectOf(network, random);
    if (subject.kinetics.leadingRealPart() < MAX_REAL_PART) return subject;
    work += network.regulations.length;
  }
  throw new UnstableNetworks(`none of ${drawn} networks of this size is stable`);
}

/**
 * Demo screens that are simulated in the browser, with invented genes and a known network. Simulating takes seconds
 * and training well under two minutes on two cores.
 */
export const demoScreens: Readonly<Record<SimulatedDemo, RandomScreenSettings>> = {
  /** 100 genes, acyclic, 40 regulators, each knocked out. */
  hundred: {
    topology: 'acyclic',
    kind: 'knockout',
    genes: 100,
    regulators: 40,
    edges: 250,
    repressing: 0.3,
    perturbations: 40,
    controls: 400,
    cellsPerPerturbation: 60,
    seed: 1,
  },
  /** 24 genes with feedback loops. */
  loops: {
    topology: 'cyclic',
    kind: 'knockout',
    genes: 24,
    regulators: 16,
    edges: 60,
    repressing: 0.35,
    perturbations: 16,
    controls: 400,
    cellsPerPerturbation: 80,
    seed: 1,
  },
};
