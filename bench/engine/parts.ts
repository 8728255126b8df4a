/**
 * Time of the parts of a step, on wasm in one thread: what a step without a term saves. Terms are not measured alone,
 * so that caches are as in training.
 */
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';
import { textTable } from '../accuracy/textTable';
import { arithmeticOf } from './arithmetic';
import { interleaved, type TimingLimits, wasmContender } from './interleaved';
import type { Roofline } from './roofline';
import type { Row } from './problems';
import { digits } from './stepsTable';

export interface Parts {
  readonly row: string;
  /** Processor milliseconds. */
  readonly whole: number;
  /** One row, one solver step, no cells: parameters padded, gradients summed, path, prior, clip, Adam, projection. */
  readonly rest: number;
  readonly trajectories: number;
  /** Sinkhorn's iterations without costs and gradients, which are in `trajectories`; NaN without clouds. */
  readonly iterations: number;
  /** NaN without a cell term. */
  readonly cells: number;
  /** 10⁹ operations a second in trajectories and in the cell term. */
  readonly trajectoryGflops: number;
  readonly cellGflops: number;
}

export async function measureParts({ name, problem }: Row, patience: TimingLimits): Promise<Parts> {
  const random = problem();
  const variants = [random, withoutCells(random), withoutCells(withoutIterations(random)), bare(random)];
  const contenders = await Promise.all(variants.map((variant, i) => wasmContender(String(i), variant)));
  const timings = await interleaved(contenders, patience);
  const [whole = Number.NaN, noCells = Number.NaN, noIterations = Number.NaN, rest = Number.NaN] =
    timings.map(({ cpuMs }) => cpuMs);
  const operations = arithmeticOf(random.problem, random.batch);
  const trajectories = arithmeticOf(random.problem, { ...random.batch, cells: new Int32Array() });
  const inTrajectories = trajectories.products + trajectories.activities;
  const inCells = operations.products + operations.activities - inTrajectories;
  const moving = (random.batch.clouds ? noIterations : noCells) - rest;
  return {
    row: name,
    whole,
    rest,
    trajectories: moving,
    iterations: random.batch.clouds ? noCells - noIterations : Number.NaN,
    cells: inCells === 0 ? Number.NaN : whole - noCells,
    trajectoryGflops: inTrajectories / moving / 1e6,
    cellGflops: inCells === 0 ? Number.NaN : inCells / (whole - noCells) / 1e6,
  };
}

function withoutCells(random: RandomProblem): RandomProblem {
  return { ...random, batch: { ...random.batch, cells: new Int32Array() } };
}

function withoutIterations(random: RandomProblem): RandomProblem {
  const { clouds } = random.problem;
  return { ...random, problem: { ...random.problem, clouds: clouds && { ...clouds, iterations: 0 } } };
}

/** One row for one step. */
function bare(random: RandomProblem): RandomProblem {
  const { problem, batch } = withoutCells(random);
  const { clouds } = batch;
  const first = problem.endpoints.map((endpoint) => ({ ...endpoint, step: 1 }));
  return {
    parameters: random.parameters,
    problem: {
      ...problem,
      perturbations: 1,
      solverSteps: 1,
      horizon: problem.horizon / problem.solverSteps,
      endpoints: problem.clouds ? first : first.slice(0, 1),
      shifts: problem.clouds ? problem.shifts : [],
    },
    batch: {
      cells: batch.cells,
      clouds: clouds && {
        endpoints: clouds.endpoints.slice(0, 1),
        start: clouds.start.slice(0, 1),
        measured: clouds.measured.slice(0, 1),
      },
    },
  };
}

export function partsTable(measured: readonly Parts[], { gflops: peak }: Roofline): string {
  const share = (gflops: number) =>
    Number.isNaN(gflops) ? '' : `${digits(gflops)} (${Math.round((100 * gflops) / peak)} %)`;
  return textTable(
    ['CPU ms of', 'whole', 'trajectories', 'GFLOP/s', 'iterations', 'cell term', 'GFLOP/s', 'rest'],
    measured.map((parts) => [
      parts.row,
      digits(parts.whole),
      digits(parts.trajectories),
      share(parts.trajectoryGflops),
      digits(parts.iterations),
      digits(parts.cells),
      share(parts.cellGflops),
      digits(parts.rest),
    ]),
  );
}
