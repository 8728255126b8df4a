/** Which device computes, and why, in sentences; and what can be chosen. */
import type { DeviceWish, RunningDevice } from '../../inference/training/runningDevice';
import type { SmallerRun } from '../../dynamics/errors';
import { listOf, plural, count } from './format';

export const deviceChoices: readonly { readonly value: DeviceWish; readonly label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'processor', label: 'Processor' },
];

/** Where the sentences are read, and what stands for the machine there. */
type Place = 'browser' | 'terminal';

const places = {
  browser: {
    givesNone: 'this browser gives none here',
    noWebgpu: 'This browser gives no WebGPU here',
    webgpuTakes: 'A current Chrome or Edge on a computer with a graphics processor has it.',
    lacks: 'This browser lacks',
    current: 'A current browser',
  },
  terminal: {
    givesNone: 'none was found on this machine',
    noWebgpu: 'No WebGPU was found on this machine',
    webgpuTakes: 'It takes a graphics processor with its driver, and the npm package webgpu.',
    lacks: 'This version of Node lacks',
    current: 'A current one',
  },
} as const satisfies Record<Place, Record<string, string>>;

/** What the wish will do at the next Train. */
export function wishText(wish: DeviceWish): string {
  switch (wish) {
    case 'auto':
      return 'Takes the graphics processor where there is one and a short test with your data finds it quicker.';
    case 'webgpu':
      return 'Takes the graphics processor through WebGPU, even where it is slower or only emulated.';
    case 'processor':
      return 'Takes the processor: the same bits on every machine.';
    default:
      return wish satisfies never;
  }
}

export function deviceReasonText({ kind, name, reason }: RunningDevice, place: Place = 'browser'): string {
  const { givesNone, noWebgpu, webgpuTakes, lacks, current } = places[place];
  switch (reason.tag) {
    case 'wished':
      return wishedText(kind, reason.software);
    case 'no-webgpu':
      return reason.wished
        ? `You chose WebGPU, but ${givesNone}, so the processor computes. ${webgpuTakes}`
        : `${noWebgpu}, so the processor computes. The network is the same; large data sets take longer.`;
    case 'software-adapter':
      return `WebGPU is here only emulated on the processor (${reason.adapter}), which is slower than computing on the processor itself.`;
    case 'gpu-faster':
      return `${testText(reason)} found WebGPU quicker: ${milliseconds(reason.gpuMs)} a step, ${milliseconds(reason.processorMs)} on the processor.`;
    case 'gpu-far-faster':
      return `${testText(reason)} found WebGPU quicker: ${milliseconds(reason.gpuMs)} a step, of which the processor takes ${milliseconds(reason.partMs)} for a part alone.`;
    case 'gpu-slower':
      return `${testText(reason)} found the processor quicker: ${milliseconds(reason.processorMs)} a step, ${milliseconds(reason.gpuMs)} with WebGPU.`;
    case 'gpu-failed':
      return `WebGPU could not take this problem (${withoutStop(reason.detail)}), so the processor computes.`;
    case 'gpu-lost':
      return kind === 'webgpu'
        ? `The graphics processor was lost during the run and asked for again: ${name} computes (${withoutStop(reason.detail)}).`
        : `The graphics processor was lost during the run (${withoutStop(reason.detail)}), so the processor computes.`;
    case 'no-simd':
      return `${lacks} SIMD WebAssembly, so plain code in double precision computes, slowly. ${current} is many times quicker.`;
    default:
      return reason satisfies never;
  }
}

function testText({ earlier }: { readonly earlier: boolean }): string {
  return earlier ? 'A short test before an earlier run of this size' : 'A short test with your data';
}

/** Where an earlier test decided, and how to have another. */
export const measureAgainText = {
  kept: 'Which device is quicker was measured before an earlier run of this size, with this version on these devices.',
  action: 'Measure again',
  done: 'Both devices are measured again at the next Train.',
} as const;

/** Of a run that went on elsewhere. */
export function movedText({ kind }: RunningDevice): string {
  return kind === 'webgpu' ? 'on the graphics processor, asked for again' : 'on the processor';
}

function wishedText(kind: RunningDevice['kind'], software: boolean): string {
  if (kind !== 'webgpu') return 'You chose the processor.';
  return software
    ? 'You chose WebGPU. It is emulated on the processor here, which is slower than the processor itself.'
    : 'You chose WebGPU.';
}

/** What the system said, to stand within a sentence. */
function withoutStop(detail: string): string {
  return detail.replace(/\.$/, '');
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}

