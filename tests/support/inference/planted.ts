/** A simulated screen at steady state, with genes regulated in modules. */
import type { Condition, Dataset } from '../../../src/dataset/dataset';
import { Random } from '../../../src/numerics/random';
import { plainScreen } from '../dataset/plainScreen';

const cellsPerCondition = 80;

export interface PlantedScreen {
  readonly dataset: Dataset;
  /** [G] module of every gene, −1 for the regulators. */
  readonly truth: Int32Array;
  /** [modules] regulators of each module. */
  readonly regulatorsOf: readonly (readonly number[])[];
}

/**
 * `modules` groups of `size` genes with two common regulators of common signs; each gene has its own strengths: (b ± Σ k H(x_r))/λ, with Hill
 * terms of one half at the means of the regulators. Every regulator is knocked out.
 */
export function plantedScreen(modules: number, size: number, seed: number): PlantedScreen {
  const random = new Random(seed);
  const regulators = 2 * modules;
  const genes = Array.from({ length: regulators + modules * size }, (_, g) => `g${g}`);
  const order = random.permutation(modules * size);
  const truth = new Int32Array(genes.length).fill(-1);
  const regulatorsOf = Array.from({ length: modules }, (_, m) => [m, modules + ((m + seed) % modules)]);
  const strengths = new Float64Array(regulators * genes.length);
  for (const [m, own] of regulatorsOf.entries())
    for (const regulator of own) {
      const sign = random.uniform() < 0.35 ? -1 : 1;
      for (let k = 0; k < size; k++) {
        const gene = regulators + (order[m * size + k] ?? 0);
        truth[gene] = m;
        strengths[regulator * genes.length + gene] = sign * (2.5 + 1.5 * random.uniform());
      }
    }
  const level = Float64Array.from({ length: regulators }, () => 3 + 3 * random.uniform());
  const names = ['control', ...genes.slice(0, regulators)];
  const cells = names.length * cellsPerCondition;
  const values = new Float32Array(cells * genes.length);
  const conditionOfCell = new Int32Array(cells);
  for (let cell = 0; cell < cells; cell++) {
    const condition = Math.floor(cell / cellsPerCondition);
    conditionOfCell[cell] = condition;
    const expression = values.subarray(cell * genes.length, (cell + 1) * genes.length);
    for (const [r, mean] of level.entries())
      expression[r] = r === condition - 1 ? 0 : mean * Math.exp(0.3 * random.normal());
    for (let gene = regulators; gene < genes.length; gene++) {
      let rate = 0.3;
      for (const [r, mean] of level.entries()) {
        const strength = strengths[r * genes.length + gene] ?? 0;
        const active = (expression[r] ?? 0) ** 2 / ((expression[r] ?? 0) ** 2 + mean ** 2);
        rate += strength > 0 ? strength * active : -strength * (1 - active);
      }
      expression[gene] = Math.log1p(rate * Math.exp(0.25 * random.normal()));
    }
    for (const r of level.keys()) expression[r] = Math.log1p(expression[r] ?? 0);
  }
  return {
    truth,
    regulatorsOf,
    dataset: plainScreen({
      name: 'planted',
      genes,
      cells,
      values,
      conditionOfCell,
      conditions: names.map((label, at): Condition => ({
        label,
        interventions: at === 0 ? [] : [{ gene: at - 1, kind: 'knockout' }],
        time: null,
        cells: cellsPerCondition,
      })),
      candidates: Int32Array.from({ length: regulators }, (_, r) => r),
    }),
  };
}
