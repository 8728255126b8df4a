/** The devices of one run in Node: the processor with threads for its shards, and WebGPU through Dawn where that is installed. */
import type { TrainingSettings } from '../../dynamics/settings';
import { trainingDevices, type TrainingDevices } from '../../training/devices';
import { KeptGpu } from '../../training/keptGpu';
import type { DeviceWish } from '../../training/runningDevice';
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

/** `dispose` ends the threads. */
export function nodeDevices({ wish, threads, settings, tell }: NodeDevicesRequest): TrainingDevices {
  let told = false;
  return trainingDevices({
    wish,
    settings,
    workers: threads,
    createWorker: () => kernelWorker(),
    gpu: dawnGpu,
    settingUp: () => {
      if (!told) tell('Setting up the graphics processor, which can take some seconds.');
      told = true;
    },
  });
}
