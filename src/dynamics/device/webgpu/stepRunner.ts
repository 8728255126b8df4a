/**
 * A plan on a GPU for one shape of batches: its scratch buffers and bind groups, replaced when the shape changes; and
 * simulation.
 */
import type { ParameterShape, Problem } from '../../problem';
import { type Batch, type BatchShape, type Query, arraysOf, clampedTogether } from '../device';
import { type Buffers, bufferOf, emptyBuffers, readFloats } from './buffers';
import { type Pipeline, bindAll, encode, makeUniforms, submit } from './execute';
import { type Hyper, type Kernel, noHyper, packUniform, uniformBytes } from './kernel';
import { planDerivation, planSimulation, planStep } from './plan';
import { turnBytes } from './planParts';
import type { PlanLimits } from './stepSizes';
import { endsOfMeans, interventionsOfQuery, rowsOfClouds, rowsOfMeans, rowsOfQuery } from './tables';

export interface StepRunner {
  readonly shape: BatchShape;
  readonly scratch: Buffers;
  /** Submits loss and gradient. */
  evaluate(batch: Batch, hyper: Hyper): void;
  /** Encodes evaluation and update. `place` below STEPS_TOGETHER, each used once per submission. */
  step(encoder: GPUCommandEncoder, place: number, batch: Batch, hyper: Hyper): void;
  destroy(): void;
}

export function shapeOf(batch: Batch): BatchShape {
  const clouds = batch.clouds?.endpoints.length ?? 0;
  return {
    cells: batch.cells.length,
    clouds,
    cloudCells: clouds === 0 ? 0 : (batch.clouds?.start.length ?? 0) / clouds,
  };
}

export function sameShape(a: BatchShape, b: BatchShape): boolean {
  return a.cells === b.cells && a.clouds === b.clouds && a.cloudCells === b.cloudCells;
}

interface StepNeeds {
  readonly problem: Problem;
  readonly shape: BatchShape;
  /** Buffers that outlive the plan. */
  readonly resident: readonly Buffers[];
  readonly pipelines: (kernel: Kernel) => Pipeline;
  readonly limits: PlanLimits;
}

/** Throws RangeError where the problem is too large for the GPU. */
export function makeStepRunner(
  device: GPUDevice,
  { problem, shape, resident, pipelines, limits }: StepNeeds,
): StepRunner {
  const plan = planStep(arraysOf(problem), shape, limits);
  const scratch = emptyBuffers(device, plan.scratch);
  const dispatches = [...plan.evaluate, ...plan.update];
  const uniforms = makeUniforms(device, plan.sizes, dispatches);
  const bound = bindAll(device, dispatches, pipelines, uniforms, [scratch, ...resident]);
  const evaluation = bound.slice(0, plan.evaluate.length);
  const buffer = (name: string): GPUBuffer => bufferOf([scratch], name);
  if (!problem.clouds) device.queue.writeBuffer(buffer('rows'), 0, rowsOfMeans(problem));

  /**
   * The data of several steps lie side by side in `turns`; each is copied to where kernels read it just before its
   * step.
   */
  const hyperBytes = uniformBytes('hyper');
  const picksBytes = 8 * shape.cells;
  const stride = turnBytes(plan.sizes, shape);
  const rowsBytes = stride - hyperBytes - picksBytes;
  let known: { readonly batch: Batch; readonly packed: Uint32Array } | null = null;
  function prepare(encoder: GPUCommandEncoder, place: number, batch: Batch, hyper: Hyper): void {
    if (known?.batch !== batch) known = { batch, packed: packBatch(problem, batch) };
    const turn = new Uint32Array(stride / 4);
    turn.set(new Uint32Array(packUniform('hyper', hyper)));
    turn.set(known.packed, hyperBytes / 4);
    const at = place * stride;
    const turns = buffer('turns');
    device.queue.writeBuffer(turns, at, turn);
    encoder.copyBufferToBuffer(turns, at, uniforms.hyper, 0, hyperBytes);
    if (picksBytes > 0) encoder.copyBufferToBuffer(turns, at + hyperBytes, buffer('picks'), 0, picksBytes);
    if (rowsBytes > 0)
      encoder.copyBufferToBuffer(turns, at + hyperBytes + picksBytes, buffer('rows'), 0, rowsBytes);
  }

  return {
    shape,
    scratch,
    evaluate: (batch, hyper) => {
      const encoder = device.createCommandEncoder();
      prepare(encoder, 0, batch, hyper);
      encode(encoder, evaluation);
      device.queue.submit([encoder.finish()]);
    },
    step: (encoder, place, batch, hyper) => {
      prepare(encoder, place, batch, hyper);
      encode(encoder, bound);
    },
    destroy: () => {
      scratch.destroy();
      uniforms.destroy();
    },
  };
}

