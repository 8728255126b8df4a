/** The edge table of a file as Node computes it, with the page's own defaults: `run.mjs e2e/nodeEdges.ts IN.h5ad OUT.tsv`. */
import { writeFile } from 'node:fs/promises';
import { loadDataset } from '../bench/load';
import { createDevice } from '../src/dynamics/device/createDevice';
import { presets } from '../src/dynamics/settings';
import { Inference } from '../src/inference/inference';
import { edgesTsv } from '../src/network/formats/tsv';

export async function main([file = '', out = '']: readonly string[]): Promise<void> {
  const dataset = await loadDataset(file, {});
  const inference = await Inference.create(dataset, presets.H, (problem) => createDevice('wasm', problem));
  while (!inference.isDone) await inference.advance();
  await writeFile(out, edgesTsv((await inference.result()).network));
}
