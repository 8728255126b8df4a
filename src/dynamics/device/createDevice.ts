/** Devices by kind; the code of each is loaded on demand. */
import type { Problem } from '../problem';
import type { DeviceKind, DynamicsDevice } from './device';
import type { ShardRunner } from './wasm/runner';
import type { Gpu } from './webgpu/gpu';

/** `runner`: where the shards of the wasm device run, by default in this thread. `gpu`: required for the webgpu device. */
export async function createDevice(
  kind: DeviceKind,
  problem: Problem,
  options: { readonly runner?: ShardRunner; readonly gpu?: Gpu } = {},
): Promise<DynamicsDevice> {
  switch (kind) {
    case 'reference': {
      const { createReferenceDevice } = await import('./reference/referenceDevice');
      return createReferenceDevice(problem);
    }
    case 'wasm': {
      const { createWasmDevice } = await import('./wasm/wasmDevice');
      return createWasmDevice(problem, options.runner);
    }
    case 'webgpu': {
      if (!options.gpu) throw new Error('The webgpu device needs an open GPU');
      const { createWebgpuDevice } = await import('./webgpu/webgpuDevice');
      return createWebgpuDevice(problem, options.gpu);
    }
    default:
      throw new Error(`No device of kind ${String(kind satisfies never)}`);
  }
}
