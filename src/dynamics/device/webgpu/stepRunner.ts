/** A plan made real for one shape of batches: its scratch buffers and bind groups. Replaced where the shape changes. */
import type { Problem } from '../../problem';
import type { ParameterShape } from '../../parameters';
import type { Batch } from '../device';
import { emptyBuffers, type Buffers } from './buffers';
import { bindAll, makeUniforms, submit, writeHyper, type Uniforms } from './execute';
import type { Hyper, Kernel } from './kernel';
import type { Pipeline } from './pipelines';
import { planDerivation, planStep, type PlanLimits } from './plan';
import { rowsOfClouds, rowsOfMeans } from './rowTable';
import type { BatchShape } from './stepSizes';

export interface StepRunner {
  readonly shape: BatchShape;
  readonly scratch: Buffers;
  upload(batch: Batch): void;
  evaluate(hyper: Hyper): void;
  /** Evaluate, then move the parameters. */
  step(hyper: Hyper): void;
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

/** `resident`: buffers that outlive the plan. Throws RangeError where the problem is too large for the GPU. */
export function makeStepRunner(
  device: GPUDevice,
  problem: Problem,
  shape: BatchShape,
  resident: readonly Buffers[],
  pipelines: (kernel: Kernel) => Pipeline,
  limits: PlanLimits,
): StepRunner {
  const plan = planStep(problem, shape, limits);
  const scratch = emptyBuffers(device, plan.scratch);
  const dispatches = [...plan.evaluate, ...plan.update];
  const uniforms: Uniforms = makeUniforms(device, plan.sizes, dispatches);
  const bound = bindAll(device, dispatches, pipelines, uniforms, [scratch, ...resident]);
  const evaluation = bound.slice(0, plan.evaluate.length);
  const write = (name: string, values: Uint32Array<ArrayBuffer>) => {
    const buffer = scratch.get(name);
    if (buffer && values.length > 0) device.queue.writeBuffer(buffer, 0, values);
  };
  if (!problem.clouds) write('rows', rowsOfMeans(problem));

  return {
    shape,
    scratch,
    upload: ({ cells, clouds }) => {
      write(
        'picks',
        Uint32Array.from([...cells].flatMap((cell) => [cell, problem.maskOfCell[cell] as number])),
      );
      if (clouds && problem.clouds) write('rows', rowsOfClouds(problem.endpoints, problem.clouds, clouds));
    },
    evaluate: (hyper) => {
      writeHyper(device, uniforms, hyper);
      submit(device, evaluation);
    },
    step: (hyper) => {
      writeHyper(device, uniforms, hyper);
      submit(device, bound);
    },
    destroy: () => {
      scratch.destroy();
      uniforms.destroy();
    },
  };
}

/** What kernels derive from the parameters, for when those were written from outside. */
export function makeDerivation(
  device: GPUDevice,
  shape: ParameterShape,
  state: Buffers,
  pipelines: (kernel: Kernel) => Pipeline,
  hyper: Hyper,
) {
  const { sizes, evaluate } = planDerivation(shape);
  const uniforms = makeUniforms(device, sizes, evaluate);
  const bound = bindAll(device, evaluate, pipelines, uniforms, [state]);
  writeHyper(device, uniforms, hyper);
  return { run: () => submit(device, bound), destroy: () => uniforms.destroy() };
}
