/**
 * Writes the signatures of the AssemblyScript kernels: `node scripts/run.mjs scripts/kernelTypes.ts`. The files are kept in the
 * repository; a test makes them again and compares.
 */
import { writeFile } from 'node:fs/promises';
import { kernelTypes } from './assemblyscript';

/** Source of each module, and the file that describes it. */
export const kernelModules = [
  ['src/dynamics/device/wasm/assembly/kernels.ts', 'src/dynamics/device/wasm/assembly/kernelTypes.ts'],
  ['src/numerics/dense/assembly/dense.ts', 'src/numerics/dense/assembly/kernelTypes.ts'],
  ['src/evaluation/methods/assembly/trees.ts', 'src/evaluation/methods/assembly/kernelTypes.ts'],
] as const;

export async function main(): Promise<void> {
  for (const [source, target] of kernelModules) await writeFile(target, await kernelTypes(source));
}
