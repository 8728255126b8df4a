/**
 * WebGPU in Node through the optional package `webgpu` (Dawn). A separate process first tests whether it loads and finds an adapter,
 * because a missing or broken driver may write to the terminal, hang or crash.
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { findGpu, type GpuOffer } from '../../dynamics/device/webgpu/gpu';

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
