/** Parameters that the wasm device trains in Node: `run.mjs e2e/nodeBits.ts OUT.json`. */
import { writeFile } from 'node:fs/promises';
import { wasmBits } from './harness/bits';

export async function main([out = '']: readonly string[]): Promise<void> {
  await writeFile(out, JSON.stringify(await wasmBits()));
}
