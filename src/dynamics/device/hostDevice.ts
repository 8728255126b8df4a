/** What devices that keep parameters and optimiser state in this thread have in common: the reference and the wasm device. */
import { type AdamState, adamStep, clipGlobalNorm, projectRows } from '../optimise';
import { type Problem, parameterLayout } from '../problem';
import type { Batch, DeviceInfo, DynamicsDevice, LossTerms, Query } from './device';

interface Parts<Numbers extends Float32Array | Float64Array> {
  readonly info: DeviceInfo;
  /** `length` zeros, in the precision of the state. */
  readonly zeros: (length: number) => Numbers;
  /** The gradient is valid until the next call. */
  readonly evaluate: (parameters: Numbers, batch: Batch) => Promise<{ loss: LossTerms; gradient: Numbers }>;
  readonly simulate: (parameters: Numbers, query: Query) => Float32Array;
  readonly dispose: () => void;
}

/** The state is rounded to single precision only in readParameters and checkpoint. */
export function hostDevice<Numbers extends Float32Array | Float64Array>(
  problem: Problem,
  { info, zeros, evaluate, simulate, dispose }: Parts<Numbers>,
): DynamicsDevice {
  const { total } = parameterLayout(problem.shape);
  const state: AdamState<Numbers> = {
    parameters: zeros(total),
    firstMoment: zeros(total),
    secondMoment: zeros(total),
    step: 0,
  };
  let batch: Batch = { cells: new Int32Array(0), clouds: null };
  const losses: LossTerms[] = [];
  return {
    info,
    problem,
    readInterval: 1,
    setParameters: (parameters) => state.parameters.set(parameters),
    setBatch: (next) => {
      batch = next;
    },
    lossAndGradient: async () => {
      const { loss, gradient } = await evaluate(state.parameters, batch);
      return { loss, gradient: gradient.slice() };
    },
    step: async (hyper) => {
      const { loss, gradient } = await evaluate(state.parameters, batch);
      clipGlobalNorm(gradient, hyper.clipNorm);
      adamStep(state, gradient, hyper.learningRate, hyper.betas);
      projectRows(problem.shape, state.parameters, hyper.rowNorm);
      losses.push(loss);
    },
    losses: async () => losses.splice(0),
    simulate: async (query) => simulate(state.parameters, query),
    readParameters: async () => new Float32Array(state.parameters),
    checkpoint: async () => ({
      parameters: new Float32Array(state.parameters),
      firstMoment: new Float32Array(state.firstMoment),
      secondMoment: new Float32Array(state.secondMoment),
      step: state.step,
    }),
    restore: ({ parameters, firstMoment, secondMoment, step }) => {
      state.parameters.set(parameters);
      state.firstMoment.set(firstMoment);
      state.secondMoment.set(secondMoment);
      state.step = step;
    },
    dispose,
  };
}
