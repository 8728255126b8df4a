/** Which device computes, and why, in sentences; and what can be chosen. */
import type { DeviceWish, RunningDevice } from '../training/runningDevice';

export const deviceChoices: readonly { readonly value: DeviceWish; readonly label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'processor', label: 'Processor' },
];

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

export function deviceReasonText({ kind, name, reason }: RunningDevice): string {
  switch (reason.tag) {
    case 'wished':
      return wishedText(kind, reason.software);
    case 'no-webgpu':
      return reason.wished
        ? 'You chose WebGPU, but this browser gives none here, so the processor computes. A current Chrome or Edge on a computer with a graphics processor has it.'
        : 'This browser gives no WebGPU here, so the processor computes. The network is the same; large data sets take longer.';
    case 'software-adapter':
      return `WebGPU is here only emulated on the processor (${reason.adapter}), which is slower than computing on the processor itself.`;
    case 'gpu-faster':
      return `A short test with your data found WebGPU quicker: ${milliseconds(reason.gpuMs)} a step, ${milliseconds(reason.processorMs)} on the processor.`;
    case 'gpu-slower':
      return `A short test with your data found the processor quicker: ${milliseconds(reason.processorMs)} a step, ${milliseconds(reason.gpuMs)} with WebGPU.`;
    case 'gpu-failed':
      return `WebGPU could not take this problem (${withoutStop(reason.detail)}), so the processor computes.`;
    case 'gpu-lost':
      return kind === 'webgpu'
        ? `The graphics processor was lost during the run and asked for again: ${name} computes (${withoutStop(reason.detail)}).`
        : `The graphics processor was lost during the run (${withoutStop(reason.detail)}), so the processor computes.`;
    case 'no-simd':
      return 'This browser lacks SIMD WebAssembly, so plain code in double precision computes, slowly. A current browser is many times quicker.';
    default:
      return reason satisfies never;
  }
}

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

/** What the browser said, to stand within a sentence. */
function withoutStop(detail: string): string {
  return detail.replace(/\.$/, '');
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`;
}
