/**
 * Peak of one core in WebAssembly without fused operations: our own matrix product in cache, and copying outside all
 * caches. The fastest of several tries each.
 */
import { Workspace, instantiateKernels } from '../../src/dynamics/device/wasm/context';

export interface Roofline {
  /** 10⁹ operations a second. */
  readonly gflops: number;
  /** 10⁹ bytes a second, read and written. */
  readonly gigabytes: number;
}

const tries = 40;

export async function measureRoofline(): Promise<Roofline> {
  return { gflops: await peakOfProducts(), gigabytes: bandwidthOfCopies() };
}

async function peakOfProducts(): Promise<number> {
  const { kernels, memory } = await instantiateKernels();
  const workspace = new Workspace(memory);
  const size = 96;
  const row = 4 * size;
  const matrix = () => workspace.zeros(size * size);
  const square = { a: matrix(), b: matrix(), c: matrix(), aRow: row, bRow: row, cRow: row };
  const rounds = 20;
  const run = () => {
    for (let i = 0; i < rounds; i++) kernels.multiply({ ...square, rows: size, columns: size, inner: size });
  };
  return (rounds * 2 * size ** 3) / fastestSeconds(run) / 1e9;
}

function bandwidthOfCopies(): number {
  const bytes = 2 ** 26;
  const from = new Uint8Array(bytes).fill(1);
  const to = new Uint8Array(bytes).fill(2);
  return (2 * bytes) / fastestSeconds(() => to.set(from)) / 1e9;
}

function fastestSeconds(work: () => void): number {
  work();
  const times = Array.from({ length: tries }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return Math.min(...times) / 1000;
}
