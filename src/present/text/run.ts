/** The course of a run in sentences: the device and its reason, memory, and the events of the log. */
import type { DeviceWish, RunningDevice } from '../../inference/training/chooseDevice';
import type { SmallerRun } from '../../dynamics/errors';
import { listOf, plural, count } from './format';

export const deviceChoices: readonly { readonly value: DeviceWish; readonly label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'processor', label: 'CPU' },
];

/** Where the sentences appear. */
type Place = 'browser' | 'terminal';

const places = {
  browser: {
    requires: 'It requires a current Chrome or Edge on a computer with a GPU.',
    lacks: 'WebAssembly SIMD is unavailable in this browser',
    current: 'A current browser',
  },
  terminal: {
    requires: 'It requires a GPU with its driver, and the npm package webgpu.',
    lacks: 'WebAssembly SIMD is unavailable in this version of Node',
    current: 'A current version',
  },
} as const satisfies Record<Place, Record<string, string>>;

/** The effect of the choice at the next Train. */
export function wishText(wish: DeviceWish): string {
  switch (wish) {
    case 'auto':
      return 'The GPU, if a short test shows that it is faster.';
    case 'webgpu':
      return 'The GPU through WebGPU, even if slower.';
    case 'processor':
      return 'The same results on every machine.';
    default:
      return wish satisfies never;
  }
}

export function deviceReasonText({ kind, name, reason }: RunningDevice, place: Place = 'browser'): string {
  const { requires, lacks, current } = places[place];
  switch (reason.tag) {
    case 'wished':
      return wishedText(kind, reason.software);
    case 'no-webgpu':
      return reason.wished
        ? `WebGPU is unavailable; training runs on the CPU. ${requires}`
        : 'WebGPU is unavailable; training runs on the CPU. Results are the same; large data sets take longer.';
    case 'software-adapter':
      return `WebGPU is only emulated here (${reason.adapter}), which is slower than the CPU.`;
    case 'gpu-faster':
      return `${testText(reason)} found WebGPU faster: ${milliseconds(reason.gpuMs)} per step, CPU ${milliseconds(reason.processorMs)}.`;
    case 'gpu-far-faster':
      return `${testText(reason)} found WebGPU faster: ${milliseconds(reason.gpuMs)} per step, CPU ${milliseconds(reason.partMs)} for a part of it.`;
    case 'gpu-slower':
      return `${testText(reason)} found the CPU faster: ${milliseconds(reason.processorMs)} per step, WebGPU ${milliseconds(reason.gpuMs)}.`;
    case 'gpu-failed':
      return `WebGPU cannot run this problem (${withoutStop(reason.detail)}); training runs on the CPU.`;
    case 'gpu-lost':
      return kind === 'webgpu'
        ? `The GPU was lost during the run and reopened: training runs on ${name} (${withoutStop(reason.detail)}).`
        : `The GPU was lost during the run (${withoutStop(reason.detail)}); training runs on the CPU.`;
    case 'no-simd':
      return `${lacks}; training uses the slow reference code in double precision. ${current} is many times faster.`;
    default:
      return reason satisfies never;
  }
}

function testText({ earlier }: { readonly earlier: boolean }): string {
  return earlier ? 'A short test before an earlier run of this size' : 'A short test with your data';
}

/** After a choice by an earlier test. */
export const measureAgainText = {
  kept: 'The device was chosen by a test before an earlier run of this size, with this version on these devices.',
  action: 'Measure again',
  done: 'Both devices are measured again at the next Train.',
} as const;

/** The device of a run after a loss. */
export function movedText({ kind }: RunningDevice): string {
  return kind === 'webgpu' ? 'on the reopened GPU' : 'on the CPU';
}

function wishedText(kind: RunningDevice['kind'], software: boolean): string {
  if (kind !== 'webgpu') return 'You chose the CPU.';
  return software
    ? 'You chose WebGPU. It is emulated here, which is slower than the CPU.'
    : 'You chose WebGPU.';
}

