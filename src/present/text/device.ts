/** Which device computes, and why, in sentences; and what can be chosen. */
import type { DeviceWish, RunningDevice } from '../../inference/training/runningDevice';

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
