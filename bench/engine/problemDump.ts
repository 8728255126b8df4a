/**
 * A problem with its parameters and one batch as files for other programs: FILE.json has the scalars and the offset of
 * each array in FILE.bin (little-endian, contiguous), so that peers train on the same data as our devices.
 */
import { writeFileSync } from 'node:fs';
import type { StepHyper } from '../../src/dynamics/device/device';
import type { RandomProblem } from '../../tests/support/dynamics/randomProblem';

interface ArrayEntry {
  readonly kind: 'f32' | 'i32';
  readonly shape: readonly number[];
  /** Bytes from the start of the data. */
  readonly offset: number;
}

interface Dump {
  readonly header: {
    readonly scalars: Readonly<Record<string, number | boolean | readonly number[]>>;
    readonly arrays: Readonly<Record<string, ArrayEntry>>;
  };
  readonly data: Uint8Array;
}

type Shaped = readonly [values: Float32Array | Int32Array, ...shape: number[]];

/** Everything a step needs; unused arrays are empty. */
export function dumpOf({ problem, parameters, batch }: RandomProblem, hyper: StepHyper): Dump {
  const { shape, endpoints, shifts, clouds, perturbations } = problem;
  const { genes } = shape;
  const none = new Int32Array();
  const start = clouds?.start ?? new Float32Array();
  const arrays: Readonly<Record<string, Shaped>> = {
    parameters: [parameters, parameters.length],
    regulatorGenes: [problem.regulators, shape.regulators],
    keep: [problem.keep, perturbations, genes],
    clamp: [problem.clamp, perturbations, genes],
    shiftPerturbation: [Int32Array.from(shifts, (shift) => shift.perturbation), shifts.length],
    shiftGene: [Int32Array.from(shifts, (shift) => shift.gene), shifts.length],
    shiftDelta: [Int32Array.from(shifts, (shift) => shift.delta), shifts.length],
    endpointPerturbation: [Int32Array.from(endpoints, (endpoint) => endpoint.perturbation), endpoints.length],
    endpointStep: [Int32Array.from(endpoints, (endpoint) => endpoint.step), endpoints.length],
    target: [problem.target, problem.target.length / genes, genes],
    weight: [problem.weight, problem.weight.length / genes, genes],
    cells: [problem.cells, problem.maskOfCell.length, genes],
    maskOfCell: [problem.maskOfCell, problem.maskOfCell.length],
    cellMask: [problem.cellMask, problem.cellMask.length / genes, genes],
    batch: [batch.cells, batch.cells.length],
    start: [start, start.length / genes, genes],
    maskOfEndpoint: [clouds?.maskOfEndpoint ?? none, clouds?.maskOfEndpoint.length ?? 0],
    drawnEndpoints: [batch.clouds?.endpoints ?? none, batch.clouds?.endpoints.length ?? 0],
    drawnStart: [batch.clouds?.start ?? none, batch.clouds?.start.length ?? 0],
    drawnMeasured: [batch.clouds?.measured ?? none, batch.clouds?.measured.length ?? 0],
  };
  return {
    header: {
      scalars: {
        ...shape,
        horizon: problem.horizon,
        solverSteps: problem.solverSteps,
        stages: problem.stages,
        cellWeight: problem.cellWeight,
        pathWeight: problem.pathWeight,
        deltaPrior: problem.deltaPrior,
        clouds: clouds !== null,
        cloudWeight: clouds?.weight ?? 0,
        blur: clouds?.blur ?? 0,
        iterations: clouds?.iterations ?? 0,
        tolerance: clouds?.tolerance ?? 0,
        ...hyper,
      },
      arrays: entriesOf(arrays),
    },
    data: joined(Object.values(arrays).map(([values]) => values)),
  };
}

/** `file` without extension. */
export function writeDump(file: string, random: RandomProblem, hyper: StepHyper): void {
  const { header, data } = dumpOf(random, hyper);
  writeFileSync(`${file}.json`, JSON.stringify(header));
  writeFileSync(`${file}.bin`, data);
}

function entriesOf(arrays: Readonly<Record<string, Shaped>>): Record<string, ArrayEntry> {
  let offset = 0;
  return Object.fromEntries(
    Object.entries(arrays).map(([name, [values, ...shape]]) => {
      const entry = { kind: values instanceof Float32Array ? 'f32' : 'i32', shape, offset } as const;
      offset += values.byteLength;
      return [name, entry];
    }),
  );
}

function joined(arrays: readonly (Float32Array | Int32Array)[]): Uint8Array {
  const data = new Uint8Array(arrays.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const { buffer, byteOffset, byteLength } of arrays) {
    data.set(new Uint8Array(buffer, byteOffset, byteLength), offset);
    offset += byteLength;
  }
  return data;
}
