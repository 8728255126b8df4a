/**
 * Growth of the cost of a step with each size, all others constant: required to be linear within 15 %, in modules
 * quadratic. In one thread of wasm.
 */
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import { textTable } from '../accuracy/textTable';
import { interleaved, type TimingLimits, wasmContender } from './interleaved';
import { cloudOf, presetH } from './problems';
import { digits } from './stepsTable';

interface Series {
  readonly name: string;
  /** What the arithmetic is proportional to. */
  readonly sizes: readonly number[];
  readonly problem: (size: number) => RandomProblem;
}

const cloud = { rows: 64, genes: 200, modules: 48, steps: 10 };
/** One trajectory of one step, so that the cell term dominates. */
const cellsOnly = { perturbations: 1, solverSteps: 1, batch: 256 };

const series: readonly Series[] = [
  { name: 'rows N', sizes: [64, 128, 256, 512], problem: (rows) => cloudOf({ ...cloud, rows }) },
  { name: 'genes G', sizes: [100, 200, 400, 800], problem: (genes) => cloudOf({ ...cloud, genes }) },
  {
    name: 'modules, M²',
    sizes: [2304, 9216, 36_864, 147_456],
    problem: (square) => cloudOf({ ...cloud, modules: Math.sqrt(square) }),
  },
  { name: 'solver steps S', sizes: [5, 10, 20, 40], problem: (steps) => cloudOf({ ...cloud, steps }) },
  {
    name: 'cell term, cells',
    sizes: [128, 256, 512],
    problem: (batch) => presetH({ ...cellsOnly, batch, genes: 80, regulators: 80, modules: 160 }),
  },
  {
    name: 'cell term, R·M',
    sizes: [3200, 12_800, 51_200],
    problem: (product) => {
      const regulators = Math.sqrt(product / 2);
      return presetH({ ...cellsOnly, genes: regulators, regulators, modules: 2 * regulators });
    },
  },
  {
    name: 'perturbations K',
    sizes: [16, 32, 64, 128],
    problem: (perturbations) => presetH({ genes: 100, regulators: 40, modules: 80, perturbations, batch: 0 }),
  },
];

export interface Growth {
  readonly name: string;
  readonly sizes: readonly number[];
  /** Of processor time. */
  readonly milliseconds: readonly number[];
}

export async function measureGrowth(patience: TimingLimits): Promise<Growth[]> {
  const found: Growth[] = [];
  for (const { name, sizes, problem } of series) {
    const contenders = await Promise.all(sizes.map((size) => wasmContender(String(size), problem(size))));
    const timings = await interleaved(contenders, patience);
    found.push({ name, sizes, milliseconds: timings.map(({ cpuMs }) => cpuMs) });
  }
  return found;
}

/**
 * Largest deviation above the straight line through the first and the last size, relative to the line. A constant part
 * is no deviation.
 */
export function deviationFromLine({ sizes, milliseconds }: Growth): number {
  const [x0 = 0, y0 = 0] = [sizes[0], milliseconds[0]];
  const slope = ((milliseconds.at(-1) ?? 0) - y0) / ((sizes.at(-1) ?? 0) - x0);
  const deviations = sizes.map((x, i) => {
    const line = y0 + slope * (x - x0);
    return Math.abs((milliseconds[i] ?? Number.NaN) - line) / line;
  });
  return Math.max(...deviations);
}

export function growthTable(measured: readonly Growth[]): string {
  return textTable(
    ['grows with', 'sizes', 'CPU ms', 'deviation from a line', 'within 15 %'],
    measured.map((growth) => {
      const off = deviationFromLine(growth);
      return [
        growth.name,
        growth.sizes.join(' '),
        growth.milliseconds.map(digits).join(' '),
        `${Math.round(100 * off)} %`,
        off <= 0.15 ? 'yes' : 'no',
      ];
    }),
  );
}
