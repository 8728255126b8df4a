/** tfjs' WebGPU backend on the GPUDevice of our kernels, so that tensors and buffers live together. Loads tfjs: for the browser. */
import { registerBackend, removeBackend, setBackend } from '@tensorflow/tfjs-core';
import { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** tfjs' own factory would ask for a device of its own. */
export async function shareWithTfjs(device: GPUDevice, info: GPUAdapterInfo): Promise<void> {
  removeBackend('webgpu');
  registerBackend('webgpu', () => new WebGPUBackend(device, info));
  await setBackend('webgpu');
}
