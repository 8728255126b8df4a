/**
 * Screens of this project's own simulator, with the sizes, edges, cells, kinds and times of the families of the accuracy
 * table. README.md lists the differences to the independent simulator whose sets are in simulated/.
 */
import { type Dataset, perturbationLabels } from '../../src/dataset/dataset';
import type { Truth } from '../../src/evaluation/networks/truth';
import { Random } from '../../src/numerics/random';
import type { CapturedScreen } from '../../src/simulation/capture';
import { simulateRandomScreen, type RandomScreenSettings } from '../../src/simulation/randomScreen';
import { regulationsOf, screenH5ad } from '../../src/simulation/screenFile';
import { datasetOf } from '../knownSet';

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

/** Counts with library sizes and dropout; about a tenth of the values are 0. */
export const technical = (depth: number): Change => ({
  depth,
  capture: { written: 'counts', depthSpread: 0.3, dropout: 0.1 },
});

/** Numbers of molecules without capture, as in the clean sets of simulated/. */
export const uncounted: Change = { capture: { written: 'molecules' } };

/** Three hidden factors, each acting on half of the genes. */
export const confounded: Change = { hidden: { factors: 3, strength: 0.3, share: 0.5 } };

/** One and a half decay times after the intervention. */
export const transient: Change = { times: [1.5] };

/** Hill kinetics whose factors multiply, in bursts (hillScreen.ts); counts of which about a tenth and a third drop out. */
export const multiplying: Topology & Change = {
  ...loops,
  genes: 20,
  regulators: 14,
  edges: 40,
  perturbations: 14,
  depth: 300,
  capture: { written: 'counts', depthSpread: 0.3, dropout: 0.1 },
};

export const multiplyingSparse: Topology & Change = {
  ...multiplying,
  genes: 40,
  regulators: 26,
  edges: 80,
  perturbations: 20,
  cellsPerPerturbation: 80,
  depth: 150,
  capture: { written: 'counts', depthSpread: 0.3, dropout: 0.3 },
};

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
  simulate: typeof simulateRandomScreen = simulateRandomScreen,
): Promise<KnownScreen> {
  return knownScreen(name, simulate(settings), heldOut, settings);
}

/** The screen as the page would read its file, with the regulators listed, as in the sets of simulated/. */
export async function knownScreen(
  name: string,
  screen: CapturedScreen,
  heldOut: number,
  { kind, seed }: Pick<RandomScreenSettings, 'kind' | 'seed'>,
): Promise<KnownScreen> {
  const edges = regulationsOf(screen);
  const regulators = new Set(edges.map(({ source }) => source));
  const file = new File([await screenH5ad(screen)], `${name}.h5ad`);
  const dataset = await datasetOf(file, {
    kind,
    regulators: [...regulators],
    genes: { total: screen.genes.length, pasted: [] },
  });
  const labels = perturbationLabels(dataset);
  const order = new Random(seed).permutation(labels.length);
  const left = [...order].slice(0, Math.floor(heldOut * labels.length)).map((at) => labels[at] ?? '');
  return { name, dataset: { ...dataset, heldOut: left }, truth: { name, edges } };
}
