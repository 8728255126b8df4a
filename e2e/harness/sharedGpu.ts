/** The GPU shared by all checks; checks that destroy theirs open another. */
import { findGpu, type Gpu } from '../../src/dynamics/device/webgpu/gpu';
import { shareWithTfjs } from '../../tests/support/tfjs/sharedBackend';

let opened: Promise<Gpu> | null = null;

/** Throws without an adapter: a browser without WebGPU must fail the specification, not skip it. */
export async function freshGpu(): Promise<Gpu> {
  const offer = await findGpu(navigator.gpu, () => performance.now());
  if (!offer) throw new Error('This browser gives no WebGPU adapter');
  const gpu = await offer.open();
  await shareWithTfjs(gpu.device);
  return gpu;
}

export function sharedGpu(): Promise<Gpu> {
  opened ??= freshGpu();
  return opened;
}
