/**
 * Screens of two contexts with the same kinetics, whose networks differ in a share of the edges: half of these are only in the first, half only
 * in the second. The same regulators are knocked out in both.
 */
import type { Dataset } from '../../src/dataset/dataset';
import { Random } from '../../src/numerics/random';
import type { CapturedScreen } from '../../src/simulation/capture';
import { simulateExperiment } from '../../src/simulation/experiment';
import { settledSubject } from '../../src/simulation/randomScreen';
import { type SignedNetwork, additiveHill } from '../../src/simulation/signedNetwork';
import { type TopologySettings, cyclic, scaleFree } from '../../src/simulation/topologies';
import { screenH5ad } from '../../src/simulation/screenFile';
import { datasetOf } from '../knownSet';
import { technical, uncounted } from './screens';

export interface ContextSettings extends TopologySettings {
  readonly topology: 'acyclic' | 'cyclic';
  /** Share of the edges that differ. */
  readonly changed: number;
  /** Knocked-out regulators. */
  readonly perturbations: number;
  readonly controls: number;
  readonly cellsPerPerturbation: number;
  /** Cells of the second context, as a share of those of the first; default 1. */
  readonly share?: number;
  /** Mean counts per cell in each; absent: numbers of molecules. */
  readonly depths?: readonly [number, number];
  readonly seed: number;
}

interface TwoContexts {
  readonly first: Dataset;
  readonly second: Dataset;
  /** 'source target' of the edges in one context only. */
  readonly changed: ReadonlySet<string>;
}

/** Above this rate perturbed cells would not reach their steady state before sampling. */
const MAX_REAL_PART = -0.25;
const MAX_NETWORKS = 1000;

/** Throws an Error where no pair of stable networks is found. */
export async function twoContexts(settings: ContextSettings): Promise<TwoContexts> {
  const random = new Random(settings.seed);
  for (let tried = 0; tried < MAX_NETWORKS; tried++) {
    const network = (settings.topology === 'cyclic' ? cyclic : scaleFree)(settings, random);
    const networks = differing(network, settings.changed, random);
    const seed = random.integer(2 ** 31);
    const kinetics = networks.map((own) => additiveHill(own, new Random(seed)));
    if (kinetics.some((own) => own.leadingRealPart() >= MAX_REAL_PART)) continue;
    const regulators = [...new Set(network.regulations.map(({ source }) => source))].toSorted(
      (a, b) => a - b,
    );
    const drawn = random.permutation(regulators.length).slice(0, settings.perturbations);
    const perturbable = Array.from(drawn, (at) => regulators[at] ?? 0);
    const screens = networks.map((own, at): CapturedScreen => {
      const cells = at === 0 ? 1 : (settings.share ?? 1);
      const { depths } = settings;
      const experiment = {
        kind: 'knockout',
        perturbations: settings.perturbations,
        controls: Math.round(cells * settings.controls),
        cellsPerPerturbation: Math.round(cells * settings.cellsPerPerturbation),
        seed: settings.seed,
        ...(depths ? technical(depths[at] ?? 1) : uncounted),
      } as const;
      const subject = settledSubject(own, kinetics[at] ?? additiveHill(own, random));
      return simulateExperiment({ ...subject, perturbable }, experiment, random);
    });
    const names = regulators.map((regulator) => network.genes[regulator] ?? '');
    const [first, second] = await Promise.all(screens.map((screen) => datasetIn(screen, names)));
    const [own, other] = networks.map(edgesOf);
    if (!first || !second || !own || !other) continue;
    const either = [...own, ...other];
    return {
      first,
      second,
      changed: new Set(either.filter((edge) => !(own.has(edge) && other.has(edge)))),
    };
  }
  throw new Error('no pair of stable networks was drawn');
}

/** The network without each half of the edges that differ. */
function differing(network: SignedNetwork, share: number, random: Random): readonly SignedNetwork[] {
  const regulations = network.regulations.toSorted((a, b) => a.source - b.source || a.target - b.target);
  const changed = Math.round(share * regulations.length);
  const rank = random.permutation(regulations.length);
  return [0, 1].map((side) => ({
    ...network,
    regulations: regulations.filter((_, at) => {
      const own = rank[at] as number;
      return own >= changed || own % 2 === side;
    }),
  }));
}

function edgesOf({ genes, regulations }: SignedNetwork): Set<string> {
  return new Set(regulations.map(({ source, target }) => `${genes[source]} ${genes[target]}`));
}

async function datasetIn(screen: CapturedScreen, regulators: readonly string[]): Promise<Dataset> {
  const genes = { total: screen.genes.length, pasted: screen.genes };
  const file = new File([await screenH5ad(screen)], 'context.h5ad');
  return datasetOf(file, { kind: 'knockout', regulators, genes });
}
