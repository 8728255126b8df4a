/** The devices of one run in Node: the processor with threads for its shards, and WebGPU through Dawn where that is installed. */
import { totalmem } from 'node:os';
import type { TrainingSettings } from '../../dynamics/settings';
import type { StepTimes } from '../../inference/training/comparison';
import { trainingDevices, type TrainingDevices } from '../../inference/training/devices';
import { KeptGpu } from '../../inference/training/keptGpu';
import { MOST_OF_AN_INSTANCE } from '../../inference/training/memoryHere';
import type { DeviceWish } from '../../inference/training/runningDevice';
import { findDawnGpu } from './dawn';
import { kernelWorker } from './kernelWorker';

interface NodeDevicesRequest {
  readonly wish: DeviceWish;
  /** At most so many threads compute; with 1 everything stays in this one. */
  readonly threads: number;
  readonly settings: TrainingSettings;
  /** Takes a line for the person when something takes long. */
  readonly tell: (line: string) => void;
}

const dawnGpu = new KeptGpu(findDawnGpu);
/** Of all runs of a command. */
const times = new Map<string, StepTimes>();

/** Of what the system, or whoever limits this program, lets it have; the rest is for others. */
const SHARE = 0.75;

export function memoryOfMachine(): number {
  const limit = process.constrainedMemory();
  return SHARE * Math.min(totalmem(), limit > 0 ? limit : Infinity);
}

/** `dispose` ends the threads. */
export function nodeDevices({ wish, threads, settings, tell }: NodeDevicesRequest): TrainingDevices {
  let told = false;
  return trainingDevices({
    wish,
    settings,
    workers: threads,
    createWorker: () => kernelWorker(),
    memory: { inAll: memoryOfMachine(), inOne: MOST_OF_AN_INSTANCE, copies: 1 },
    gpu: dawnGpu,
    times,
    settingUp: () => {
      if (!told) tell('Setting up the graphics processor, which can take some seconds.');
      told = true;
    },
  });
}
