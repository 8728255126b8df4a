/** The devices of one run in Node: the processor with threads for its shards, and WebGPU through Dawn where that is installed. */
import { totalmem } from 'node:os';
import type { TrainingSettings } from '../../dynamics/settings';
import type { StepTimes } from '../../inference/training/deviceComparison';
import { trainingDevices, type TrainingDevices, GpuCache } from '../../inference/training/devices';
import { MOST_OF_AN_INSTANCE } from '../../inference/training/memory';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { findDawnGpu } from './dawn';
import { Worker } from 'node:worker_threads';
import type { ShardReply } from '../../dynamics/device/wasm/shardService';
import type { PoolWorker } from '../../dynamics/device/wasm/runner';
// oxlint-disable-next-line import/default -- scripts/threads.ts gives it its default; the linter sees the source file
import kernelThread from './kernelThread.ts?thread';

interface NodeDevicesRequest {
  readonly wish: DeviceWish;
  /** At most so many threads compute; with 1 everything stays in this one. */
  readonly threads: number;
  readonly settings: TrainingSettings;
  /** Takes a line for the person when something takes long. */
  readonly tell: (line: string) => void;
}

const dawnGpu = new GpuCache(findDawnGpu);
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

/** A thread of Node as the pool of shards takes it (src/dynamics/device/wasm/workerRunner.ts). */

/** Keeps the program alive while a step is in it, not between steps. `script`: what the thread runs. */
export function kernelWorker(script: string = kernelThread): PoolWorker {
  const worker = new Worker(script, { eval: true, name: 'kernels' });
  let running = 0;
  worker.unref();
  return {
    send: (request, transfer) => {
      if (request.type === 'run' && running++ === 0) worker.ref();
      worker.postMessage(request, transfer);
    },
    listen: (onReply, onLost) => {
      worker.on('message', (reply: ShardReply) => {
        if (--running === 0) worker.unref();
        onReply(reply);
      });
      worker.on('error', (error) => onLost(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => onLost(`A thread ended by itself with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
