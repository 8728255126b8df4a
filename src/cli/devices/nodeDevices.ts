/**
 * Compute devices of a run in Node: the CPU, with threads for its shards, and WebGPU through Dawn if that is installed. WebGPU in Node
 * through the optional package `webgpu` (Dawn). A separate process first tests whether it loads and finds an adapter, because a missing
 * or broken driver may write to the terminal, hang or crash.
 */
import { totalmem } from 'node:os';
import type { TrainingSettings } from '../../dynamics/settings';
import type { StepTimes } from '../../inference/training/deviceComparison';
import { GpuCache, type TrainingDevices, trainingDevices } from '../../inference/training/devices';
import { MAX_INSTANCE_BYTES } from '../../inference/run/memory';
import type { DeviceWish } from '../../inference/training/chooseDevice';
import { messageOf } from '../failure';
import { Worker } from 'node:worker_threads';
import type { ShardReply } from '../../dynamics/device/wasm/shardService';
import type { PoolWorker } from '../../dynamics/device/wasm/runner';
import kernelThread from './kernelThread.ts?thread';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type GpuOffer, findGpu } from '../../dynamics/device/webgpu/gpu';

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

/** Exports of the package; its own type declarations would change those of the browser. */
interface Dawn {
  create(options: readonly string[]): GPU;
  /** GPUBufferUsage and the like, which a browser has as globals. */
  readonly globals: object;
}

const longestTrialMs = 30_000;

/** Kept for the life of the program, because Dawn destroys its devices with it. */
let opening: Promise<GPU | null> | null = null;

/** null if the package is not installed, does not load, or finds no adapter. */
export async function findDawnGpu(): Promise<GpuOffer | null> {
  const gpu = await (opening ??= openDawn());
  return gpu && findGpu(gpu, () => performance.now());
}

async function openDawn(): Promise<GPU | null> {
  const address = addressOfPackage();
  if (!address || !(await givesAdapter(address))) return null;
  const dawn: unknown = await import(/* @vite-ignore */ address);
  if (!isDawn(dawn)) return null;
  Object.assign(globalThis, dawn.globals);
  return dawn.create([]);
}

function addressOfPackage(): string | null {
  try {
    return pathToFileURL(createRequire(import.meta.url).resolve('webgpu')).href;
  } catch {
    return null;
  }
}

async function givesAdapter(address: string): Promise<boolean> {
  const trial = `
    const { create } = await import(${JSON.stringify(address)});
    const gpu = create([]);
    process.stdout.write((await gpu.requestAdapter({ powerPreference: 'high-performance' })) ? 'adapter' : 'none');`;
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', trial], {
      timeout: longestTrialMs,
    });
    return stdout === 'adapter';
  } catch {
    return false;
  }
}

function isDawn(loaded: unknown): loaded is Dawn {
  return typeof loaded === 'object' && loaded !== null && 'create' in loaded && 'globals' in loaded;
}
