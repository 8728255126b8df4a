/**
 * Demo screens that are simulated in the browser, with invented genes and a known network. Simulating takes seconds
 * and training well under two minutes on two cores.
 */
import type { SimulatedDemo } from '../dataset/dataset';
import type { RandomScreenSettings } from './randomScreen';

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
