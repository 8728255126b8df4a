/**
 * Screens of this project's own simulator that are like the families of the table of accuracy: the same sizes, edges,
 * cells, kinds and times. What differs from the prototype's simulator, whose sets are in simulated/, is said in README.md.
 */
import { type Dataset, perturbationLabels } from '../../src/dataset/dataset';
import type { Truth } from '../../src/evaluation/networks/truth';
import { Random } from '../../src/numerics/random';
import type { CapturedScreen } from '../../src/simulation/capture';
import { simulateRandomScreen, type RandomScreenSettings } from '../../src/simulation/randomScreen';
import { regulationsOf, screenH5ad } from '../../src/simulation/screenFile';
import { datasetOf } from '../load';

type Topology = Omit<RandomScreenSettings, 'seed' | 'kind'>;
type Change = Pick<RandomScreenSettings, 'hidden' | 'depth' | 'capture' | 'flaw' | 'times'>;

/** Every regulator is perturbed; a fifth of the perturbations is held out of training. */
export const acyclic: Topology = {
  topology: 'acyclic',
  genes: 100,
  regulators: 40,
  edges: 250,
  repressing: 0.3,
  perturbations: 40,
  controls: 400,
  cellsPerPerturbation: 100,
};

export const loops: Topology = {
  ...acyclic,
  topology: 'cyclic',
  genes: 30,
  regulators: 20,
  edges: 75,
  repressing: 0.35,
  perturbations: 20,
};

/** Counts with library sizes and values lost; about a tenth of the values are 0. */
export const technical = (depth: number): Change => ({
  depth,
  capture: { written: 'counts', depthSpread: 0.3, dropout: 0.1 },
});

/** Molecules as they are, as in the prototype's clean sets. */
export const uncounted: Change = { capture: { written: 'molecules' } };

/** Three factors that cells share, each on half of the genes. */
export const confounded: Change = { hidden: { factors: 3, strength: 0.3, share: 0.5 } };

/** One and a half decay times after the intervention. */
export const transient: Change = { times: [1.5] };

/** A dataset whose network is known. */
export interface KnownScreen {
  readonly name: string;
  readonly dataset: Dataset;
  readonly truth: Truth;
}

/** `heldOut`: share of the perturbations. */
export async function simulated(
  name: string,
  settings: RandomScreenSettings,
  heldOut: number,
): Promise<KnownScreen> {
  return knownScreen(name, simulateRandomScreen(settings), heldOut, settings);
}

/** The screen as the page would read its file: those that regulate are listed, as in the prototype's sets. */
export async function knownScreen(
  name: string,
  screen: CapturedScreen,
  heldOut: number,
  { kind, seed }: Pick<RandomScreenSettings, 'kind' | 'seed'>,
): Promise<KnownScreen> {
  const edges = regulationsOf(screen);
  const file = new File([await screenH5ad(screen)], `${name}.h5ad`);
  const dataset = await datasetOf(file, {
    kind,
    regulators: [...new Set(edges.map(({ source }) => source))],
    genes: { total: screen.genes.length, pasted: [] },
  });
  const labels = perturbationLabels(dataset);
  const order = new Random(seed).permutation(labels.length);
  const left = [...order].slice(0, Math.floor(heldOut * labels.length)).map((at) => labels[at] ?? '');
  return { name, dataset: { ...dataset, heldOut: left }, truth: { name, edges } };
}
