/** Devices by kind. WebAssembly is loaded only when its device is asked for. */
import type { Problem } from '../problem';
import type { DeviceKind, DynamicsDevice } from './device';
import type { ShardRunner } from './wasm/runner';

/** `runner`: where the wasm device's shards run; in this thread without one. */
export async function createDevice(
  kind: DeviceKind,
  problem: Problem,
  options: { readonly runner?: ShardRunner } = {},
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
    case 'webgpu':
      throw new Error('not yet');
    default:
      throw new Error(`No device of kind ${String(kind satisfies never)}`);
  }
}
