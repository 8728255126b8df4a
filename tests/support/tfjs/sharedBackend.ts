/** The WebGPU backend of tfjs on the GPUDevice of our kernels, for tests and benchmarks in the browser. */
import { registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** Replaces the factory of tfjs, which would open a second device. */
export async function shareWithTfjs(device: GPUDevice): Promise<void> {
  removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, device.adapterInfo));
  await setBackend('webgpu');
}
