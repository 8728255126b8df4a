/**
 * Time of training until held-out perturbations are predicted with a fixed error: presets H and SH on wasm in one
 * thread, and PyTorch with the same objective, initial parameters, drawn cells and rates, step by step in turns,
 * evaluated by the same predictions.
 */
import { createWasmDevice } from '../../src/dynamics/device/wasm/wasmDevice';
import { presets, type TrainingSettings } from '../../src/dynamics/settings';
import { drawBatch, learningRate, trainStep } from '../../src/dynamics/train';
import { errorOverNoChange } from '../../src/evaluation/predictions/predictionError';
import { createFit, predictEndpoints, type Fit } from '../../src/inference/run/fit';
import { trainingLabels } from '../../src/inference/run/fit';
import { acyclic, simulated } from '../accuracy/screens';
import { textTable } from '../accuracy/textTable';
import { timed, type Cost } from './interleaved';
import { digits } from './stepsTable';
import type { TorchPeer } from './torchPeer';

/** Error on eight held-out perturbations relative to predicting no change. */
const TARGET = 0.66;
/** Steps between two evaluations, whose time is not counted. */
const EVALUATE_EVERY = 5;

interface Reached extends Cost {
  readonly name: string;
  /** Number of steps to the target; null where it was not reached. */
  readonly step: number | null;
  /** Error at that step, or at the end. */
  readonly error: number;
}

export interface TimeToTarget {
  readonly preset: string;
  readonly preparation: Cost;
  readonly contenders: readonly Reached[];
}

interface Trainer {
  readonly name: string;
  readonly step: (step: number) => Promise<Cost>;
  readonly parameters: () => Promise<Float32Array>;
}

export async function measureTimeToTarget(torch: TorchPeer | null): Promise<readonly TimeToTarget[]> {
  const { dataset } = await simulated('100 genes', { ...acyclic, kind: 'knockout', seed: 11 }, 0.2);
  const found: TimeToTarget[] = [];
  for (const settings of [presets.H, presets.SH]) {
    let fit: Fit | null = null;
    const preparation = await timed(async () => {
      fit = await createFit(dataset, settings, trainingLabels(dataset), [], createWasmDevice);
    });
    if (fit === null) continue;
    const trainers = [
      ownTrainer(fit, settings),
      ...(torch ? [await torchTrainer(fit, settings, torch)] : []),
    ];
    const evaluate = await evaluatorOf(fit);
    found.push({
      preset: settings.preset,
      preparation,
      contenders: await inTurns(trainers, settings.steps, evaluate),
    });
  }
  return found;
}

function ownTrainer({ device, prepared }: Fit, settings: TrainingSettings): Trainer {
  return {
    name: 'wasm, 1 worker',
    step: (step) =>
      timed(async () => {
        await trainStep(device, settings, step, prepared.rate);
        await device.losses();
      }),
    parameters: () => device.readParameters(),
  };
}

async function torchTrainer(
  { prepared }: Fit,
  settings: TrainingSettings,
  torch: TorchPeer,
): Promise<Trainer> {
  const { problem, initial, rate } = prepared;
  const { betas, clipNorm, rowNorm } = settings;
  const hyper = { learningRate: settings.learningRate, betas, clipNorm, rowNorm };
  await torch.load({ problem, parameters: initial, batch: drawBatch(problem, settings, 0) }, hyper, 'cpu');
  return {
    name: 'PyTorch',
    step: async (step) => {
      await torch.draw(drawBatch(problem, settings, step), rate * learningRate(settings, step));
      return torch.step();
    },
    parameters: () => torch.readParameters(),
  };
}

/** The error of parameters on the held-out perturbations, on a separate device. */
async function evaluatorOf({
  prepared,
  leftOut,
}: Fit): Promise<(parameters: Float32Array) => Promise<number>> {
  const evaluated = { prepared, leftOut, device: await createWasmDevice(prepared.problem) };
  const unseen = prepared.perturbations.filter(({ training }) => !training);
  return async (parameters) => {
    evaluated.device.setParameters(parameters);
    return errorOverNoChange(await predictEndpoints(evaluated, unseen, parameters)) ?? 1;
  };
}

/** One step each in turns, until all have reached the target or the schedule ends. */
async function inTurns(
  trainers: readonly Trainer[],
  steps: number,
  evaluate: (parameters: Float32Array) => Promise<number>,
): Promise<readonly Reached[]> {
  const found: Reached[] = trainers.map(({ name }) => ({ name, step: null, error: 1, wallMs: 0, cpuMs: 0 }));
  for (let step = 0; step < steps && found.some((one) => one.step === null); step++)
    for (const [at, trainer] of trainers.entries()) {
      const before = found[at];
      if (!before || before.step !== null) continue;
      const cost = await trainer.step(step);
      const after = { ...before, wallMs: before.wallMs + cost.wallMs, cpuMs: before.cpuMs + cost.cpuMs };
      const isEvaluated = (step + 1) % EVALUATE_EVERY === 0 || step + 1 === steps;
      const error = isEvaluated ? await evaluate(await trainer.parameters()) : before.error;
      found[at] = { ...after, error, step: isEvaluated && error < TARGET ? step + 1 : null };
    }
  return found;
}

export function timeToTargetTable(found: readonly TimeToTarget[]): string {
  return textTable(
    [
      `100 genes, 32 knockouts, until held-out error < ${TARGET}`,
      'on',
      'steps',
      'error',
      'seconds',
      'CPU s',
      '× as fast by CPU',
      'preparation, CPU s',
    ],
    found.flatMap(({ preset, preparation, contenders }) =>
      contenders.map(({ name, step, error, wallMs, cpuMs }, i) => [
        i === 0 ? preset : '',
        name,
        step === null ? 'never' : String(step),
        error.toFixed(3),
        digits(wallMs / 1000),
        digits(cpuMs / 1000),
        i === 0 ? '' : digits(cpuMs / (contenders[0]?.cpuMs ?? Number.NaN)),
        i === 0 ? digits(preparation.cpuMs / 1000) : '',
      ]),
    ),
  );
}
