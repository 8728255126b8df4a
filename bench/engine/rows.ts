/** The rows of the table of steps and their required speeds. */
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import { cloudOf, presetH, presetSH, sinkhornAlone, type PresetSize } from './problems';

/** A required speed relative to a peer. */
interface Asked {
  readonly peer: 'PyTorch' | 'tfjs wasm';
  readonly must: number;
  readonly aim: number | null;
}

export interface Row {
  readonly name: string;
  readonly problem: () => RandomProblem;
  /** Of wasm in one thread. */
  readonly asked: readonly Asked[];
  /** Whether naive tfjs operations take less than minutes per step on a software adapter. */
  readonly naiveInBrowser: boolean;
  /** Only the neural ODE: torchdiffeq is a peer. */
  readonly isPlainCloud?: true;
}

const batch = 256;

function sized(
  preset: (size: PresetSize) => RandomProblem,
  name: string,
  [genes, regulators, modules, perturbations]: readonly [number, number, number, number],
  asked: readonly Asked[],
): Row {
  return {
    name: `${name} (${genes}, ${regulators}, ${modules}, ${perturbations})`,
    problem: () => preset({ genes, regulators, modules, perturbations, batch }),
    asked,
    naiveInBrowser: genes === 100,
  };
}

function againstTorch(must: number, aim: number): Asked {
  return { peer: 'PyTorch', must, aim };
}

const cloudAsked: Asked = { peer: 'tfjs wasm', must: 8, aim: null };

export const rows: readonly Row[] = [
  sized(presetH, 'H', [100, 40, 80, 32], [againstTorch(1.8, 3)]),
  sized(presetH, 'H', [200, 200, 400, 160], [againstTorch(5, 10)]),
  sized(presetH, 'H', [500, 100, 200, 80], [againstTorch(1, 2)]),
  sized(presetH, 'H', [2000, 200, 400, 160], [againstTorch(1, 2)]),
  sized(presetSH, 'SH', [100, 40, 80, 32], [againstTorch(1, 2)]),
  sized(presetSH, 'SH', [500, 100, 200, 80], [againstTorch(1, 2)]),
  {
    name: 'cloud (64, 200, 50, 10)',
    problem: () => cloudOf({ rows: 64, genes: 200, modules: 50, steps: 10 }),
    isPlainCloud: true,
    asked: [againstTorch(1.3, 1.5), cloudAsked],
    naiveInBrowser: true,
  },
  {
    name: 'cloud (256, 500, 100, 10)',
    problem: () => cloudOf({ rows: 256, genes: 500, modules: 100, steps: 10 }),
    isPlainCloud: true,
    asked: [againstTorch(0.65, 0.75), cloudAsked],
    naiveInBrowser: false,
  },
  {
    name: 'Sinkhorn 256 × 256, 50 iterations',
    problem: () => sinkhornAlone({ points: 256, iterations: 50, genes: 8 }),
    asked: [{ peer: 'tfjs wasm', must: 1.8, aim: null }],
    naiveInBrowser: true,
  },
];

/** Only with a hardware GPU. */
export const largeRows: readonly Row[] = [
  sized(presetH, 'H', [5000, 500, 1000, 400], []),
  {
    name: 'cloud (1024, 500, 100, 10)',
    problem: () => cloudOf({ rows: 1024, genes: 500, modules: 100, steps: 10 }),
    isPlainCloud: true,
    asked: [],
    naiveInBrowser: false,
  },
];
