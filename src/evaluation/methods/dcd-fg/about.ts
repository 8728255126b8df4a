import type { AboutMethod, MethodCost, ProblemSize, SettingValues } from '../method';

const modules = {
  name: 'modules',
  meaning:
    'Modules (factors) between regulators and targets, the authors take 20; 0 takes 0.7 per candidate regulator, 12 to 40.',
  value: 0,
  least: 0,
  most: 200,
  whole: true,
} as const;

/** Few modules cannot hold the edges of many regulators with targets of their own (docs/methods/dcd-fg.md). */
export function modulesOf(settings: SettingValues, regulators: number): number {
  const given = settings[modules.name] ?? modules.value;
  return given > 0 ? given : Math.min(40, Math.max(12, Math.round(0.7 * regulators)));
}

export const steps = {
  name: 'steps',
  meaning: 'Steps of training with the graph; a fourth of them follows with the graph fixed.',
  value: 1000,
  least: 50,
  most: 100_000,
  whole: true,
} as const;

export const penalty = {
  name: 'penalty',
  meaning: 'Weight of the mean probability of an edge between a gene and a module.',
  value: 0.1,
  least: 0,
  most: 1000,
  whole: false,
} as const;

/** Cells of one step: groups of cells share one draw of the graph. */
export const GROUPS = 8;
export const GROUP = 16;
/** Units of each hidden layer of a module, as published. */
export const HIDDEN = 16;

export const about: AboutMethod = {
  name: 'dcd-fg',
  title: 'DCD-FG',
  family: 'acyclic',
  summary:
    'Regulators act on targets through modules, each a small neural network, and no gene acts on itself through others. Scores are mean slopes of a target along its regulator, with their sign.',
  citation: {
    text: 'Lopez et al., Large-scale differentiable causal discovery of factor graphs, NeurIPS 2022',
    url: 'https://arxiv.org/abs/2206.07824',
  },
  needs: ['perturbations'],
  signed: true,
  predicts: true,
  settings: [modules, steps, penalty],
  cost: (size, settings) => costOf(size, settings),
};

function costOf(size: ProblemSize, settings: SettingValues): MethodCost {
  const { genes, regulators, perturbedCells, controls } = size;
  const count = modulesOf(settings, regulators);
  const all = 1.25 * (settings[steps.name] ?? steps.value);
  const cells = perturbedCells + controls;
  const values = GROUPS * GROUP * count;
  return {
    seconds: 0.3 + all * values * (2.2e-6 + 7e-8 * regulators + 3.5e-8 * genes),
    bytes: 1e7 + 40 * genes * count * (HIDDEN + 9) + 12 * cells * genes,
  };
}