/** A message of the system, within a sentence. */
function withoutStop(detail: string): string {
  return detail.replace(/\.$/, '');
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

/** '120 MB', '2.4 GB': two significant digits. */
export function memorySize(bytes: number): string {
  if (bytes >= 9.95e8) return `${(bytes / 1e9).toFixed(bytes < 9.95e9 ? 1 : 0)} GB`;
  const megabytes = Math.max(1, bytes / 1e6);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(megabytes)) - 1);
  return `${count(Math.round(megabytes / unit) * unit)} MB`;
}

/** `graphics`: bytes on a GPU; null without one. */
export function memoryText(bytes: number, graphics: number | null): string {
  const there = graphics === null ? '' : `, and ${memorySize(graphics)} of GPU memory if that is used`;
  return `It needs about ${memorySize(bytes)} of memory${there}.`;
}

/** The benchmark that follows a run, where there is no room for it. */
export function judgingMemoryText(bytes: number): string {
  return `The comparison with other methods would take about ${memorySize(bytes)}, more than is available, and is skipped.`;
}

/** Why a run was not compared with other methods. */
export function benchmarkRefusedText(shortage: { readonly bytes: number; readonly limit: number }): string {
  return `This run is not compared with other methods. ${shortageText(shortage)} Use fewer genes or cells, or the terminal (modulode evaluate), which can use all memory.`;
}

/** `most`: cells per fit. '' where all cells fit. */
export function sampleText(trainingCells: number, most: number): string {
  return trainingCells <= most
    ? ''
    : `Each fit uses a sample of ${count(most)} of the ${count(trainingCells)} cells; small perturbations keep all of theirs. Means use all cells.`;
}

/** Why a run is refused. `limit` 0: unknown. */
export function shortageText({ bytes, limit }: { readonly bytes: number; readonly limit: number }): string {
  if (bytes <= 0) return 'It needs more memory than is available.';
  return limit > 0
    ? `It needs about ${memorySize(bytes)}; ${memorySize(limit)} is available.`
    : `It needs about ${memorySize(bytes)}, more than is available.`;
}

/** 'It fits with 1,400 genes, 90 candidate regulators or 300 perturbations.' '' where none of them alone suffices. */
export function smallerText({ genes, regulators, perturbations }: SmallerRun): string {
  const choices = [
    genes === null ? [] : [plural(genes, 'gene')],
    regulators === null ? [] : [plural(regulators, 'candidate regulator')],
    perturbations === null ? [] : [plural(perturbations, 'perturbation')],
  ].flat();
  return choices.length === 0 ? '' : `It fits with ${listOf(choices).replace(' and ', ' or ')}.`;
}

export type RunEvent =
  | { readonly tag: 'opened'; readonly name: string; readonly cells: number; readonly genes: number }
  | { readonly tag: 'started'; readonly name: string; readonly seed: number; readonly step: number }
  | { readonly tag: 'finished' | 'slowed'; readonly step: number }
  | { readonly tag: 'moved'; readonly step: number; readonly device: RunningDevice };

export function runEventText(event: RunEvent): string {
  switch (event.tag) {
    case 'opened':
      return `Opened ${event.name}: ${plural(event.cells, 'cell')} × ${plural(event.genes, 'gene')}.`;
    case 'started':
      return event.step > 0
        ? `Resumed training on ${event.name} from step ${count(event.step)} (seed ${event.seed}).`
        : `Started training on ${event.name} (seed ${event.seed}).`;
    case 'finished':
      return `Finished after ${plural(event.step, 'step')}.`;
    case 'slowed':
      return `Training diverged: resumed from step ${count(event.step)} at half the step size.`;
    case 'moved':
      return `The GPU was lost; training resumed from step ${count(event.step)} ${movedText(event.device)}.`;
    default:
      return event satisfies never;
  }
}

/** For a network whose read-out is 'joined'. */
export const joinedText =
  'Edges of perturbed genes are ranked by learned weight and measured effect together; an effect that an intermediate gene explains counts less.';
