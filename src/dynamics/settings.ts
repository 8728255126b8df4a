/** The settings of a training run and the presets (docs/method.md, "Presets"). Values in the units of the equations. */

type PresetName = 'H';

export interface TrainingSettings {
  readonly preset: PresetName;
  readonly seed: number;
  /** Optimiser steps the learning-rate schedule spans; cross-validation may keep an earlier one. */
  readonly steps: number;
  /** Hidden units M; null: twice the number of candidate regulators. */
  readonly modules: number | null;
  /** Horizon T of the latest endpoint, in decay times, and RK4 steps to get there. */
  readonly horizon: number;
  readonly solverSteps: number;
  readonly learningRate: number;
  readonly betas: readonly [number, number];
  readonly warmupSteps: number;
  readonly clipNorm: number;
  /** λ_s of the cell term, λ_1 of the path sparsity. */
  readonly cellWeight: number;
  readonly pathWeight: number;
  /** Cells drawn per step for the cell term. */
  readonly cellBatch: number;
  /** Largest norm of a row of B. */
  readonly rowNorm: number;
  /** Capped cells: 'auto' is on from 20 genes. */
  readonly cap: 'auto' | 'on' | 'off';
  readonly composition: 'auto' | 'off';
}

export const presetH: TrainingSettings = {
  preset: 'H',
  seed: 7,
  steps: 350,
  modules: null,
  horizon: 6,
  solverSteps: 12,
  learningRate: 2e-2,
  betas: [0.9, 0.98],
  warmupSteps: 30,
  clipNorm: 5,
  cellWeight: 0.3,
  pathWeight: 1e-2,
  cellBatch: 256,
  rowNorm: 0.5,
  cap: 'auto',
  composition: 'auto',
};
