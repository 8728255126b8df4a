/** Compute devices of a run in Node: the CPU, with threads for its shards, and WebGPU through Dawn if that is installed. */
import { totalmem } from 'node:os';
import type { TrainingSettings } from '../../dynamics/settings';
import type { StepTimes } from '../../inference/training/deviceComparison';
import { trainingDevices, type TrainingDevices, GpuCache } from '../../inference/training/devices';
import { MAX_INSTANCE_BYTES } from '../../inference/training/memory';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { messageOf } from '../failure';
import { findDawnGpu } from './dawn';
import { Worker } from 'node:worker_threads';
import type { ShardReply } from '../../dynamics/device/wasm/shardService';
import type { PoolWorker } from '../../dynamics/device/wasm/runner';
import kernelThread from './kernelThread.ts?thread';

interface NodeDevicesRequest {
  readonly wish: DeviceWish;
  /** Maximum number of threads; 1: everything runs in the calling thread. */
  readonly threads: number;
  readonly settings: TrainingSettings;
  /** Prints a message about slow steps. */
  readonly message: (line: string) => void;
}

const dawnGpu = new GpuCache(findDawnGpu);
/** Measured step times, shared by all runs of a command. */
const times = new Map<string, StepTimes>();

/** Share of the memory limit of the system or container that the program uses. */
const SHARE = 0.75;

export function memoryOfMachine(): number {
  const limit = process.constrainedMemory();
  return SHARE * Math.min(totalmem(), limit > 0 ? limit : Infinity);
}

/** `dispose` ends the threads. */
export function nodeDevices({ wish, threads, settings, message }: NodeDevicesRequest): TrainingDevices {
  let announced = false;
  return trainingDevices({
    wish,
    settings,
    workers: threads,
    createWorker: () => kernelWorker(),
    memory: { inAll: memoryOfMachine(), inOne: MAX_INSTANCE_BYTES, copies: 1 },
    gpu: dawnGpu,
    times,
    settingUp: () => {
      if (!announced) message('Setting up the GPU, which can take some seconds.');
      announced = true;
    },
  });
}

/** A Node thread for the shard pool. It keeps the program alive during a step, not between steps. `script`: code of the thread. */
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
      worker.on('error', (error) => onLost(messageOf(error)));
      worker.on('exit', (code) => onLost(`A thread ended unexpectedly with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