/** What a run needs of memory, and what to take less of where there is not as much, in sentences. */

/** '120 MB', '2.4 GB': two digits are as much as is known. */
export function memorySize(bytes: number): string {
  if (bytes >= 9.95e8) return `${(bytes / 1e9).toFixed(bytes < 9.95e9 ? 1 : 0)} GB`;
  const megabytes = Math.max(1, bytes / 1e6);
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(megabytes)) - 1);
  return `${count(Math.round(megabytes / unit) * unit)} MB`;
}

/** `graphics`: bytes it would take of a graphics processor; null where none is to compute. */
export function memoryText(bytes: number, graphics: number | null): string {
  const there =
    graphics === null ? '' : `, and ${memorySize(graphics)} of a graphics processor’s where that computes`;
  return `It needs about ${memorySize(bytes)} of memory${there}.`;
}

/** What comes by itself when a run has ended. */
export function judgingMemoryText(bytes: number, hasRoom: boolean): string {
  return hasRoom
    ? `Comparing it with other methods afterwards takes about ${memorySize(bytes)}.`
    : `Comparing it with other methods afterwards would take about ${memorySize(bytes)}, more than there is: that is left out.`;
}

/** Why a run was not set beside other methods. */
export function judgingRefusedText(shortage: { readonly bytes: number; readonly limit: number }): string {
  return `This run is not compared with other methods. ${shortageText(shortage)} Fewer genes or cells leave room; a terminal has all memory of the machine (modulode evaluate).`;
}

/** Of the cells a run is trained on, `most` are kept by one fit. '' where all are. */
export function sampleText(trainingCells: number, most: number): string {
  return trainingCells <= most
    ? ''
    : `Each fit learns from a sample of ${count(most)} of the ${count(trainingCells)} cells, with small perturbations whole; means are of all cells.`;
}

/** Why a run is refused. `limit` 0: what there is is not known. */
export function shortageText({ bytes, limit }: { readonly bytes: number; readonly limit: number }): string {
  if (bytes <= 0) return 'It needs more than there is here.';
  return limit > 0
    ? `It needs about ${memorySize(bytes)}, and ${memorySize(limit)} can be used here.`
    : `It needs about ${memorySize(bytes)}, more than there is here.`;
}

/** 'With 1,400 genes, 90 candidate regulators or 300 perturbations it would fit.' '' where none of them alone would do. */
export function smallerText({ genes, regulators, perturbations }: SmallerRun): string {
  const choices = [
    genes === null ? [] : [plural(genes, 'gene')],
    regulators === null ? [] : [plural(regulators, 'candidate regulator')],
    perturbations === null ? [] : [plural(perturbations, 'perturbation')],
  ].flat();
  return choices.length === 0 ? '' : `With ${listOf(choices).replace(' and ', ' or ')} it would fit.`;
}

/** What happens in the course of a run, as a log tells it: the same lines on the page and in a terminal. */

export type RunEvent =
  | { readonly tag: 'opened'; readonly name: string; readonly cells: number; readonly genes: number }
  | { readonly tag: 'started'; readonly name: string; readonly seed: number; readonly step: number }
  | { readonly tag: 'finished' | 'slowed'; readonly step: number }
  | { readonly tag: 'moved'; readonly step: number; readonly device: RunningDevice }
  | { readonly tag: 'averaged'; readonly fits: number };

export function runEventText(event: RunEvent): string {
  switch (event.tag) {
    case 'opened':
      return `Opened ${event.name}: ${plural(event.cells, 'cell')} × ${plural(event.genes, 'gene')}.`;
    case 'started':
      return event.step > 0
        ? `Went on with ${event.name} from step ${count(event.step)} (seed ${event.seed}).`
        : `Started training on ${event.name} (seed ${event.seed}).`;
    case 'finished':
      return `Finished after ${plural(event.step, 'step')}.`;
    case 'slowed':
      return `The loss was not a number: went back to step ${count(event.step)} and on at half the step size.`;
    case 'moved':
      return `The graphics processor was lost; training goes on from step ${count(event.step)} ${movedText(event.device)}.`;
    case 'averaged':
      return averagedText(event.fits);
    default:
      return event satisfies never;
  }
}

export const numberWords = ['no', 'one', 'two', 'three'];

/** 'two fits'. */
export function fitsInWords(fits: number): string {
  return `${numberWords[fits] ?? count(fits)} ${fits === 1 ? 'fit' : 'fits'}`;
}

export function averagedText(fits: number): string {
  return `The network now averages the ranks of ${fitsInWords(fits)}.`;
}