/** The drawn cells with their mask rows, then the row table where it depends on the batch. */
function packBatch(problem: Problem, { cells, clouds }: Batch): Uint32Array {
  const picks = Array.from(cells).flatMap((cell) => [cell, problem.maskOfCell[cell] as number]);
  const rows = clouds && problem.clouds ? rowsOfClouds(problem, problem.clouds, clouds) : [];
  return Uint32Array.from([...picks, ...rows]);
}

/** Recomputes the values derived from the parameters, after these were set from outside. */
export function makeDerivation(
  device: GPUDevice,
  shape: ParameterShape,
  state: Buffers,
  pipelines: (kernel: Kernel) => Pipeline,
) {
  const { sizes, evaluate } = planDerivation(shape);
  const uniforms = makeUniforms(device, sizes, evaluate);
  const bound = bindAll(device, evaluate, pipelines, uniforms, [state]);
  device.queue.writeBuffer(uniforms.hyper, 0, packUniform('hyper', noHyper));
  return { run: () => submit(device, bound), destroy: () => uniforms.destroy() };
}

/**
 * [ends × G] states under given interventions with the device's parameters. `resident`
 * contains `model`, `weights` and `genes`; other buffers live for one query.
 */
export async function simulateOnGpu(
  device: GPUDevice,
  problem: Pick<Problem, 'shape' | 'regulators'>,
  query: Query,
  resident: Buffers[],
  pipelines: (kernel: Kernel) => Pipeline,
): Promise<Float32Array> {
  const { shape, regulators } = problem;
  const { genes } = shape;
  if (query.ends.length === 0) return new Float32Array();
  const clamps = clampedTogether(query.keep, regulators, genes);
  const ends = endsOfMeans(query.ends.map(({ row, step }) => ({ perturbation: row, step })));
  const plan = planSimulation(shape, { ...query, ends: ends.length, clamps });
  const scratch = emptyBuffers(device, plan.scratch);
  const uniforms = makeUniforms(device, plan.sizes, plan.evaluate);
  try {
    const buffer = (name: string): GPUBuffer => bufferOf([scratch], name);
    device.queue.writeBuffer(buffer('rows'), 0, rowsOfQuery(query, ends, regulators, genes));
    device.queue.writeBuffer(buffer('interventions'), 0, interventionsOfQuery(query));
    submit(device, bindAll(device, plan.evaluate, pipelines, uniforms, [scratch, ...resident]));
    const found = await readFloats(device, [
      { buffer: buffer('states'), offset: 0, length: 4 * plan.sizes.ends * genes },
    ]);
    const states = new Float32Array(query.ends.length * genes);
    ends.forEach(({ endpoints }, quad) =>
      endpoints.forEach((end, row) => {
        if (end === undefined) return;
        for (let g = 0; g < genes; g++)
          states[end * genes + g] = found[4 * (quad * genes + g) + row] as number;
      }),
    );
    return states;
  } finally {
    scratch.destroy();
    uniforms.destroy();
  }
}
